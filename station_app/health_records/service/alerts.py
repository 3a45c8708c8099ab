"""Alerts before a person is treated, and their whole record; nothing restricted without the right."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from station_app.health_records.model import Allergy, Condition, RiskFactor
from station_app.health_records.rules import is_current, is_risk
from station_app.health_records.wire import ENTITIES
from station_app.staff import service as staff
from station_app.store.database import Database
from station_app.store.entry import label_of
from station_app.store.restriction import restricted_category
from station_app.store.unsealing import sealed_rows

ALLERGY, CONDITION, RISK_FACTOR = ENTITIES


@dataclass(frozen=True, slots=True)
class AllergyLine:
    """`said` is the line as it is read aloud: what, how bad, what happens."""

    id: str
    kind: str | None
    substance: str
    reaction: str | None
    severity: str | None
    status: str | None
    noted_on: str | None
    said: str


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """`restricted` is the category; a line that has one is only ever given to who has the right."""

    id: str
    icd10: str | None
    name: str
    since: str | None
    status: str | None
    restricted: str | None
    note: str | None
    said: str


@dataclass(frozen=True, slots=True)
class RiskLine:
    """`restricted` as of a condition."""

    id: str
    kind: str | None
    status: str | None
    amount: str | None
    since: str | None
    restricted: str | None
    note: str | None
    said: str


@dataclass(frozen=True, slots=True)
class Alerts:
    """What is present now. None of them is a restricted one; `has_restricted` says to who has the
    right that there is one, to everyone else nothing."""

    allergies: tuple[AllergyLine, ...] = ()
    conditions: tuple[ConditionLine, ...] = ()
    risk_factors: tuple[RiskLine, ...] = ()
    has_restricted: bool = False


@dataclass(frozen=True, slots=True)
class HealthRecord:
    """All that is written down, past and present."""

    person: str
    allergies: tuple[AllergyLine, ...]
    conditions: tuple[ConditionLine, ...]
    risk_factors: tuple[RiskLine, ...]


def alerts_of(
    database: Database, person_ids: Sequence[str], *, may_see_restricted: bool = False
) -> dict[str, Alerts]:
    """Everyone asked about has an entry."""
    whole = _whole(database, person_ids, may_see_restricted)
    return {person: _alerts(found, may_see_restricted) for person, found in whole.items()}


def record(database: Database, person: str, *, may_see_restricted: bool = False) -> HealthRecord:
    return records_of(database, [person], may_see_restricted=may_see_restricted)[person]


def records_of(
    database: Database, person_ids: Sequence[str], *, may_see_restricted: bool = False
) -> dict[str, HealthRecord]:
    """With the right: what the session can open, too. Without: nothing restricted."""
    whole = _whole(database, person_ids, may_see_restricted)
    return {
        person: found
        if may_see_restricted and database.seals.sees(person)
        else HealthRecord(person, found.allergies, _open(found.conditions), _open(found.risk_factors))
        for person, found in whole.items()
    }


def _whole(database: Database, person_ids: Sequence[str], opened: bool) -> dict[str, HealthRecord]:
    """Without the right to clinical records there is nothing to be shown, of anybody."""
    if not staff.may(database, staff.Right.SEE_CLINICAL):
        return {person: HealthRecord(person, (), (), ()) for person in person_ids}
    with database.reading() as session:
        return _records(session, person_ids, opened)


def _alerts(found: HealthRecord, may_see_restricted: bool) -> Alerts:
    current = [line for line in found.conditions if is_current(line.status)]
    risks = [line for line in found.risk_factors if is_risk(line.status)]
    return Alerts(
        tuple(line for line in found.allergies if is_current(line.status)),
        _open(current),
        _open(risks),
        may_see_restricted and (len(_open(current)) < len(current) or len(_open(risks)) < len(risks)),
    )


Line = TypeVar("Line", ConditionLine, RiskLine)


def _open(lines: Sequence[Line]) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.restricted is None)


def _records(session: Session, person_ids: Sequence[str], opened: bool) -> dict[str, HealthRecord]:
    allergies = _live(session, Allergy, person_ids)
    conditions = [*_live(session, Condition, person_ids)]
    risks = [*_live(session, RiskFactor, person_ids)]
    if opened:
        conditions += sealed_rows(session, Condition, subjects=person_ids)
        risks += sealed_rows(session, RiskFactor, subjects=person_ids)
        conditions.sort(key=lambda row: row.id)
        risks.sort(key=lambda row: row.id)
    return {
        person: HealthRecord(
            person,
            tuple(_allergy(row) for row in allergies if row.person == person),
            tuple(_condition(row) for row in conditions if row.person == person),
            tuple(_risk(row) for row in risks if row.person == person),
        )
        for person in person_ids
    }


Model = TypeVar("Model", Allergy, Condition, RiskFactor)


def _live(session: Session, model: type[Model], person_ids: Sequence[str]) -> Sequence[Model]:
    live: Any = select(model).where(model.person.in_(person_ids), model.gone.is_(None)).order_by(model.id)
    found: Sequence[Model] = session.scalars(live).all()
    return found


def _allergy(row: Allergy) -> AllergyLine:
    said = [row.substance or "", _word(ALLERGY, "severity", row.severity).lower(), row.reaction or ""]
    return AllergyLine(
        row.id,
        row.kind,
        row.substance or "",
        row.reaction,
        row.severity,
        row.status,
        row.noted_on,
        " · ".join(part for part in said if part),
    )


def _condition(row: Condition) -> ConditionLine:
    """A record from an older PC may lack its label; it is not shown for that."""
    words = f"{row.name or ''}. {row.note or ''}"
    restricted = row.restricted or restricted_category(row.icd10, None, words=words)
    name = row.name or row.icd10 or ""
    said = f"{name} ({row.icd10})" if row.icd10 and row.icd10 != name else name
    return ConditionLine(row.id, row.icd10, name, row.since, row.status, restricted, row.note, said)


def _risk(row: RiskFactor) -> RiskLine:
    words = f"{row.amount or ''}. {row.note or ''}"
    restricted = row.restricted or restricted_category(None, None, words=words)
    said = [_word(RISK_FACTOR, "kind", row.kind), _word(RISK_FACTOR, "status", row.status), row.amount or ""]
    return RiskLine(
        row.id,
        row.kind,
        row.status,
        row.amount,
        row.since,
        restricted,
        row.note,
        " · ".join(part for part in said if part),
    )


def _word(entity: Any, name: str, value: str | None) -> str:
    return label_of(entity.field(name), value)
