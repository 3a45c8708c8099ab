"""A date as far as it is known: to the year, the month or the day."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal, Self

from station_app.common.errors import Refused

Precision = Literal["year", "month", "day"]

_ISO = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the year, the month or the day."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a day needs its month")
        date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    @classmethod
    def parse_iso(cls, text: str) -> Self:
        """The stored form: 1988, 1988-03 or 1988-03-09."""
        if not _ISO.fullmatch(text):
            raise Refused(
                f"Không hiểu ngày “{text}”. Viết năm-tháng-ngày, ví dụ 1988-03-09, 1988-03 hoặc 1988.",
                code="date_unreadable",
            )
        try:
            return cls(*(int(part) for part in text.split("-")))
        except ValueError:
            raise Refused(f"Không có ngày {text} trên lịch.", code="date_not_on_calendar") from None

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month, day.day)

    @property
    def iso(self) -> str:
        if self.month is None:
            return f"{self.year:04}"
        if self.day is None:
            return f"{self.year:04}-{self.month:02}"
        return f"{self.year:04}-{self.month:02}-{self.day:02}"

    @property
    def precision(self) -> Precision:
        if self.month is None:
            return "year"
        return "month" if self.day is None else "day"

    @property
    def shown(self) -> str:
        """As the nurse reads it: 09/03/1988, 03/1988 or 1988."""
        return "/".join(reversed(self.iso.split("-")))

    @property
    def earliest(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    @property
    def exact(self) -> date | None:
        return self.earliest if self.day is not None else None
