"""Fields filled by searching: codes of a long list, people, households, whatever a callback finds."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit

from station_app.shell.fields.base import Field, Value
from station_app.shell.suggestions import Suggestion, SuggestionList
from station_app.shell.work import Work

SEARCH_DELAY_MS = 15  # as in the search box

Search = Callable[[str], Sequence[Suggestion]]
Describe = Callable[[str], str]


class ReferenceField(Field):
    """Value: the `key` of what was taken. `search(text)` runs off the GUI thread when `work` is given.

    `describe(key)` says what a stored key is called, for `set_value`.
    """

    def __init__(
        self,
        name: str,
        label: str,
        search: Search,
        describe: Describe,
        *,
        work: Work | None = None,
        required: bool = False,
        hint: str = "",
        placeholder: str = "Gõ để tìm",
    ) -> None:
        super().__init__(name, label, required=required, hint=hint)
        self._search, self._describe, self._work = search, describe, work
        self._key: str | None = None
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(placeholder)
        self._hold(self.edit)
        # After _hold: the filter installed last sees Enter first, and an open list must.
        self.list = SuggestionList(self.edit, two_lines=True)
        self.list.taken.connect(self._take)
        self._pause = QTimer(self, interval=SEARCH_DELAY_MS, singleShot=True)
        self._pause.timeout.connect(self.look)
        self.edit.textEdited.connect(self._typed)

    def value(self) -> str | None:
        return self._key

    def set_value(self, value: Value) -> None:
        self._key = None if value is None else str(value)
        self.edit.setText("" if self._key is None else self._describe(self._key))
        self._edited()

    def problem(self) -> str | None:
        typed = self.edit.text().strip()
        if typed and self._key is None:
            return f"chưa chọn được “{typed}”. Gõ thêm vài chữ rồi chọn một dòng trong danh sách."
        return self._missing()

    def look(self) -> None:
        """Search for what is typed."""
        typed = self.edit.text().strip()
        if not typed:
            self.list.hide()
        elif self._work is None:
            self._found(self._search(typed))
        else:
            self._work.run_latest(f"field-{id(self)}", lambda: self._search(typed), self._found, owner=self)

    def _typed(self) -> None:
        self._key = None
        self._edited()
        self._pause.start()

    def _found(self, rows: Sequence[Suggestion]) -> None:
        if not self.edit.hasFocus():
            return
        self.list.show_rows(rows, self.edit.text())
        if not rows:
            self.say("Không tìm thấy. Thử bớt chữ hoặc viết không dấu.", "attention")

    def _take(self, row: Suggestion) -> None:
        self._key = row.key
        self.edit.setText(row.title)
        self._edited()
        self.say(row.detail)
        self.moved_on.emit()


class CodeField(ReferenceField):
    """A code of a long list (ICD-10, drugs), found by code or by words; the code stands before its name."""

    def _take(self, row: Suggestion) -> None:
        super()._take(row)
        self.edit.setText(f"{row.key} · {row.title}")
        self.edit.setCursorPosition(0)
        self.say("")
