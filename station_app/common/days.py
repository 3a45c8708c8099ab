"""Days as people know them (to the year, the month or the day), ages in words, and instants."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Literal, Protocol, Self

from station_app.common.errors import Refused
from station_app.common.names import fold

VIETNAM = timedelta(hours=7)
EARLIEST_YEAR = 1880
FURTHEST_YEARS_AHEAD = 50
MONTHS_COUNTED_IN_MONTHS = 72

Precision = Literal["year", "month", "day"]

_ISO = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_HOW_TO_TYPE = "Gõ ngày/tháng/năm, ví dụ 9/3/1988 hoặc 090388; chỉ nhớ năm thì gõ 1988."
_SPOKEN_DAYS = {
    "hom nay": 0,
    "nay": 0,
    "hom qua": -1,
    "qua": -1,
    "hom kia": -2,
    "mai": 1,
    "ngay mai": 1,
    "ngay kia": 2,
}


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


def parse_typed(text: str, today: date, *, past_only: bool = True) -> PartialDate:
    """What two fingers type for a day, or a refusal that says how to type it."""
    spoken = fold(text)
    if not spoken:
        raise Refused(f"Chưa có ngày. {_HOW_TO_TYPE}", code="date_missing")
    if spoken in _SPOKEN_DAYS:
        typed = PartialDate.of(today + timedelta(days=_SPOKEN_DAYS[spoken]))
    else:
        typed = _on_calendar(_parts(spoken, text), text, today, past_only)
    _refuse_out_of_reach(typed, today, past_only)
    return typed


Parts = tuple[str, str, str]
"""Day, month and year as typed; an empty one was not typed."""


def _parts(spoken: str, text: str) -> Parts:
    numbers = re.sub(r"\b(ngay|thang|nam|mung|mong)\b", " ", spoken).split()
    if all(re.fullmatch(r"[0-9]{1,8}", number) for number in numbers):
        match numbers:
            case [run]:
                return _run_of_digits(run, text)
            case [first, second] if len(first) == 4:
                return "", second, first
            case [month, year] if len(year) == 4 or (len(year) == 2 and int(year) > 12):
                return "", month, year
            case [_, _]:
                raise Refused(f"“{text.strip()}” còn thiếu năm. {_HOW_TO_TYPE}", code="date_without_year")
            case [first, second, third] if len(first) == 4:
                return third, second, first
            case [day, month, year]:
                return day, month, year
    raise _unreadable(text)


def _run_of_digits(run: str, text: str) -> Parts:
    """No reading here competes with another: 19 and 20 are never months, 0112 is never a year."""
    if len(run) == 4:
        return "", "", run
    if len(run) == 6:
        is_month_and_year = int(run[2:4]) > 12
        return ("", run[:2], run[2:]) if is_month_and_year else (run[:2], run[2:4], run[4:])
    if len(run) == 8:
        starts_with_year = int(run[4:]) < EARLIEST_YEAR and int(run[:4]) >= EARLIEST_YEAR
        return (run[6:], run[4:6], run[:4]) if starts_with_year else (run[:2], run[2:4], run[4:])
    raise _unreadable(text)


def _on_calendar(parts: Parts, text: str, today: date, past_only: bool) -> PartialDate:
    day, month, year = parts
    is_year_alone = not int(month or 0)
    if len(year) not in (2, 4) or len(day) > 2 or len(month) > 2 or (is_year_alone and len(year) == 2):
        raise _unreadable(text)
    try:
        # 00 is how older lists write a part nobody knew.
        return PartialDate(_full_year(year, today, past_only), int(month or 0) or None, int(day or 0) or None)
    except ValueError:
        raise Refused(
            f"Không có ngày “{text.strip()}” trên lịch. {_HOW_TO_TYPE}", code="date_not_on_calendar"
        ) from None


def _full_year(year: str, today: date, past_only: bool) -> int:
    if len(year) == 4:
        return int(year)
    century = today.year - today.year % 100
    newest = today.year if past_only else today.year + FURTHEST_YEARS_AHEAD
    return century + int(year) if century + int(year) <= newest else century - 100 + int(year)


def _refuse_out_of_reach(typed: PartialDate, today: date, past_only: bool) -> None:
    if typed.year < EARLIEST_YEAR:
        raise Refused(
            f"Năm {typed.year} quá xa; chỉ nhận từ năm {EARLIEST_YEAR}. Xem lại năm đã gõ.",
            code="date_too_early",
        )
    if past_only and typed.earliest > today:
        raise Refused(
            f"{typed.shown} là ngày chưa tới (hôm nay {PartialDate.of(today).shown}). "
            f"Xem lại; nếu là năm {typed.year - 100} thì gõ đủ bốn số của năm.",
            code="date_in_future",
        )
    if typed.year > today.year + FURTHEST_YEARS_AHEAD:
        raise Refused(f"Năm {typed.year} quá xa. Xem lại năm đã gõ.", code="date_too_late")


def _unreadable(text: str) -> Refused:
    return Refused(f"Không hiểu “{text.strip()}” là ngày nào. {_HOW_TO_TYPE}", code="date_unreadable")


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or the last day of a month too short for it."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_between(start: date, end: date) -> int:
    """Whole months completed from `start` to `end`."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - 1 if add_months(start, months) > end else months


def age_in_days(born: date, on: date) -> int:
    return (on - born).days


def age_in_months(born: date, on: date) -> int:
    return months_between(born, on)


def age_in_years(born: date, on: date) -> int:
    return months_between(born, on) // 12


def age_words(born: PartialDate, on: date) -> str:
    """The age as it is said: days to one month, months to six years, then years."""
    if born.earliest > on:
        return "chưa sinh"
    if born.month is None:
        return f"khoảng {on.year - born.year} tuổi" if on.year > born.year else "dưới 1 tuổi"
    oldest = _exact_age_words(born.earliest, on)
    if born.exact or oldest == _exact_age_words(min(born.latest, on), on):
        return oldest
    return f"khoảng {oldest}"


def _exact_age_words(born: date, on: date) -> str:
    months = months_between(born, on)
    if months < 1:
        days = age_in_days(born, on)
        return f"{days} ngày tuổi" if days else "mới sinh"
    return f"{months} tháng tuổi" if months < MONTHS_COUNTED_IN_MONTHS else f"{months // 12} tuổi"


def to_instant(moment: datetime) -> str:
    """The stored form of a moment: UTC, to the second, ending in Z."""
    if moment.tzinfo is None:
        raise ValueError("an instant needs its offset")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def parse_instant(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Refused(
            f"Không hiểu thời điểm “{text}”. Viết như 2026-11-21T07:30:00+07:00.", code="instant_unreadable"
        )
    return moment.astimezone(UTC)


def shown_instant(text: str, offset: timedelta = VIETNAM) -> str:
    """A stored moment on the wall clock of the station: 07:30 21/11/2026."""
    return parse_instant(text).astimezone(timezone(offset)).strftime("%H:%M %d/%m/%Y")


class Clock(Protocol):
    """Who is asked for the time, so that nobody else reads it."""

    def now(self) -> datetime: ...

    def today(self) -> date: ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The PC's own clock, on the station's wall."""

    offset: timedelta = VIETNAM

    def now(self) -> datetime:
        return datetime.now(timezone(self.offset))

    def today(self) -> date:
        return self.now().date()


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands still: the demo commune looks the same on every day."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def today(self) -> date:
        return self.at.date()
