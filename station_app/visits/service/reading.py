"""The queue, a person's visits, their last vital signs and who is expected back; nothing restricted to those
without the right. Sealed visits come by the one door to them (`store.unsealing`)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, timezone
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import aliased

from station_app.common.days import VIETNAM, PartialDate, parse_instant
from station_app.households.model import Household, HouseholdMember
from station_app.people.model import Person
from station_app.staff import service as staff
from station_app.store.database import Database
from station_app.store.unsealing import sealed_row, sealed_rows
from station_app.visits.model import Visit
from station_app.visits.rules import SIGNS
from station_app.visits.service.sealed import (
    CAME_BACK_EARLY_DAYS,
    LOST_AFTER_DAYS,
    lives_in,
    sealed_expected,
    sealed_waiting,
)
from station_app.visits.service.writing import CLOSED, OPEN, label

MANY = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """One person in the queue. `reason` is empty where it is restricted and the reader has no right."""

    id: str
    person: str
    name: str
    birth_date: str | None
    sex: str | None
    arrived_at: str
    status: str
    reason: str
    from_before_today: bool


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A visit as a list shows it; `vitals` are those measured, in the order of SIGNS."""

    id: str
    person: str
    status: str | None
    arrived_at: str | None
    on: date | None
    visit_type: str | None
    reason: str | None
    symptoms: str | None
    diagnosis: str | None
    icd10_main: str | None
    icd10_other: str | None
    treatment: str | None
    outcome: str | None
    practitioner: str | None
    follow_up_on: str | None
    restricted: str | None
    note: str | None
    vitals: tuple["Measured", ...]
    author: str | None
    point: str | None


@dataclass(frozen=True, slots=True)
class Measured:
    """A vital sign with its day; blood pressure is one line, as it is said."""

    sign: str
    label: str
    text: str
    on: date | None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Somebody expected back."""

    visit: str
    person: str
    name: str
    birth_date: str | None
    phone: str | None
    hamlet: str | None
    due_on: date
    overdue: bool
    diagnosis: str | None


def waiting_now(
    database: Database, *, everywhere: bool = False, may_see_restricted: bool = False
) -> tuple[Waiting, ...]:
    """In the order of coming; this service point's queue unless `everywhere`. What was left open yesterday
    stays until somebody closes it."""
    if not staff.may(database, staff.Right.SEE_CLINICAL):
        return ()
    statement = (
        select(Visit, Person.full_name, Person.birth_date, Person.sex)
        .join(Person, Person.id == Visit.person)
        .where(Visit.status.in_(OPEN), Visit.gone.is_(None))
        .order_by(Visit.arrived_at, Visit.id)
    )
    if not everywhere:
        statement = statement.where(Visit.point == database.author.point)
    with database.reading() as session:
        found: list[tuple[Any, ...]] = [tuple(row) for row in session.execute(statement)]
        if may_see_restricted:
            found += sealed_waiting(session, None if everywhere else database.author.point)
            found.sort(key=lambda row: (row[0].arrived_at or "", row[0].id))
    today = database.clock.today()

    def shown(visit: Visit) -> bool:
        return not _restricted(visit) or (may_see_restricted and database.seals.sees(visit.person))

    return tuple(
        Waiting(
            visit.id,
            visit.person or "",
            name or "",
            birth_date,
            sex,
            visit.arrived_at or "",
            visit.status or "",
            (visit.reason or "") if shown(visit) else "",
            (on := _day(visit.arrived_at)) is not None and on < today,
        )
        for visit, name, birth_date, sex in found
    )


def visits_of(
    database: Database, person_ids: Sequence[str], *, limit: int = MANY, may_see_restricted: bool = False
) -> dict[str, tuple[VisitLine, ...]]:
    """The newest visits of each person first; everyone asked about has an entry."""
    found: dict[str, list[VisitLine]] = {person: [] for person in person_ids}
    for visit in _visits(database, person_ids, opened=may_see_restricted):
        lines, seen = found[visit.person or ""], may_see_restricted and database.seals.sees(visit.person)
        if len(lines) < limit and (seen or not _restricted(visit)):
            lines.append(_line(visit))
    return {person: tuple(lines) for person, lines in found.items()}


def visit(database: Database, visit_id: str, *, may_see_restricted: bool = False) -> VisitLine | None:
    """One live visit, or None where there is none to be shown."""
    if not staff.may(database, staff.Right.SEE_CLINICAL):
        return None
    with database.reading() as session:
        found = session.get(Visit, visit_id)
        if found is not None and found.person is None:
            found = sealed_row(session, Visit, visit_id) if may_see_restricted else None
    if found is None or found.gone is not None:
        return None
    seen = may_see_restricted and database.seals.sees(found.person)
    return _line(found) if seen or not _restricted(found) else None


def about(database: Database, visit_id: str) -> str | None:
    """Whose visit it is, as `person:<id>`."""
    with database.reading() as session:
        found = session.get(Visit, visit_id)
    return f"person:{found.person}" if found and found.person else None


def last_vitals(database: Database, person_ids: Sequence[str]) -> dict[str, tuple[Measured, ...]]:
    """The newest of each sign, with its day, in the order of SIGNS; restricted visits tell nothing."""
    found: dict[str, dict[str, Measured]] = {person: {} for person in person_ids}
    for visit in _visits(database, person_ids):
        if _restricted(visit):
            continue
        for measured in _measured(visit):
            found[visit.person or ""].setdefault(measured.sign, measured)
    order = list(SIGNS)
    return {
        person: tuple(sorted(signs.values(), key=lambda one: order.index(one.sign)))
        for person, signs in found.items()
    }


def follow_ups_due(
    database: Database,
    today: date,
    until: date | None = None,
    *,
    persons: Collection[str] | None = None,
    may_see_restricted: bool = False,
) -> tuple[FollowUp, ...]:
    """Who is expected back by `until` and has not come, the longest overdue first. Living people only.

    `persons`: of these alone, so that a household never costs a look at everyone's appointments."""
    if not staff.may(database, staff.Right.SEE_CLINICAL):
        return ()
    statement = _expected(today, until or today)
    if persons is not None:
        statement = statement.where(Visit.person.in_(persons))
    with database.reading() as session:
        found: list[tuple[Any, ...]] = [tuple(row) for row in session.execute(statement)]
        if may_see_restricted:
            found += sealed_expected(session, today, until or today, persons)
            found.sort(key=lambda row: (row[0].follow_up_on or "", row[0].id))
    return tuple(
        FollowUp(
            visit.id,
            visit.person or "",
            name or "",
            birth_date,
            phone,
            hamlet,
            due := PartialDate.parse_iso(visit.follow_up_on or "").latest,
            due < today,
            visit.diagnosis,
        )
        for visit, name, birth_date, phone, hamlet in found
        if not _restricted(visit) or (may_see_restricted and database.seals.sees(visit.person))
    )


