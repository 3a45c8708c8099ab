"""Writing down what a person agreed to, restricting the use of their data, and ending either."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Signal

import resources
from station_app.privacy import service
from station_app.privacy.screen.words import CONSENT, RESTRICTION, declared
from station_app.privacy.service import ConsentLine, RestrictionLine
from station_app.shell.correcting import REASON, Correction
from station_app.shell.fields import ChoiceField, PartialDateField, Value
from station_app.shell.forms import Form
from station_app.shell.screen import Frame
from station_app.shell.widgets import Card, text
from station_app.store.database import Database

UNDONE = "nhập nhầm: hoàn tác ngay sau khi lưu"
ASKED = (
    "Đọc cho người đó nghe: dữ liệu sức khỏe là dữ liệu nhạy cảm; không đồng ý vẫn được khám, được tiêm như "
    "thường."
)


class _Writing(Card):
    """A form beside the lists; `closed` when it is done or given up."""

    closed = Signal()

    def __init__(self, frame: Frame, database: Database, title: str, form: Form) -> None:
        super().__init__()
        self.frame, self.database, self.form = frame, database, form
        self.title = text(title, "section", wrap=True)
        self.column.addWidget(self.title)
        form.left.connect(self.closed)
        self.hide()

    def run(self, op: Callable[[], Any], done: Callable[[Any], object]) -> None:
        self.form.set_busy(True)
        after = partial(self.form.set_busy, False)
        self.frame.work.run(op, done, self.form.refused, owner=self, after=after)


class ConsentForm(_Writing):
    """One purpose, one answer; nothing is chosen beforehand."""

    def __init__(self, frame: Frame, database: Database) -> None:
        super().__init__(frame, database, "Ghi câu trả lời", Form("Lưu", scrolls=False, escape="Esc: thôi"))
        today, form = frame.clock.today, self.form
        asking = [one for one in resources.codes("processing_purposes") if one.extra.get("asks")]
        form.add(ChoiceField("purpose", "Mục đích", asking, required=True))
        form.add(declared(CONSENT, "decision", today))
        form.pair(declared(CONSENT, "told_sensitive", today), declared(CONSENT, "by_person", today))
        form.pair(declared(CONSENT, "guardian_name", today), declared(CONSENT, "guardian_paper", today))
        form.add(declared(CONSENT, "evidence", today))
        form.add(declared(CONSENT, "evidence_place", today, hint="Ví dụ: cặp 3, tủ hồ sơ phòng trưởng trạm."))
        form.pair(declared(CONSENT, "given_on", today, exact=True), declared(CONSENT, "recipient", today))
        form.submitted.connect(self._save)
        self.column.addWidget(text(ASKED, "soft", wrap=True))
        self.column.addWidget(form)
        self._person = ""

    def begin(self, person: str) -> None:
        self._person = person
        self.form.clear()
        self.form.fields["given_on"].set_value(self.frame.clock.today().isoformat())
        self.show()
        self.form.focus_first()

    def _save(self, values: dict[str, Value]) -> None:
        op = partial(service.record_consent, self.database, {"person": self._person, **values})
        self.run(op, self._saved)

    def _saved(self, consent: str) -> None:
        undo = partial(service.retract_consent, self.database, consent, UNDONE)
        self.frame.notices.undoable("Đã lưu câu trả lời.", lambda: self.frame.work.run(undo))
        self.closed.emit()


class RestrictionForm(_Writing):
    def __init__(self, frame: Frame, database: Database) -> None:
        super().__init__(frame, database, "Hạn chế xử lý", Form("Lưu", scrolls=False, escape="Esc: thôi"))
        today, form = frame.clock.today, self.form
        form.add(declared(RESTRICTION, "scope", today))
        form.pair(
            declared(RESTRICTION, "valid_from", today, exact=True),
            declared(
                RESTRICTION, "valid_to", today, exact=True, past_only=False, hint="Để trống: chưa hẹn ngày."
            ),
        )
        form.add(declared(RESTRICTION, "reason", today))
        form.submitted.connect(self._save)
        self.column.addWidget(form)
        self._person = ""

    def begin(self, person: str) -> None:
        self._person = person
        self.form.clear()
        self.form.fields["valid_from"].set_value(self.frame.clock.today().isoformat())
        self.show()
        self.form.focus_first()

    def _save(self, values: dict[str, Value]) -> None:
        op = partial(service.restrict, self.database, {"person": self._person, **values})
        self.run(op, self._saved)

    def _saved(self, restriction: str) -> None:
        undo = partial(service.retract_restriction, self.database, restriction, UNDONE)
        self.frame.notices.undoable("Đã ghi hạn chế.", lambda: self.frame.work.run(undo))
        self.closed.emit()


class EndForm(_Writing):
    """A consent is withdrawn, a restriction lifted; what was written by mistake is taken back."""

    def __init__(self, frame: Frame, database: Database) -> None:
        form = Correction("Lưu")
        super().__init__(frame, database, "", form)
        self.correction = form
        form.add(PartialDateField("on", "Kể từ ngày", frame.clock.today, required=True, exact=True))
        form.ask_why()
        form.submitted.connect(self._save)
        form.withdrawn.connect(self._retract)
        self.column.addWidget(form)
        self._line: ConsentLine | RestrictionLine | None = None

    def begin(self, line: ConsentLine | RestrictionLine) -> None:
        self._line = line
        is_consent = isinstance(line, ConsentLine)
        title = (
            f"Rút lại: {line.purpose_label}" if isinstance(line, ConsentLine) else f"Thôi: {line.scope_label}"
        )
        over = not (line.stands if isinstance(line, ConsentLine) else line.holds)
        self.title.setText(f"{title} (đã thôi từ trước)" if over and is_consent else title)
        self.form.clear()
        self.form.fields["on"].set_value(self.frame.clock.today().isoformat())
        self.show()
        self.form.fields[REASON].focus()

    def _save(self, values: dict[str, Value]) -> None:
        if (line := self._line) is None:
            return
        end = service.withdraw_consent if isinstance(line, ConsentLine) else service.lift_restriction
        day = date.fromisoformat(str(values["on"]))
        self.run(partial(end, self.database, line.id, self.correction.why, day), self._told)

    def _retract(self, reason: str) -> None:
        if (line := self._line) is None:
            return
        retract = service.retract_consent if isinstance(line, ConsentLine) else service.retract_restriction
        self.run(partial(retract, self.database, line.id, reason), self._told)

    def _told(self, _: object) -> None:
        self.frame.notices.tell("Đã lưu. Điều ghi trước còn trong lịch sử.")
        self.closed.emit()
