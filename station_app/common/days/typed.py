"""What two fingers type for a day."""

import re
from datetime import date, timedelta

from station_app.common.days.partial import PartialDate
from station_app.common.errors import Refused
from station_app.common.names import fold

EARLIEST_YEAR = 1880
FURTHEST_YEARS_AHEAD = 50

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
