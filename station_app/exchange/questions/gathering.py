"""Reads all open questions in a few statements, however many there are."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from station_app.store.database import Database
from station_app.store.seals import Opener, past_value, told_reason
from station_app.store.settling import TAKEN_BACK
from station_app.store.unsealing import opened_state
from sync.change import Key
from sync.merge import State
from sync.policy import Entity
from sync.sealed import holds
from sync.shelf import written_at
from sync.showing import projection

_ASKED = "SELECT entity, record FROM sync_question WHERE fields <> '[]'"
_HISTORY = """SELECT record, field, value, author, device, point, hlc, reason FROM sync_history
    WHERE entity = ? AND record IN (SELECT value FROM json_each(?))"""
_LABELLED = (
    f"SELECT DISTINCT record FROM ({_HISTORY} AND field = 'restricted') WHERE value NOT IN ('null', '\"\"')"  # noqa: S608
)


@dataclass(frozen=True, slots=True)
class Writing:
    """Who wrote a value, when (UTC), where, on which PC."""

    author: str
    device: str
    point: str
    time: str


@dataclass(slots=True)
class Gathered:
    """`asked` are the records with questions, `around` those that they speak of, themselves included."""

    own: str
    asked: dict[Key, State] = field(default_factory=dict)
    around: dict[Key, State] = field(default_factory=dict)
    first_authors: dict[Key, str] = field(default_factory=dict)
    originals: dict[tuple[Key, str, str], Writing] = field(default_factory=dict)
    """(record, field, value as JSON) → who had written it before a decision was taken back"""
    restricted: set[Key] = field(default_factory=set)
    sealed: dict[Key, State] = field(default_factory=dict)
    """Those of the asked that are sealed, as they lie there; in `asked` where this session opens them."""
    opener: Opener | None = None


def gather(database: Database) -> Gathered:
    """Everything the desk says, as of one moment."""
    with database.reading() as session:
        raw = database.raw(session)
        found = Gathered(raw.execute("SELECT device FROM sync_self").fetchone()[0])
        keys = [(entity, record) for entity, record in raw.execute(_ASKED).fetchall()]
        _read(database, session, found, keys)
    return found


def gather_records(database: Database, keys: Iterable[Key]) -> Gathered:
    """The same of certain records, whether they hold a question or not."""
    with database.reading() as session:
        found = Gathered(database.raw(session).execute("SELECT device FROM sync_self").fetchone()[0])
        _read(database, session, found, list(keys))
    return found


def _read(database: Database, session: Any, found: Gathered, keys: list[Key]) -> None:
    raw, shelf = database.raw(session), database.shelf(session)
    found.asked, found.sealed = _in_the_clear(session, shelf.load(keys))
    found.opener = database.seals.opener(raw)
    spoken_of = {one for key, state in found.asked.items() for one in _spoken_of(database, key, state)}
    found.around = {**shelf.load(spoken_of - found.asked.keys()), **found.asked}
    by_entity: dict[str, list[str]] = {}
    for entity, record in found.asked:
        by_entity.setdefault(entity, []).append(record)
    for name, records in by_entity.items():
        if entity_of := database.catalogue.entities.get(name):
            _read_rows(raw, found, entity_of, json.dumps(records))
        _read_originals(raw, found, name, records)


def _in_the_clear(session: Any, states: Mapping[Key, State]) -> tuple[dict[Key, State], dict[Key, State]]:
    """What this session can read, and all that is sealed."""
    clear = {key: opened_state(session, key, state) for key, state in states.items()}
    sealed = {key: state for key, state in states.items() if holds(state)}
    return {key: state for key, state in clear.items() if state is not None}, sealed


def _spoken_of(database: Database, key: Key, state: State) -> Iterable[Key]:
    """The person or household a record is about, and whom its values refer to."""
    entity = database.catalogue.entities.get(key[0])
    for declared in entity.fields if entity else ():
        if declared.refers:
            for value in state.fields.get(declared.name, {}).values():
                if value:
                    yield declared.refers, str(value)


def _read_rows(raw: Any, found: Gathered, entity: Entity, records: str) -> None:
    sql = f'SELECT id, author FROM "{entity.name}" WHERE id IN (SELECT value FROM json_each(?))'  # noqa: S608
    found.first_authors |= {(entity.name, record): author for record, author in raw.execute(sql, (records,))}
    if entity.field("restricted"):
        labelled = {(entity.name, row[0]) for row in raw.execute(_LABELLED, (entity.name, records))}
        now = {key for key, state in found.asked.items() if any(state.fields.get("restricted", {}).values())}
        found.restricted |= labelled | now | {key for key in found.sealed if key[0] == entity.name}


def _read_originals(raw: Any, found: Gathered, entity: str, records: list[str]) -> None:
    """A question that was opened again was written by whoever took the decision back; the values were not."""
    again = [
        record
        for record in records
        if any(mark.reason == TAKEN_BACK for mark in found.asked[entity, record].marks.values())
    ]
    if not again:
        return
    rows = raw.execute(f"{_HISTORY} ORDER BY hlc", (entity, json.dumps(again))).fetchall()
    for record, name, kept, author, device, point, hlc, reason in rows:
        if told_reason(reason, found.opener) != TAKEN_BACK:
            key, value = (entity, record), kept
            if key in found.sealed:
                past = past_value(found.opener, key, found.sealed[key], name, kept)
                value = json.dumps(past, ensure_ascii=False)
            place = (key, name, value)
            found.originals.setdefault(place, Writing(author, device, point, written_at(hlc)))


def subject_key(entity: Entity | None, key: Key, state: State, database: Database) -> Key:
    """The person or household a record is about; itself where it is one."""
    if entity is None or entity.subject == "id":
        return key
    declared = entity.field(entity.subject)
    value = projection(state, database.catalogue, key[0]).get(entity.subject)
    return (declared.refers or "person" if declared else "person"), str(value)
