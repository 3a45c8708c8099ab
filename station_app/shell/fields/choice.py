"""Choices: up to six are buttons with a key each, more are a list filtered by typing."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QPushButton

from station_app.common.names import fold
from station_app.shell import theme
from station_app.shell.fields.base import Field, Value
from station_app.shell.flow import Flow
from station_app.shell.suggestions import Suggestion, SuggestionList
from station_app.shell.theme import SIZES

MOST_BUTTONS = 6


@dataclass(frozen=True)
class Choice:
    """A value and how the nurse calls it; `resources.Code` has the same two and fits as it is."""

    code: Value
    label: str


class ChoiceField(Field):
    """One of `choices`. Number keys choose while a button has the focus; the same key again takes it back."""

    def __init__(
        self, name: str, label: str, choices: Sequence[object], *, required: bool = False, hint: str = ""
    ) -> None:
        super().__init__(name, label, required=required, hint=hint)
        self.choices = [Choice(one.code, one.label) for one in choices]  # type: ignore[attr-defined]
        self._unknown: Value = None
        self.is_list = len(self.choices) > MOST_BUTTONS
        self._make_list() if self.is_list else self._make_buttons()

    def value(self) -> Value:
        if self.is_list:
            return self._match(self.edit.text()) if self.edit.text().strip() else None
        at = self._group.checkedId()
        return self.choices[at].code if at >= 0 else self._unknown

    def set_value(self, value: Value) -> None:
        """A code this list does not know is kept and shown as it is."""
        at = next((at for at, one in enumerate(self.choices) if one.code == value), None)
        self._unknown = value if at is None else None
        if self.is_list:
            self.edit.setText(
                "" if value is None else self.choices[at].label if at is not None else str(value)
            )
        else:
            self._check(at)
        if at is None and value is not None:
            self.say(f"Đang ghi “{value}”, mã không có trong danh mục này.", "attention")
        self._edited()

    def draft(self) -> Value:
        return self.edit.text() if self.is_list else self.value()

    def restore(self, draft: Value) -> None:
        self.edit.setText(str(draft or "")) if self.is_list else self.set_value(draft)

    def problem(self) -> str | None:
        typed = self.edit.text().strip() if self.is_list else ""
        if typed and self.value() is None:
            return f"“{typed}” không có trong danh sách. Gõ vài chữ rồi chọn một dòng."
        return self._missing()

    def buttons(self) -> list[QPushButton]:
        return [] if self.is_list else list(self._buttons)

    # Buttons

    def _make_buttons(self) -> None:
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons = [self._button(at, one) for at, one in enumerate(self.choices)]
        self._hold(Flow(*self._buttons))
        self._group.idToggled.connect(lambda _at, on: self._edited() if on else None)
        self._arrange_tab()

    def _button(self, at: int, choice: Choice) -> QPushButton:
        made = QPushButton(f"{at + 1}  {choice.label}".replace("&", "&&"))
        made.setCheckable(True)
        made.setProperty("look", "choice")
        made.setAccessibleName(f"{self.label}: {choice.label}")
        made.setAutoDefault(False)
        made.installEventFilter(self)
        # The chosen one is written in bold and must not be cut for it.
        bold = QFont(theme.TEXT_FAMILY, SIZES.base_pt, QFont.Weight.DemiBold)
        made.setMinimumWidth(QFontMetrics(bold).horizontalAdvance(made.text()) + 2 * SIZES.pad + SIZES.step)
        self._group.addButton(made, at)
        return made

    def focus(self) -> None:
        if self.is_list:
            super().focus()
        else:
            self._buttons[max(0, self._group.checkedId())].setFocus(Qt.FocusReason.TabFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self.is_list and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            at = event.key() - Qt.Key.Key_1
            if 0 <= at < len(self.choices) and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                self._press(at)
                return True
        return super().eventFilter(watched, event)

    def _press(self, at: int) -> None:
        self._unknown = None
        self._check(None if self._group.checkedId() == at else at)
        self._buttons[at].setFocus(Qt.FocusReason.TabFocusReason)
        self._edited()

    def _check(self, at: int | None) -> None:
        self._group.setExclusive(at is not None)
        for index, button in enumerate(self._buttons):
            button.setChecked(index == at)
        self._group.setExclusive(True)
        self._arrange_tab()

    def _arrange_tab(self) -> None:
        self.setFocusProxy(self._buttons[max(0, self._group.checkedId())])

    # List

    def _make_list(self) -> None:
        self.edit = QLineEdit()
        self.edit.setPlaceholderText("Gõ vài chữ hoặc bấm ↓")
        self._hold(self.edit)
        # After _hold: the filter installed last sees Enter first, and an open list must.
        self.list = SuggestionList(self.edit)
        self.list.taken.connect(self._take)
        self.edit.textEdited.connect(self._filter)
        self.edit.textChanged.connect(self._edited)
        self.edit.installEventFilter(_OpensOnDown(self))

    def open_list(self) -> None:
        """Everything there is to choose from."""
        self._filter("")

    def _filter(self, typed: str) -> None:
        words = fold(typed).split()
        rows = [one for one in self.choices if all(f" {word}" in f" {fold(one.label)}" for word in words)]
        self.list.show_rows([Suggestion(str(one.code), one.label) for one in rows], typed)

    def _take(self, row: Suggestion) -> None:
        self.edit.setText(row.title)
        self.moved_on.emit()

    def _match(self, typed: str) -> Value:
        if self._unknown is not None and typed == str(self._unknown):
            return self._unknown
        found = [one.code for one in self.choices if fold(one.label) == fold(typed)]
        return found[0] if found else None


class _OpensOnDown(QObject):
    """The down arrow opens the whole list, as in any drop-down."""

    def __init__(self, field: ChoiceField) -> None:
        super().__init__(field)
        self._field = field

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() == Qt.Key.Key_Down and not self._field.list.isVisible():
            self._field.open_list()
            return True
        return False


class YesNo(ChoiceField):
    """Có or không; nothing chosen is “chưa hỏi”."""

    def __init__(self, name: str, label: str, *, required: bool = False, hint: str = "") -> None:
        super().__init__(
            name, label, [Choice(True, "Có"), Choice(False, "Không")], required=required, hint=hint
        )

    def value(self) -> bool | None:
        chosen = super().value()
        return None if chosen is None else bool(chosen)
