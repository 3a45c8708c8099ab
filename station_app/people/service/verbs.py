"""What a script or a form may ask for people and their numbers."""

import re
from collections.abc import Mapping

from sqlalchemy import or_, select

from station_app.people.model import Identifier, Person
from station_app.people.service.cards import list_people
from station_app.people.service.numbers import (
    IDENTIFIER,
    add_identifier,
    correct_identifier,
    withdraw_identifier,
)
from station_app.people.service.register import PERSON, correct_person, register_person, withdraw_person
from station_app.people.service.search import search
from station_app.store.database import Database
from station_app.store.record import Record
from station_app.store.verbs import Entity, Row, Values, Verbs


def _told_person(database: Database, values: Values) -> str:
    """A script has nobody to ask: what is only unlikely is believed."""
    return register_person(database, values, confirmed_doubts=True)


def _told_identifier(database: Database, values: Values) -> str:
    return add_identifier(database, values, confirmed_doubts=True)


def find_people(database: Database, query: str, limit: int) -> list[Row]:
    found = search(database, query, limit) if query.strip() else list_people(database, limit)[0]
    with database.reading() as session:
        rows = {p.id: p for p in session.scalars(select(Person).where(Person.id.in_([h.id for h in found])))}
    return [as_row(PERSON, rows[hit.id]) for hit in found if hit.id in rows]


def find_identifiers(database: Database, query: str, limit: int) -> list[Row]:
    """By the number, or the id of the person."""
    wanted = select(Identifier).where(Identifier.gone.is_(None))
    if query.strip():
        number = re.sub(r"\W", "", query).upper()
        wanted = wanted.where(or_(Identifier.value == number, Identifier.person == query.strip().lower()))
    with database.reading() as session:
        return [
            as_row(IDENTIFIER, row) for row in session.scalars(wanted.order_by(Identifier.id).limit(limit))
        ]


def as_row(entity: Entity, record: Record) -> Row:
    return {"id": record.id} | {field.name: getattr(record, field.name) for field in entity.fields}


VERBS: Mapping[str, Verbs] = {
    "person": Verbs(_told_person, correct_person, withdraw_person, find_people),
    "identifier": Verbs(_told_identifier, correct_identifier, withdraw_identifier, find_identifiers),
}
