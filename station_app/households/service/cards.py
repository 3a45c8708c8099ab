"""A household as it is opened: the house, and who lives in it, head first."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from station_app.common.names import fold
from station_app.households.model import Household, HouseholdMember
from station_app.households.rules import HEAD, PERMANENT, SPOUSE
from station_app.households.wire import ENTITIES
from station_app.people import service as people
from station_app.people.model import Person
from station_app.store.database import Database
from station_app.store.entry import label_of
from station_app.store.verbs import Entity, Value, fetch

HOUSEHOLD, MEMBER = ENTITIES


@dataclass(frozen=True, slots=True)
class MemberCard:
    """One who belongs, or belonged (`to_date`), to the household; labels are ready to be read."""

    id: str
    person: str
    full_name: str
    sex: str | None
    sex_label: str
    birth_date: str | None
    born: str
    age: str
    relation: str | None
    relation_label: str
    residence: str | None
    residence_label: str
    phone: str | None
    died_on: str | None
    insurance: people.Insurance | None
    from_date: str | None
    to_date: str | None
    end_reason_label: str

    @property
    def is_head(self) -> bool:
        return self.relation == HEAD and self.to_date is None


@dataclass(frozen=True, slots=True)
class HouseholdCard:
    """`members` live here now; `former` have left. `facts`: every other field of the house by its name."""

    id: str
    code: str
    hamlet: str
    address: str
    members: tuple[MemberCard, ...]
    former: tuple[MemberCard, ...]
    facts: dict[str, Value]
    labels: dict[str, str]

    @property
    def head(self) -> MemberCard | None:
        return next((member for member in self.members if member.is_head), None)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person lives, for a line in a list."""

    household: str
    code: str
    hamlet: str
    head_name: str


def household_card(database: Database, id: str, today: date | None = None) -> HouseholdCard:
    """Raises Refused where there is no such household, or it was withdrawn."""
    today = today or database.clock.today()
    with database.reading() as session:
        household = fetch(session, Household, id)
        everyone = _members(session, id, today)
    facts = {field.name: getattr(household, field.name) for field in HOUSEHOLD.fields}
    labels = {field.name: label_of(field, facts[field.name]) for field in HOUSEHOLD.fields}
    return HouseholdCard(
        id,
        household.code or "",
        household.hamlet or "",
        address_line(household.house_number, household.address, _unsaid(household)),
        tuple(member for member in everyone if member.to_date is None),
        tuple(member for member in everyone if member.to_date is not None),
        facts,
        labels,
    )


def _unsaid(household: Household) -> str | None:
    """The hamlet, unless the address names it already."""
    said = fold(household.address or "")
    return household.hamlet if fold(household.hamlet or "") not in said else None


def address_line(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def places(database: Database, persons: Collection[str]) -> dict[str, Place]:
    """Where each of them lives now, their permanent home first; who lives nowhere here is not in it."""
    with database.reading() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT m.person, h.id, h.code, h.hamlet, p.full_name FROM household_member m"
            " JOIN household h ON h.id = m.household AND h.gone IS NULL"
            " LEFT JOIN household_member f ON f.household = h.id AND f.relation = ?"
            "  AND f.gone IS NULL AND f.to_date IS NULL"
            " LEFT JOIN person p ON p.id = f.person AND p.gone IS NULL"
            " WHERE m.gone IS NULL AND m.to_date IS NULL AND m.person IN (SELECT value FROM json_each(?))"
            " ORDER BY coalesce(m.residence, ?) <> ?, p.full_name IS NULL, m.id, f.id",
            (HEAD, json.dumps(list(persons)), PERMANENT, PERMANENT),
        )
        found: dict[str, Place] = {}
        for person, household, code, hamlet, head in rows:
            found.setdefault(person, Place(household, code or "", hamlet or "", head or ""))
        return found


def houses(database: Database, households: Collection[str]) -> dict[str, Place]:
    """Each household by its code, hamlet and head, for lists that only hold references."""
    with database.reading() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT h.id, h.code, h.hamlet, p.full_name FROM household h"
            " LEFT JOIN household_member f ON f.household = h.id AND f.relation = ?"
            "  AND f.gone IS NULL AND f.to_date IS NULL"
            " LEFT JOIN person p ON p.id = f.person AND p.gone IS NULL"
            " WHERE h.id IN (SELECT value FROM json_each(?)) ORDER BY p.full_name IS NULL, f.id",
            (HEAD, json.dumps(list(households))),
        )
        found: dict[str, Place] = {}
        for household, code, hamlet, head in rows:
            found.setdefault(household, Place(household, code or "", hamlet or "", head or ""))
        return found


def neighbours(database: Database, hamlet: str) -> frozenset[str]:
    """Everyone of a hamlet, for asking about likely duplicates."""
    with database.reading() as session:
        rows = session.scalars(
            select(HouseholdMember.person)
            .join(Household, Household.id == HouseholdMember.household)
            .where(Household.hamlet == hamlet, Household.gone.is_(None), HouseholdMember.gone.is_(None))
        )
        return frozenset(str(person) for person in rows)


def household_of(database: Database, person: str) -> str | None:
    """The household a person lives in now."""
    place = places(database, [person]).get(person)
    return place.household if place else None


def count_households(database: Database) -> int:
    with database.reading() as session:
        live = select(func.count()).select_from(Household).where(Household.gone.is_(None))
        return session.scalar(live) or 0


def _members(session: Session, household: str, today: date) -> Sequence[MemberCard]:
    rows = session.execute(
        select(HouseholdMember, Person)
        .join(Person, Person.id == HouseholdMember.person)
        .where(
            HouseholdMember.household == household,
            HouseholdMember.gone.is_(None),
            Person.gone.is_(None),
        )
    ).all()
    insured = people.insurance_of(session, [person.id for _, person in rows], today)
    cards = [_member(row, person, insured.get(person.id), today) for row, person in rows]
    return sorted(cards, key=_place_at_table)


def _place_at_table(member: MemberCard) -> tuple[int, str, str]:
    rank = {HEAD: 0, SPOUSE: 1}.get(member.relation or "", 2)
    return rank, member.birth_date or "9999", member.id


def _member(
    row: HouseholdMember, person: Person, insurance: people.Insurance | None, today: date
) -> MemberCard:
    return MemberCard(
        id=row.id,
        person=person.id,
        full_name=person.full_name or "",
        sex=person.sex,
        sex_label=_label(people.PERSON, "sex", person.sex),
        birth_date=person.birth_date,
        born=people.shown_day(person.birth_date),
        age=people.age_of(person.birth_date, person.died_on or today),
        relation=row.relation,
        relation_label=_label(MEMBER, "relation", row.relation),
        residence=row.residence,
        residence_label=_label(MEMBER, "residence", row.residence),
        phone=person.phone,
        died_on=person.died_on,
        insurance=insurance,
        from_date=row.from_date,
        to_date=row.to_date,
        end_reason_label=_label(MEMBER, "end_reason", row.end_reason),
    )


def _label(entity: Entity, name: str, value: Value) -> str:
    field = entity.field(name)
    return label_of(field, value) if field else ""
