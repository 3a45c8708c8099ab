"""Correcting a dose that is already written: the lot that was misread, the reaction that came later."""

from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from station_app.immunization import service
from station_app.immunization.screen import words
from station_app.immunization.screen.form import DOSE
from station_app.immunization.service import DoseLine
from station_app.shell.correcting import Correction
from station_app.shell.declared import declared_field
from station_app.shell.entering import Entering
from station_app.shell.fields import Field, Value
from station_app.shell.screen import Frame
from station_app.shell.theme import SIZES
from station_app.shell.widgets import text
from station_app.store.database import Database, Opened
from station_app.store.drafts import DraftShelf

_FIELDS = ("given_on", "dose_number", "lot", "expiry", "site", "vaccinator", "reaction", "note")


class DoseCorrection(QWidget):
    """`closed` when it is done or given up."""

    closed = Signal()

    def __init__(self, frame: Frame, database: Database) -> None:
        super().__init__()
        self._frame, self._database = frame, database
        self._dose = ""
        self._before: dict[str, Value] = {}
        self._opened: tuple[Opened, ...] = ()
        self.title = text("", "section", wrap=True)
        self.form = Correction()
        for one, other in zip(_FIELDS[::2], _FIELDS[1::2], strict=True):
            self.form.pair(self._field(one), self._field(other))
        self.form.ask_why()
        self.entering = Entering(self.form, frame.work, DraftShelf(database))
        self.form.submitted.connect(lambda _: self._save())
        self.form.withdrawn.connect(self._withdraw)
        self.form.left.connect(self.closed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SIZES.pad)
        column.addWidget(self.title)
        column.addWidget(self.form)
        self.hide()

    def begin(self, dose: DoseLine, person: str) -> None:
        self._dose = dose.id
        self._before = {name: getattr(dose, name) for name in _FIELDS}
        self.title.setText(f"Sửa mũi {words.dose_title(dose)}")
        self.form.clear()
        self.form.fill(self._before)
        for name in ("given_on", "expiry"):
            self.form.fields[name].say("")
        self.entering.begin(f"person/{person}/doses?dose={dose.id}", ask=True)
        op = partial(self._database.opened, "dose", dose.id)
        self._frame.work.read(op, self._read, owner=self)
        self.form.fields["lot"].focus()

    def _read(self, opened: Opened) -> None:
        self._opened = (opened,)

    def _save(self) -> None:
        values, dose = self.form.changed_values(self._before), self._dose
        if not values:
            self.entering.end()
            self.closed.emit()
            return
        op = partial(
            service.correct_dose, self._database, dose, values, reason=self.form.why, opened=self._opened
        )
        self._run(op, "Đã sửa mũi tiêm. Giá trị cũ còn trong lịch sử.")

    def _withdraw(self, reason: str) -> None:
        self._run(
            partial(service.withdraw_dose, self._database, self._dose, f"nhập nhầm: {reason}"),
            "Đã huỷ mũi ghi nhầm. Mũi này còn trong lịch sử, không được tính nữa.",
        )

    def _run(self, op: partial[None], words_after: str) -> None:
        def done(_: object) -> None:
            self._frame.notices.tell(words_after)
            self.closed.emit()

        self.entering.run(op, done)

    def _field(self, name: str) -> Field:
        declared = DOSE.field(name)
        assert declared is not None
        more: dict[str, Any] = {"past_only": False} if name == "expiry" else {}
        return declared_field(declared, self._frame.clock.today, **more)
