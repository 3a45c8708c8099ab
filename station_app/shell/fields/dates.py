"""Dates as two fingers type them: 090388, 9/3/88, 1955, 3/1955, “hôm qua”; what was understood is said."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QLineEdit

from station_app.common.days import PartialDate, age_words, parse_typed
from station_app.common.errors import Refused
from station_app.shell.fields.base import Field, Value


class PartialDateField(Field):
    """Value: reduced ISO text. `today` is asked when it is needed, because the PC may stay on past midnight.

    `exact=True` wants the day too; `with_age=True` says the age beside what was understood.
    """

    def __init__(
        self,
        name: str,
        label: str,
        today: Callable[[], date],
        *,
        required: bool = False,
        past_only: bool = True,
        exact: bool = False,
        with_age: bool = False,
        hint: str = "",
    ) -> None:
        super().__init__(name, label, required=required, hint=hint)
        self._today, self._past_only, self._exact, self._with_age = today, past_only, exact, with_age
        self.edit = QLineEdit()
        self.edit.setPlaceholderText("090388, 9/3/88, hôm qua" if exact else "090388, 3/1988, 1988")
        self.edit.textChanged.connect(self._typed)
        self.edit.editingFinished.connect(self._finish)
        self._hold(self.edit)

    def value(self) -> str | None:
        understood = self._understood()
        return understood.iso if isinstance(understood, PartialDate) else None

    def set_value(self, value: Value) -> None:
        self.edit.setText(PartialDate.parse_iso(str(value)).shown if value else "")

    def draft(self) -> Value:
        return self.edit.text()

    def restore(self, draft: Value) -> None:
        self.edit.setText(str(draft or ""))

    def problem(self) -> str | None:
        understood = self._understood()
        return str(understood.reason) if isinstance(understood, Refused) else self._missing()

    def _understood(self) -> PartialDate | Refused | None:
        if not self.edit.text().strip():
            return None
        try:
            typed = parse_typed(self.edit.text(), self._today(), past_only=self._past_only)
        except Refused as refused:
            return refused
        if self._exact and typed.exact is None:
            return Refused("cần đủ ngày, tháng, năm. Gõ ví dụ 9/3/1988 hoặc 090388.", self.name)
        return typed

    def _typed(self) -> None:
        self._edited()
        understood = self._understood()
        self.say(self._words(understood) if isinstance(understood, PartialDate) else self._hint)

    def _words(self, day: PartialDate) -> str:
        words = {"day": f"ngày {day.shown}", "month": f"tháng {day.shown}", "year": f"năm {day.shown}"}[
            day.precision
        ]
        age = f" · {age_words(day, self._today())}" if self._with_age else ""
        return f"Hiểu là {words}{age}"

    def _finish(self) -> None:
        understood = self._understood()
        if isinstance(understood, PartialDate):
            if self.edit.text() != understood.shown:
                self.edit.setText(understood.shown)
        elif isinstance(understood, Refused):
            self.error(understood.reason)
