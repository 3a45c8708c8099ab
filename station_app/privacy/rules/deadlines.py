"""When a person must hear from the station, and what is late; pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from station_app.privacy.schedule import Calendar, Deadlines

CLOSED = frozenset({"done", "refused", "cancelled"})
"""Nothing is owed any more."""


class Stage(StrEnum):
    """What the station owes the person next."""

    ACKNOWLEDGE = "acknowledge"
    DECIDE = "decide"
    CARRY_OUT = "carry_out"
    CLOSED = "closed"


class Urgency(StrEnum):
    OVERDUE = "overdue"
    SOON = "soon"
    CALM = "calm"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a request says that counts for its deadlines."""

    kind: str
    received_on: date
    third_party: bool = False
    acknowledged_on: date | None = None
    extended_on: date | None = None
    decided_on: date | None = None
    status: str = "received"


@dataclass(frozen=True, slots=True)
class Due:
    """The last day to say that the request was received, and the last day to have done what it asks.

    `if_extended`: the last day should the station extend once, with a reason told to the person."""

    acknowledge: date
    execute: date
    if_extended: date


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a request stands on a day. `days_left` is negative when it is late."""

    stage: Stage
    urgency: Urgency
    due: date
    days_left: int


def add_working_days(start: date, days: int, calendar: Calendar) -> date:
    """The last of so many working days after `start`, which is not counted itself."""
    day = start
    while days:
        day += timedelta(days=1)
        days -= calendar.is_working(day)
    return day


def due(facts: Facts, deadlines: Deadlines, calendar: Calendar) -> Due:
    """A kind that this edition does not know is answered within its shortest term."""
    terms = deadlines.kinds
    term = terms.get(facts.kind) or min(terms.values(), key=lambda one: one.days)
    days = term.with_third_party if facts.third_party else term.days
    extended = days + term.extension
    return Due(
        add_working_days(facts.received_on, deadlines.acknowledge_working_days, calendar),
        _end(facts.received_on, extended if facts.extended_on else days, deadlines, calendar),
        _end(facts.received_on, extended, deadlines, calendar),
    )


def standing(facts: Facts, today: date, deadlines: Deadlines, calendar: Calendar) -> Standing:
    """The nearest of what is owed: first that the person hears of it, then that it is done."""
    found = due(facts, deadlines, calendar)
    if facts.status in CLOSED:
        return Standing(Stage.CLOSED, Urgency.CLOSED, found.execute, (found.execute - today).days)
    if facts.acknowledged_on is None and facts.decided_on is None:
        stage, last = Stage.ACKNOWLEDGE, min(found.acknowledge, found.execute)
    else:
        stage, last = Stage.CARRY_OUT if facts.decided_on else Stage.DECIDE, found.execute
    left = (last - today).days
    warned = deadlines.warn_days
    urgency = Urgency.OVERDUE if left < 0 else Urgency.SOON if left <= warned else Urgency.CALM
    return Standing(stage, urgency, last, left)


def _end(received: date, days: int, deadlines: Deadlines, calendar: Calendar) -> date:
    last = received + timedelta(days=days)
    if deadlines.ends_on_working_day and not calendar.is_working(last):
        return add_working_days(last, 1, calendar)
    return last
