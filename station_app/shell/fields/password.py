"""A password: covered, shown on request, never kept as a draft; a new one with how hard it is to guess."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QLineEdit, QProgressBar, QWidget

from station_app.shell import icons, theme
from station_app.shell.fields.base import Field, Value
from station_app.shell.theme import SIZES, State
from station_app.shell.widgets import button, column, row, text

_STATES: tuple[State, ...] = ("danger", "attention", "information", "done")


@dataclass(frozen=True, slots=True)
class Judged:
    """How hard a new password is to guess: a step from 0 to 3 with its word, and why it is not taken."""

    step: int
    words: str
    objection: str | None = None


Judge = Callable[[str], Judged]


class PasswordField(Field):
    """With `judge` it is a new password: a meter stands under it and what is wrong is said while typing."""

    def __init__(
        self, name: str, label: str, *, judge: Judge | None = None, required: bool = True, hint: str = ""
    ) -> None:
        super().__init__(name, label, required=required, hint=hint)
        self._judge = judge
        self.edit = QLineEdit()
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.textChanged.connect(self._typed)
        self.show_button = button("", "quiet", icon="eye", tip="Hiện mật khẩu")
        self.show_button.setCheckable(True)
        self.show_button.toggled.connect(self._toggle)
        self._hold(self.edit, self.show_button)
        self.bar = QProgressBar()
        self.bar.setRange(0, len(_STATES))
        self.bar.setTextVisible(False)
        self.said = text("", "small")
        self.meter = self._meter()
        self._column.addWidget(self.meter)
        self.meter.hide()

    def value(self) -> Value:
        """As it was typed: a space at either end is part of a password."""
        return self.edit.text() or None

    def set_value(self, value: Value) -> None:
        self.edit.setText("" if value is None else str(value))

    def draft(self) -> Value:
        return None

    def restore(self, draft: Value) -> None:
        self.edit.clear()

    def problem(self) -> str | None:
        typed = self.edit.text()
        if typed and self._judge and (objection := self._judge(typed).objection):
            return objection[:1].lower() + objection[1:]
        return self._missing()

    def _typed(self) -> None:
        self._edited()
        typed = self.edit.text()
        self.meter.setVisible(bool(typed and self._judge))
        if typed and self._judge:
            judged = self._judge(typed)
            state = _STATES[judged.step]
            self.bar.setValue(judged.step + 1)
            theme.mark(self.bar, state=state)
            theme.mark(self.said, state=state)
            self.said.setText(judged.words)
            self.meter.setAccessibleName(f"Độ mạnh: {judged.words}")
            self.say(judged.objection or _marked(typed) or self._hint, _said(judged, typed))

    def _meter(self) -> QWidget:
        self.bar.setMaximumWidth(SIZES.form_width // 3)
        return column(row(self.bar, self.said))

    def _toggle(self, shown: bool) -> None:
        self.edit.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.show_button.setIcon(icons.icon("eye-off" if shown else "eye"))
        self.show_button.setAccessibleName("Che mật khẩu" if shown else "Hiện mật khẩu")


def _marked(typed: str) -> str:
    """A password is where a Vietnamese typing tool does its worst, unseen."""
    if any(ord(sign) > 127 for sign in typed):
        return "Có dấu tiếng Việt: lần sau cũng phải bật bộ gõ, và gõ đúng như vậy."
    return ""


def _said(judged: Judged, typed: str) -> State:
    return "attention" if judged.objection or _marked(typed) else "neutral"
