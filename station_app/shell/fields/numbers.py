"""Measured numbers: the unit stands in the field, the impossible is refused, the unlikely asked once."""

from decimal import Decimal, InvalidOperation

from PySide6.QtWidgets import QLineEdit

from station_app.shell.fields.base import Field, Value
from station_app.shell.widgets import text

Range = tuple[float, float]


class NumberField(Field):
    """`possible` bounds what is accepted, `likely` what is accepted without asking.

    With `decimals=0` the value is an int, otherwise canonical decimal text such as "36.5".
    """

    def __init__(
        self,
        name: str,
        label: str,
        *,
        unit: str = "",
        possible: Range | None = None,
        likely: Range | None = None,
        decimals: int = 0,
        required: bool = False,
        hint: str = "",
    ) -> None:
        super().__init__(name, label, required=required, hint=hint)
        self.unit, self.possible, self.likely, self.decimals = unit, possible, likely, decimals
        self.edit = QLineEdit()
        self.edit.textChanged.connect(self._edited)
        self.edit.editingFinished.connect(self._show_problem)
        self._hold(self.edit, *([text(unit, "soft")] if unit else []))
        if unit:
            self.edit.setAccessibleName(f"{label} ({unit})")

    def value(self) -> int | str | None:
        number = self._number()
        if number is None:
            return None
        return int(number) if not self.decimals else _canonical(number)

    def set_value(self, value: Value) -> None:
        self.edit.setText("" if value is None else str(value).replace(".", ","))

    def draft(self) -> Value:
        return self.edit.text()

    def restore(self, draft: Value) -> None:
        self.edit.setText(str(draft or ""))

    def problem(self) -> str | None:
        typed = self.edit.text().strip()
        if not typed:
            return self._missing()
        number = self._number()
        if number is None:
            return f"“{typed}” không phải là số{' nguyên' if not self.decimals else ''}. Gõ lại bằng chữ số."
        if self.possible and not self.possible[0] <= number <= self.possible[1]:
            return f"{typed} {self.unit} không thể có; chỉ nhận từ {_range(self.possible)}. Xem lại số đã gõ."
        return None

    def doubt(self) -> str | None:
        number = self._number()
        if number is None or not self.likely or self.likely[0] <= number <= self.likely[1]:
            return None
        words = f"{self.edit.text().strip()} {self.unit}".strip()
        return f"{words} là ít gặp (thường {_range(self.likely)}). Đúng như vậy thì lưu lần nữa."

    def _number(self) -> Decimal | None:
        try:
            number = Decimal(self.edit.text().strip().replace(",", "."))
        except InvalidOperation:
            return None
        finite = number.is_finite() and -(number.as_tuple().exponent or 0) <= self.decimals  # type: ignore[operator]
        return number if finite else None

    def _show_problem(self) -> None:
        if self.edit.text().strip() and (problem := self.problem()):
            self.error(problem)


def _canonical(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _range(bounds: Range) -> str:
    low, high = (f"{bound:g}".replace(".", ",") for bound in bounds)
    return f"{low} đến {high}"
