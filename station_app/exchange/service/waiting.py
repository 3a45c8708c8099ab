"""What waits for a person: questions after a merge, and rows that the warehouse holds back."""

import json
from dataclasses import dataclass

from station_app.store.database import Database


@dataclass(frozen=True, slots=True)
class Question:
    """A record with values that a person must settle."""

    entity: str
    record: str
    fields: tuple[str, ...]


def questions(database: Database) -> list[Question]:
    with database.reading() as session:
        rows = (
            database.raw(session)
            .execute("SELECT entity, record, fields FROM sync_question WHERE fields <> '[]'")
            .fetchall()
        )
    return [Question(entity, record, tuple(json.loads(fields))) for entity, record, fields in rows]


@dataclass(frozen=True, slots=True)
class Held:
    """A record whose row waits in the warehouse, with the reason in words."""

    entity: str
    record: str
    reason: str


def quarantined(database: Database) -> list[Held]:
    with database.reading() as session:
        rows = database.raw(session).execute("SELECT entity, record, reason FROM sync_verdict").fetchall()
    return [Held(*row) for row in rows]
