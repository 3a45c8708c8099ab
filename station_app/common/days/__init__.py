"""Days as people know them, ages in words, and instants."""

from station_app.common.days.ages import (
    add_months,
    age_in_days,
    age_in_months,
    age_in_years,
    age_words,
    months_between,
)
from station_app.common.days.instants import (
    VIETNAM,
    Clock,
    FixedClock,
    SystemClock,
    parse_instant,
    shown_instant,
    to_instant,
)
from station_app.common.days.partial import PartialDate, Precision
from station_app.common.days.typed import EARLIEST_YEAR, parse_typed

__all__ = [
    "EARLIEST_YEAR",
    "VIETNAM",
    "Clock",
    "FixedClock",
    "PartialDate",
    "Precision",
    "SystemClock",
    "add_months",
    "age_in_days",
    "age_in_months",
    "age_in_years",
    "age_words",
    "months_between",
    "parse_instant",
    "parse_typed",
    "shown_instant",
    "to_instant",
]
