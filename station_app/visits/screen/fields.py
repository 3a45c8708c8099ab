"""What only a visit asks for: vital signs with their limits, and a day to come back."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from station_app.common.days import PartialDate, add_months
from station_app.common.errors import Refused
from station_app.common.names import fold
from station_app.shell.declared import declared_field
from station_app.shell.fields import NumberField, PartialDateField
from station_app.visits.rules import SIGNS
from station_app.visits.wire import ENTITIES

VISIT = ENTITIES[0]
_SHORT: Final = {"systolic": "Huyết áp trên", "diastolic": "Huyết áp dưới"}
_UNITS: Final = {"lần/phút": "/phút"}
_AFTER: Final = re.compile(r"(?:sau )?([0-9]{1,3}) (ngay|tuan|thang)(?: nua)?")
_DAY_AND_MONTH: Final = re.compile(r"([0-9]{1,2}) ([0-9]{1,2})")


def declared(name: str, today: Callable[[], date], **more: Any) -> Any:
    """The field of a visit's own declaration."""
    found = VISIT.field(name)
    assert found is not None
    return declared_field(found, today, **more)


def vital_field(name: str) -> NumberField:
    """The impossible is refused while typing; the unlikely is the service's to ask, which knows the age."""
    found = VISIT.field(name)
    assert found is not None
    sign = SIGNS[name]
    return NumberField(
        name,
        _SHORT.get(name, found.label),
        unit=_UNITS.get(sign.unit, sign.unit),
        possible=sign.possible,
        decimals=1 if found.kind == "decimal" else 0,
    )


def show_usual(field: NumberField, months: int | None) -> None:
    """What is usual at this age stands faintly in the empty field."""
    low, high = SIGNS[field.name].usual_at(months)
    field.edit.setPlaceholderText(f"{low:g}–{high:g}".replace(".", ","))


class FollowUpField(PartialDateField):
    """“3 tuần”, “10 ngày”, “1 tháng”, 15/12 (the next one), or a whole date."""

    def __init__(self, today: Callable[[], date]) -> None:
        found = VISIT.field("follow_up_on")
        assert found is not None
        super().__init__(found.name, found.label, today, past_only=False, exact=True)
        self.edit.setPlaceholderText("3 tuần, 10 ngày, 15/12")

    def _understood(self) -> PartialDate | Refused | None:
        typed = fold(self.edit.text())
        if after := _AFTER.fullmatch(typed):
            return PartialDate.of(_later(self._today(), int(after[1]), after[2]))
        if short := _DAY_AND_MONTH.fullmatch(typed):
            return _next(int(short[1]), int(short[2]), self._today()) or super()._understood()
        return super()._understood()


def _later(today: date, count: int, unit: str) -> date:
    if unit == "thang":
        return add_months(today, count)
    return today + timedelta(days=count * (7 if unit == "tuan" else 1))


def _next(day: int, month: int, today: date) -> PartialDate | None:
    for year in (today.year, today.year + 1):
        try:
            on = date(year, month, day)
        except ValueError:
            return None
        if on > today:
            return PartialDate.of(on)
    return None
