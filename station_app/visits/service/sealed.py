"""Sealed visits where the queue and the appointments of the day ask for them; nothing without the right."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from station_app.common.days import PartialDate
from station_app.households.model import Household, HouseholdMember
from station_app.people.model import Person
from station_app.store.unsealing import sealed_rows
from station_app.visits.model import Visit
from station_app.visits.service.writing import CLOSED, OPEN

CAME_BACK_EARLY_DAYS = 7
LOST_AFTER_DAYS = 90
"""Later than this a follow-up is not called for any more; the person is lost to follow-up."""


def sealed_waiting(session: Session, point: str | None) -> list[tuple[Any, ...]]:
    waiting = [
        visit
        for visit in sealed_rows(session, Visit)
        if visit.status in OPEN and (point is None or visit.point == point)
    ]
    known = select(Person.id, Person.full_name, Person.birth_date, Person.sex)
    known = known.where(Person.id.in_({visit.person for visit in waiting}))
    people = {row[0]: row[1:] for row in session.execute(known)}
    return [(visit, *people[visit.person]) for visit in waiting if visit.person in people]


def sealed_expected(
    session: Session, today: date, until: date, persons: Collection[str] | None
) -> list[tuple[Any, ...]]:
    """Appointments made in sealed visits; whoever has come since, to any visit, is not called."""
    sealed = sealed_rows(session, Visit, subjects=persons)
    since = (today - timedelta(days=LOST_AFTER_DAYS)).isoformat()
    due = [
        visit
        for visit in sealed
        if visit.status == CLOSED and since <= (visit.follow_up_on or "") <= until.isoformat()
    ]
    if not due:
        return []
    ids = {visit.person for visit in due}
    came = select(Visit).where(Visit.person.in_(ids), Visit.gone.is_(None))
    later = [*sealed, *session.scalars(came)]
    people = {row[0]: row[1:] for row in session.execute(_reached(today).where(Person.id.in_(ids)))}
    return [
        (visit, *people[visit.person])
        for visit in due
        if visit.person in people and not any(_kept(visit, other) for other in later)
    ]


def _kept(visit: Visit, other: Visit) -> bool:
    """Did the person come back, at most a week early?"""
    on = PartialDate.parse_iso(visit.follow_up_on or "").earliest - timedelta(days=CAME_BACK_EARLY_DAYS)
    came = other.arrived_at or ""
    return other.person == visit.person and came > (visit.arrived_at or "") and came >= on.isoformat()


def _reached(today: date) -> Select[Any, Any, Any, Any, Any]:
    """Living people with what is needed to call them: name, birth, phone, hamlet."""
    return (
        select(Person.id, Person.full_name, Person.birth_date, Person.phone, Household.hamlet)
        .outerjoin(HouseholdMember, HouseholdMember.id == lives_in(today))
        .outerjoin(Household, Household.id == HouseholdMember.household)
        .where(Person.gone.is_(None), Person.died_on.is_(None))
    )


def lives_in(today: date) -> Any:
    membership = aliased(HouseholdMember)
    return (
        select(func.min(membership.id))
        .where(
            membership.person == Person.id,
            membership.gone.is_(None),
            or_(membership.to_date.is_(None), membership.to_date > today.isoformat()),
        )
        .scalar_subquery()
    )
