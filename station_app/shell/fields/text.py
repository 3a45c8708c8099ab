"""Words: one line, or several."""

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from station_app.common.names import nfc
from station_app.shell.fields.base import Field, Value
from station_app.shell.theme import SIZES


class TextField(Field):
    """One line. `tidy` is run over the text when the field is left (`names.tidy_name` for a name)."""

    def __init__(
        self,
        name: str,
        label: str,
        *,
        required: bool = False,
        hint: str = "",
        placeholder: str = "",
        longest: int = 200,
    ) -> None:
        super().__init__(name, label, required=required, hint=hint)
        self.edit = QLineEdit()
        self.edit.setMaxLength(longest)
        self.edit.setPlaceholderText(placeholder)
        self.edit.textChanged.connect(self._edited)
        self._hold(self.edit)

    def value(self) -> str | None:
        return nfc(self.edit.text()).strip() or None

    def set_value(self, value: Value) -> None:
        self.edit.setText("" if value is None else str(value))

    def draft(self) -> Value:
        return self.edit.text()


class LongTextField(Field):
    """Several lines: Enter makes a new one, Tab goes on."""

    def __init__(
        self, name: str, label: str, *, required: bool = False, hint: str = "", lines: int = 3
    ) -> None:
        super().__init__(name, label, required=required, hint=hint)
        self.edit = QPlainTextEdit()
        self.edit.setTabChangesFocus(True)
        self.edit.setFixedHeight(self.edit.fontMetrics().lineSpacing() * lines + SIZES.wide + SIZES.step)
        self.edit.textChanged.connect(self._edited)
        self._hold(self.edit)

    def value(self) -> str | None:
        return nfc(self.edit.toPlainText()).strip() or None

    def set_value(self, value: Value) -> None:
        self.edit.setPlainText("" if value is None else str(value))

    def draft(self) -> Value:
        return self.edit.toPlainText()

    def _is_enter(self, event: QKeyEvent) -> bool:
        return False
