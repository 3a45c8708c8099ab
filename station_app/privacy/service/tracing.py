"""What was written because of a request: found again by the reason under which it was saved."""

from collections.abc import Iterator
from dataclasses import dataclass

from station_app.common.errors import Refused
from station_app.privacy.service.finding import ids_about
from station_app.staff import service as staff
from station_app.staff.rules import Right
from station_app.store.database import Database
from station_app.store.entry import label_of
from station_app.store.inspection import Inspection, inspect, is_restricted
from station_app.store.verbs import Kind

OWN = ("data_request", "consent", "processing_restriction")
"""The request's own book-keeping is not what the person asked to be put right."""


@dataclass(frozen=True, slots=True)
class Traced:
    """One value that was put right, in words; `at` is UTC, `author` the id of a user."""

    entity: str
    where: str
    before: str
    after: str
    at: str
    author: str


def traced(database: Database, person: str, code: str) -> tuple[Traced, ...]:
    """Every correction to the person's records whose reason names the request, oldest first."""
    with database.reading() as session:
        ids = ids_about(database, session, person)
    found = [
        one
        for entity, records in ids.items()
        if entity not in OWN
        for record in records
        for one in _of(database, entity, record, code)
    ]
    return tuple(sorted(found, key=lambda one: one.at))


def _of(database: Database, entity: str, record: str, code: str) -> Iterator[Traced]:
    try:
        seen = inspect(database, entity, record)
    except Refused:
        return  # sealed, and not for this session
    if is_restricted(seen) and not staff.may(database, Right.SEE_RESTRICTED):
        return
    yield from _changes(database, seen, code)


def _changes(database: Database, seen: Inspection, code: str) -> Iterator[Traced]:
    declared = database.catalogue.entities[seen.entity]
    before: dict[str, str] = {}
    for one in seen.history:
        field = declared.field(one.field)
        if field is None or field.kind is Kind.REFERENCE:
            continue
        words = label_of(field, one.value)
        if code in (one.reason or "").upper() and words != before.get(one.field, ""):
            where = f"{declared.label}: {field.label.lower()}"
            yield Traced(seen.entity, where, before.get(one.field, ""), words, one.time, one.author)
        before[one.field] = words
