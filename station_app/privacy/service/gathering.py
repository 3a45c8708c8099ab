"""One person's whole record: every declared field of every record about them, with who wrote it and when."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

import msgspec

import resources
from station_app.common.days import VIETNAM, PartialDate, parse_instant
from station_app.common.errors import Refused
from station_app.people.service import PersonCard, people_named, person_card
from station_app.privacy.rules.retention import Kept, retention
from station_app.privacy.service.finding import PERSON, ids_about
from station_app.privacy.service.packs import retention_on
from station_app.privacy.service.record_file import (
    FORMAT,
    VERSION,
    Chapter,
    Item,
    Maker,
    PersonRecord,
    Value,
    Written,
)
from station_app.staff import service as staff
from station_app.staff.rules import Right
from station_app.store.database import Database
from station_app.store.entry import label_of
from station_app.store.inspection import Inspection, inspect, is_restricted
from station_app.store.inspection import Written as Seen
from station_app.store.unsealing import waiting_for_keys
from station_app.store.verbs import Entity, Field, Kind

Names = Mapping[str, str]
_SPOKEN = {
    ("identifier", "status"): "identifier_status",
    ("identifier", "source"): "identifier_sources",
    ("dose", "evidence"): "evidence",
}
"""Texts that are usually codes, though any other word may stand there too."""


@dataclass(frozen=True, slots=True)
class _Words:
    """What ids are called, and the offset of the station's wall clock."""

    authors: Names
    others: Names
    offset: timedelta
    fields: Mapping[str, Mapping[str, Field]]


def whole_record(
    database: Database, person: str, entities: Sequence[str], *, request: str | None = None
) -> PersonRecord:
    """Chapters in the order of `entities`, each that is about people. What is restricted is in it only when
    the signed-in person may see such records; whether there is any, nobody else learns from it.

    Records that were withdrawn are only counted: one entered for the wrong person tells of somebody else."""
    card = person_card(database, person)
    found = {
        entity: [inspect(database, entity, record) for record in ids]
        for entity, ids in _records(database, person, entities).items()
    }
    entitled = staff.may(database, Right.SEE_RESTRICTED) and not _waits_for_keys(database)
    shown = {
        entity: [one for one in some if entitled or not is_restricted(one)] for entity, some in found.items()
    }
    words = _words(database, [one for some in shown.values() for one in some])
    died = _died(card)
    return PersonRecord(
        FORMAT,
        VERSION,
        _maker(database),
        request,
        person,
        card.full_name,
        entitled,
        [_chapter(database, entity, some, words, died) for entity, some in shown.items()],
    )


def as_json(record: PersonRecord) -> bytes:
    """For programs: every value as stored and as people read it."""
    return msgspec.json.format(msgspec.json.encode(record), indent=1)


def kept_for(database: Database, entity: str, found: Inspection, died_on: date | None) -> Kept:
    """How long the station must keep a record."""
    written = min((one.time for one in found.history), default="")
    row = found.fields | {"written_at": written}
    return retention(entity, row, retention_on(database.clock.today()), died_on=died_on)


def _records(database: Database, person: str, entities: Sequence[str]) -> dict[str, list[str]]:
    with database.reading() as session:
        found = ids_about(database, session, person)
    return {entity: found[entity] for entity in entities if entity in found}


def _waits_for_keys(database: Database) -> bool:
    """Another PC sealed something that this one cannot open yet; nobody can say whom it is about."""
    with database.reading() as session:
        return bool(waiting_for_keys(session))


def _chapter(
    database: Database, entity: str, found: Sequence[Inspection], words: _Words, died: date | None
) -> Chapter:
    declared = database.catalogue.entities[entity]
    standing = [one for one in found if one.gone is None]
    items = [_item(database, declared, one, words, died) for one in standing]
    return Chapter(entity, declared.label, items, len(found) - len(standing))


