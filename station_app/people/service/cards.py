"""All that is known of a person here: fields, numbers, insurance, age in words."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select, tuple_
from sqlalchemy.orm import Session

from station_app.people.model import Identifier, Person, PersonSearch
from station_app.people.rules.papers import INSURANCE, NOT_HELD, number_label
from station_app.people.service.hits import PersonHit, age_of, hits, partial, shown_day
from station_app.people.wire import ENTITIES
from station_app.store.database import Database
from station_app.store.entry import label_of
from station_app.store.verbs import Field, fetch

PERSON, _ = ENTITIES


@dataclass(frozen=True, slots=True)
class NumberCard:
    """One number with its kind in words."""

    id: str
    type: str
    label: str
    value: str
    valid_from: str | None
    valid_to: str | None
    status: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Insurance:
    """The insurance card that counts on a day; `words` says how long, or that it has run out."""

    number: str
    valid_to: str | None
    valid: bool
    words: str


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person for a screen; `born`, `age` and `…_label` are ready to be read."""

    id: str
    full_name: str
    sex: str | None
    sex_label: str
    birth_date: str | None
    birth_time: str | None
    born: str
    age: str
    ethnicity: str | None
    ethnicity_label: str
    occupation: str | None
    occupation_label: str
    nationality: str | None
    phone: str | None
    email: str | None
    blood_group: str | None
    guardian_name: str | None
    guardian_phone: str | None
    mother: str | None
    mother_name: str | None
    father: str | None
    father_name: str | None
    died_on: str | None
    note: str | None
    identifiers: tuple[NumberCard, ...]
    insurance: Insurance | None


def person_card(database: Database, id: str, today: date | None = None) -> PersonCard:
    """Raises Refused where there is no such person, or the person was withdrawn."""
    today = today or database.clock.today()
    with database.reading() as session:
        person = fetch(session, Person, id)
        parents = _names(session, [p for p in (person.mother, person.father) if p])
        return PersonCard(
            id=person.id,
            full_name=person.full_name or "",
            sex=person.sex,
            sex_label=label_of(_field("sex"), person.sex),
            birth_date=person.birth_date,
            birth_time=person.birth_time,
            born=shown_day(person.birth_date),
            age=age_of(person.birth_date, person.died_on or today),
            ethnicity=person.ethnicity,
            ethnicity_label=label_of(_field("ethnicity"), person.ethnicity),
            occupation=person.occupation,
            occupation_label=label_of(_field("occupation"), person.occupation),
            nationality=person.nationality,
            phone=person.phone,
            email=person.email,
            blood_group=person.blood_group,
            guardian_name=person.guardian_name,
            guardian_phone=person.guardian_phone,
            mother=person.mother,
            mother_name=parents.get(person.mother or ""),
            father=person.father,
            father_name=parents.get(person.father or ""),
            died_on=person.died_on,
            note=person.note,
            identifiers=_numbers(session, id),
            insurance=insurance_of(session, [id], today).get(id),
        )


def people_named(database: Database, ids: Collection[str]) -> dict[str, str]:
    """Names for ids, for lists that only hold references."""
    with database.reading() as session:
        return _names(session, ids)


def list_people(
    database: Database, limit: int = 50, after: tuple[str, int] | None = None
) -> tuple[list[PersonHit], tuple[str, int] | None]:
    """A page in Vietnamese order and the place where the next page begins, None after the last."""
    place = tuple_(PersonSearch.sort_key, PersonSearch.number)
    query = select(PersonSearch.person, PersonSearch.sort_key, PersonSearch.number).order_by(
        PersonSearch.sort_key, PersonSearch.number
    )
    if after:
        query = query.where(place > after)
    with database.reading() as session:
        rows = session.execute(query.limit(limit)).all()
        found = hits(session, [person for person, *_ in rows], database.clock.today())
    return found, (rows[-1][1], rows[-1][2]) if len(rows) == limit else None


def count_people(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(PersonSearch)) or 0


def insurance_of(session: Session, people: Collection[str], today: date) -> dict[str, Insurance]:
    """The card that is valid today, else the one that ran out last."""
    rows = session.execute(
        select(Identifier.person, Identifier.value, Identifier.valid_to)
        .where(
            Identifier.person.in_(
                select(func.json_each(json.dumps(list(people))).table_valued("value").c.value)
            ),
            Identifier.type == INSURANCE,
            Identifier.gone.is_(None),
            or_(Identifier.status.is_(None), Identifier.status.not_in(NOT_HELD)),
        )
        .order_by(func.coalesce(Identifier.valid_to, "9999"))
    ).all()
    return {str(person): _insurance(number or "", valid_to, today) for person, number, valid_to in rows}


def newest_numbers(database: Database, people: Collection[str], type: str) -> dict[str, str]:
    """The number of one kind that each of them holds, the newest where there are several."""
    with database.reading() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT person, value, status FROM identifier"
            " WHERE person IN (SELECT value FROM json_each(?)) AND type = ? AND gone IS NULL AND value <> ''"
            " ORDER BY valid_from",
            (json.dumps(list(people)), type),
        )
        return {person: value for person, value, status in rows if status not in NOT_HELD}


def _insurance(number: str, valid_to: str | None, today: date) -> Insurance:
    until = partial(valid_to)
    if until is None:
        return Insurance(number, valid_to, True, "có thẻ, chưa ghi hạn")
    if until.latest < today:
        return Insurance(number, valid_to, False, f"hết hạn {until.shown}")
    return Insurance(number, valid_to, True, f"đến {until.shown}")


def _numbers(session: Session, person: str) -> tuple[NumberCard, ...]:
    rows = session.scalars(
        select(Identifier)
        .where(Identifier.person == person, Identifier.gone.is_(None))
        .order_by(Identifier.type.desc(), Identifier.valid_from.desc())
    )
    return tuple(
        NumberCard(
            row.id,
            row.type or "",
            number_label(row.type or ""),
            row.value or "",
            row.valid_from,
            row.valid_to,
            row.status,
            row.source,
        )
        for row in rows
    )


def _names(session: Session, ids: Collection[str]) -> dict[str, str]:
    wanted = func.json_each(json.dumps(list(ids))).table_valued("value").c.value
    rows = session.execute(select(Person.id, Person.full_name).where(Person.id.in_(select(wanted))))
    return {person: name or "" for person, name in rows}


def _field(name: str) -> Field:
    found = PERSON.field(name)
    assert found is not None
    return found