def _expected(today: date, until: date) -> Select[Any, Any, Any, Any, Any]:
    later = aliased(Visit)
    came_back = exists().where(
        later.person == Visit.person,
        later.gone.is_(None),
        later.arrived_at > Visit.arrived_at,
        later.arrived_at >= func.date(Visit.follow_up_on, f"-{CAME_BACK_EARLY_DAYS} days"),
    )
    return (
        select(Visit, Person.full_name, Person.birth_date, Person.phone, Household.hamlet)
        .join(Person, Person.id == Visit.person)
        .outerjoin(HouseholdMember, HouseholdMember.id == lives_in(today))
        .outerjoin(Household, Household.id == HouseholdMember.household)
        .where(
            Visit.follow_up_on >= (today - timedelta(days=LOST_AFTER_DAYS)).isoformat(),
            Visit.follow_up_on <= until.isoformat(),
            # Nearly all visits are closed, which SQLite cannot know: kept from that index, it takes the day's
            # or the person's.
            func.coalesce(Visit.status, "") == CLOSED,
            Visit.gone.is_(None),
            Person.gone.is_(None),
            Person.died_on.is_(None),
            ~came_back,
        )
        .order_by(Visit.follow_up_on, Visit.id)
    )


def _visits(database: Database, person_ids: Sequence[str], *, opened: bool = False) -> Sequence[Visit]:
    if not staff.may(database, staff.Right.SEE_CLINICAL):
        return []
    statement = (
        select(Visit)
        .where(Visit.person.in_(person_ids), Visit.gone.is_(None))
        .order_by(Visit.arrived_at.desc(), Visit.id.desc())
    )
    with database.reading() as session:
        found = [*session.scalars(statement)]
        if opened:
            found += sealed_rows(session, Visit, subjects=person_ids)
            found.sort(key=lambda visit: (visit.arrived_at or "", visit.id), reverse=True)
    return found


def _restricted(visit: Visit) -> str | None:
    """A record from an older PC may lack its label; it is not shown for that."""
    return visit.restricted or label(visit)


def _day(instant: str | None) -> date | None:
    return parse_instant(instant).astimezone(timezone(VIETNAM)).date() if instant else None


def _line(visit: Visit) -> VisitLine:
    return VisitLine(
        id=visit.id,
        person=visit.person or "",
        status=visit.status,
        arrived_at=visit.arrived_at,
        on=_day(visit.arrived_at),
        visit_type=visit.visit_type,
        reason=visit.reason,
        symptoms=visit.symptoms,
        diagnosis=visit.diagnosis,
        icd10_main=visit.icd10_main,
        icd10_other=visit.icd10_other,
        treatment=visit.treatment,
        outcome=visit.outcome,
        practitioner=visit.practitioner,
        follow_up_on=visit.follow_up_on,
        restricted=_restricted(visit),
        note=visit.note,
        vitals=tuple(_measured(visit)),
        author=visit.author,
        point=visit.point,
    )


def _measured(visit: Visit) -> list[Measured]:
    on = _day(visit.arrived_at)
    found = []
    for name, sign in SIGNS.items():
        value = getattr(visit, name)
        if value is None or name == "diastolic":
            continue
        if name == "systolic" and visit.diastolic is not None:
            found.append(Measured(name, "Huyết áp", f"{value}/{visit.diastolic} {sign.unit}", on))
        else:
            found.append(Measured(name, sign.label, f"{str(value).replace('.', ',')} {sign.unit}", on))
    return found