def _item(database: Database, entity: Entity, found: Inspection, words: _Words, died: date | None) -> Item:
    kept = kept_for(database, entity.name, found, died)
    first = min(found.history, key=lambda one: one.time, default=None)
    return Item(
        found.id,
        {
            field.name: _value(entity, field, found.fields[field.name], words)
            for field in entity.fields
            if found.fields.get(field.name) not in (None, "")
        },
        sorted(found.conflicts),
        words.authors.get(first.author, "") if first else "",
        first.point if first else "",
        _moment(first.time, words.offset) if first else None,
        kept.until.isoformat() if kept.until else None,
        kept.words,
        f"{kept.keeping.label} ({kept.keeping.law})",
        [_written(entity, one, words) for one in found.history if entity.field(one.field)],
    )


def _value(entity: Entity, field: Field, value: Any, words: _Words) -> Value:
    shown = _spoken(entity, field, value) or _shown(field, value, words)
    # The id of another person or house is nothing to anybody outside the station.
    stored = shown if field.kind is Kind.REFERENCE else value
    return Value(field.label, str(field.kind), stored, shown, field.unit)


def _written(entity: Entity, one: Seen, words: _Words) -> Written:
    field = entity.field(one.field)
    assert field is not None
    return Written(
        one.field,
        field.label,
        _spoken(entity, field, one.value) or _shown(field, one.value, words),
        words.authors.get(one.author, ""),
        one.point,
        _moment(one.time, words.offset),
        one.reason,
        one.shown,
    )


def _spoken(entity: Entity, field: Field, value: Any) -> str:
    """A text that is a code of a known list is told by its label."""
    listed = _SPOKEN.get((entity.name, field.name))
    known = resources.codes(listed) if listed else ()
    return next((one.label for one in known if one.code == value), "")


def _shown(field: Field, value: Any, words: _Words) -> str:
    if value is None:
        return ""
    if field.kind is Kind.REFERENCE:
        return words.others.get(str(value), "")
    if field.kind is Kind.INSTANT:
        return _wall(str(value), words.offset)
    said = label_of(field, value)
    if (field.codes or "").startswith("icd10") and said != value:
        return f"{value} {said}"  # another station knows the illness by its code
    return f"{said} {field.unit}" if field.unit else said


def _words(database: Database, found: Collection[Inspection]) -> _Words:
    written = [one for inspection in found for one in inspection.history]
    fields = {
        entity.name: {field.name: field for field in entity.fields}
        for entity in database.catalogue.entities.values()
    }
    refers: dict[str, set[str]] = {}
    for inspection in found:
        for one in inspection.history:
            field = fields[inspection.entity].get(one.field)
            if field and field.refers and one.value:
                refers.setdefault(field.refers, set()).add(str(one.value))
    others = dict(people_named(database, refers.get(PERSON, ())))
    for entity, ids in refers.items():
        if entity != PERSON:
            others |= _coded(database, entity, ids)
    offset = database.clock.now().utcoffset() or VIETNAM
    return _Words(staff.name_of(database, {one.author for one in written}), others, offset, fields)


def _coded(database: Database, entity: str, ids: Iterable[str]) -> dict[str, str]:
    """Records that people know by a code are told by it."""
    if database.catalogue.entities[entity].field("code") is None:
        return {}
    found: dict[str, str] = {}
    with database.reading() as session:
        raw = database.raw(session)
        for record in ids:
            row = raw.execute(f'SELECT code FROM "{entity}" WHERE id = ?', (record,)).fetchone()  # noqa: S608  names come from the catalogue
            found[record] = str(row[0]) if row and row[0] else ""
    return found


def _maker(database: Database) -> Maker:
    station, now = database.station(), database.clock.now()
    author = staff.name_of(database, [database.author.user]).get(database.author.user, "")
    return Maker(station.code, station.name, station.point_name, author, now.isoformat(timespec="seconds"))


def _moment(text: str, offset: timedelta) -> str:
    return _local(text, offset).isoformat(timespec="seconds")


def _wall(text: str, offset: timedelta) -> str:
    try:
        return f"{_local(text, offset):%H:%M %d/%m/%Y}"
    except Refused:
        return text  # what another program wrote is shown as it stands


def _local(text: str, offset: timedelta) -> datetime:
    return parse_instant(text).astimezone(timezone(offset))


def _died(card: PersonCard) -> date | None:
    try:
        return PartialDate.parse_iso(card.died_on).latest if card.died_on else None
    except Refused:
        return None
