"""Months and ages, counted as the law counts them and said as people say them."""

from calendar import monthrange
from datetime import date

from station_app.common.days.partial import PartialDate

MONTHS_COUNTED_IN_MONTHS = 72


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
