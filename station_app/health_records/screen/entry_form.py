"""Writing down an allergy, a condition or a risk factor beside the lists, correcting it, taking it back."""

from functools import partial
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from station_app.health_records.screen.entries import Kind, Line, values_of
from station_app.health_records.service import record
from station_app.shell.correcting import REASON, Correction
from station_app.shell.entering import Entering
from station_app.shell.screen import Frame
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Card, text
from station_app.store.database import Database, Opened
from station_app.store.drafts import DraftShelf

UNDONE: Final = "nhập nhầm: hoàn tác ngay sau khi lưu"
HIDDEN: Final = "Đã lưu. Thuộc nhóm hạn chế nên chỉ người có quyền mới xem được."


class EntryForm(Card):
    """One kind's form; `closed` when it is done or given up."""

    closed = Signal()

    def __init__(self, kind: Kind, frame: Frame, database: Database) -> None:
        super().__init__()
        self.kind, self._frame, self._database = kind, frame, database
        self._person = ""
        self._line: Line | None = None
        self._opened: tuple[Opened, ...] = ()
        self.title = text("", "section", wrap=True)
        self.form = Correction("Lưu")
        for row in kind.fields(frame.clock.today):
            self.form.pair(*row)
        self.form.ask_why()
        self.entering = Entering(self.form, frame.work, DraftShelf(database))
        self.form.submitted.connect(self._save)
        self.form.withdrawn.connect(self._withdraw)
        self.form.left.connect(self.closed)
        self.column.addWidget(self.title)
        self.column.addWidget(self.form)
        self.hide()

    def add(self, person: str) -> None:
        """Empty, for a new entry."""
        self._begin(person, None, self.kind.add_label)
        self.entering.begin(f"person/{person}/health?form={self.kind.name}", self._restored, new=True)

    def correct(self, person: str, line: Line) -> None:
        """With what stands there, and the question why."""
        self._begin(person, line, f"Sửa: {line.said}")
        self.form.fill(values_of(self.kind, line))
        for name in ("since", "noted_on"):
            if name in self.form.fields:
                self.form.fields[name].say("")
        self.entering.begin(f"person/{person}/health?form={self.kind.name}&record={line.id}", ask=True)
        op = partial(self._database.opened, self.kind.name, line.id)
        self._frame.work.read(op, partial(self._read, line.id), owner=self)

    @property
    def has_read(self) -> bool:
        """Whether it is known which values the nurse was shown."""
        return bool(self._opened)

    def _begin(self, person: str, line: Line | None, title: str) -> None:
        self._person, self._line, self._opened = person, line, ()
        self.title.setText(title)
        self.form.clear()
        self.form.set_correcting(line is not None)
        self.show()
        next(iter(self.form.fields.values())).focus()

    def _read(self, line: str, opened: Opened) -> None:
        if self._line and self._line.id == line:
            self._opened = (opened,)

    def _save(self, values: dict[str, Any]) -> None:
        line, kind = self._line, self.kind
        if line is None:
            written = {name: value for name, value in values.items() if name != REASON}
            self.entering.run(partial(add_entry, self._database, kind, self._person, written), self._added)
            return
        changed = self.form.changed_values(dict(values_of(kind, line)))
        if not changed:
            self.entering.end()
            self.closed.emit()
            return
        op = partial(kind.save, self._database, line.id, changed, self.form.why, self._opened)
        self.entering.run(op, partial(self._told, "Đã sửa. Điều ghi trước còn trong lịch sử."))

    def _withdraw(self, reason: str) -> None:
        if self._line:
            op = partial(self.kind.withdraw, self._database, self._line.id, f"nhập nhầm: {reason}")
            self.entering.run(op, partial(self._told, "Đã huỷ dòng ghi nhầm; vẫn còn trong lịch sử."))

    def _added(self, added: tuple[str, bool]) -> None:
        entry, is_shown = added
        undo = partial(self.kind.withdraw, self._database, entry, UNDONE)
        said = f"Đã lưu: {self.kind.entity.label.lower()}." if is_shown else HIDDEN
        self._frame.notices.undoable(said, lambda: self._frame.work.run(undo))
        self.closed.emit()

    def _told(self, words: str, _: object) -> None:
        self._frame.notices.tell(words)
        self.closed.emit()

    def _restored(self, _: object) -> None:
        self._frame.notices.tell("Đã mở lại phần đang gõ dở.", "information")


def add_entry(database: Database, kind: Kind, person: str, values: dict[str, Any]) -> tuple[str, bool]:
    """The id, and whether the entry may be seen again by who wrote it."""
    entry = kind.add(database, person=person, **values)
    return entry, any(line.id == entry for line in kind.lines(record(database, person)))


def stacked(forms: list[EntryForm]) -> QWidget:
    """The forms in one place; at most one is shown."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, SIZES.gap, 0, 0)
    for form in forms:
        column.addWidget(form)
    column.addStretch(1)
    return holder
