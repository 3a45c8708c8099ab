"""Moments: stored in UTC, shown on the station's wall, and the clocks they are read from."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

from station_app.common.errors import Refused

VIETNAM = timedelta(hours=7)


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
