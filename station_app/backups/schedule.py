"""The station's backup policy as data: when, how many are kept, and when the home board turns red."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Keep:
    """All of the last hours, then the last one of each day, week and month, so many of them."""

    all_hours: int
    days: int
    weeks: int
    months: int


@dataclass(frozen=True, slots=True)
class Policy:
    """`elsewhere`: what a second disk or a stick keeps; `here`: what the PC's own disk keeps."""

    daily_at: time
    every: timedelta
    on_closing_after: timedelta
    warn_after: timedelta
    drill_after: timedelta
    elsewhere: Keep
    here: Keep
    keep_days: Mapping[str, int]


def read_policy(told: Mapping[str, Any]) -> Policy:
    return Policy(
        time.fromisoformat(told["daily_at"]),
        timedelta(hours=told["every_hours"]),
        timedelta(minutes=told["on_closing_after_minutes"]),
        timedelta(days=told["warn_after_days"]),
        timedelta(days=told["drill_after_days"]),
        Keep(**told["keep"]["elsewhere"]),
        Keep(**told["keep"]["here"]),
        told["keep_days"],
    )


def in_force(policies: Sequence[Mapping[str, Any]], day: date) -> Policy:
    """The newest one that has begun; the first where none has: a clock that is wrong changes no rhythm."""
    begun = [told for told in policies if date.fromisoformat(told["valid_from"]) <= day]
    return read_policy(max(begun or policies[:1], key=lambda told: str(told["valid_from"])))
