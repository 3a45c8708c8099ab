"""What should be sealed and is not, or says twice the same: found by a job that skips what is right.

Records of releases 0.1 and 0.2, records of PCs that still run them, and values that came from a PC which did
not know yet that the record had been sealed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from station_app.store.database import Database, Opened
from station_app.store.record import Record
from sync.change import Key, Value
from sync.merge import State
from sync.policy import LIFE
from sync.sealed import Unopened, holds
from sync.sealing import bare
from sync.showing import questions, shown_dots
from sync.siblings import ordered

Labels = Mapping[type[Record], Callable[[Any], str | None]]
"""Model → what the code pack says of one of its records, whatever label the record carries."""
AT_ONCE = 100


def seal_leftovers(database: Database, labels: Labels, edition: str) -> int:
    """Seals what carries a label, or should by the pack, and is open; resumable, nobody's writing. `edition`
    names the pack: all records are looked through once for each. Returns how many were sealed."""
    with database.reading() as session:
        raw = database.raw(session)
        if database.seals.sealer(raw) is None:
            return 0
        (looked_through,) = raw.execute("SELECT seal_edition FROM sync_self").fetchone()
        everything = looked_through != edition
        found = [one for model, label in labels.items() for one in _open(session, model, label, everything)]
    _seal(database, found)
    if everything:
        with database.taking_in() as intake:
            intake.raw.execute("UPDATE sync_self SET seal_edition = ?", (edition,))
    return len(found) + _seal_values(database)


def seal_arrived(database: Database, labels: Labels, arrived: Iterable[Key]) -> int:
    """The same of records that have just come from others, whose program may not know of sealing."""
    ids: dict[str, list[str]] = {}
    for entity, record in arrived:
        ids.setdefault(entity, []).append(record)
    with database.reading() as session:
        if database.seals.sealer(database.raw(session)) is None:
            return 0
        found = [
            one
            for model, label in labels.items()
            if model.__tablename__ in ids
            for one in _open(session, model, label, True, ids[model.__tablename__])
        ]
    _seal(database, found)
    return len(found) + _seal_values(database)


def _seal(database: Database, found: Sequence[tuple[Key, dict[str, Value]]]) -> None:
    for some in _portions(found):
        with database.writing(by_program=True, settled=dict(some)):
            pass


def _open(
    session: Session,
    model: Any,
    label: Callable[[Any], str | None],
    everything: bool,
    ids: Sequence[str] | None = None,
) -> Iterator[tuple[Key, dict[str, Value]]]:
    entity = model.__tablename__
    some = select(model) if everything else select(model).where(model.restricted.is_not(None))
    if ids is not None:
        some = some.where(model.id.in_(ids))
    for record in session.scalars(some).yield_per(1000):
        carried = record.restricted
        category = carried or label(record)
        if category:
            yield (entity, record.id), {} if carried else {"restricted": category}


def _seal_values(database: Database) -> int:
    """Values in the clear that stand beside sealed ones are said again, sealed, the question as it was."""
    count = 0
    for key, state in _in_question(database).items():
        if holds(state) and (names := [name for name in bare(state) if name != LIFE]):
            _say_again(database, key, state, names)
            count += 1
    return count


def _in_question(database: Database) -> dict[Key, State]:
    sealable = [layout.table for layout in database.layouts.values() if layout.entity.sealed_by]
    with database.reading() as session:
        rows = database.raw(session).execute("SELECT entity, record FROM sync_question").fetchall()
        return database.shelf(session).load((entity, record) for entity, record in rows if entity in sealable)


def _say_again(database: Database, key: Key, state: State, names: Sequence[str]) -> None:
    """Each value as by somebody who had not read the others, oldest first: all stay on the table."""
    opened = Opened(key, dict(state.context), shown_dots(state, database.catalogue, key[0]))
    line = {name: [one.value for one in ordered(state.siblings(name))] for name in names}
    for turn in range(max(map(len, line.values()))):
        values = {name: told[turn] for name, told in line.items() if turn < len(told)}
        with database.writing(by_program=True, opened=[opened], settled={key: values}):
            pass


def settle_equal(database: Database) -> int:
    """Two PCs that sealed the same record at once left texts that differ and values that do not: whoever can
    read them settles that, and nobody is asked. Returns how many records were settled."""
    settled: dict[Key, dict[str, Value]] = {}
    with database.reading() as session:
        opener = database.seals.opener(database.raw(session)) if database.seals.entitled else None
    if opener is None:
        return 0
    for key, state in _in_question(database).items():
        if not holds(state):
            continue
        try:
            clear = opener.state(key, state)
        except Unopened:
            continue
        asked = set(questions(clear, database.catalogue, key[0]))
        for name in questions(state, database.catalogue, key[0]):
            if name not in asked and name != LIFE:
                values = {(type(v), v): v for v in clear.fields[name].values()}
                settled.setdefault(key, {})[name] = next(iter(values.values()))
    for some in _portions(list(settled.items())):
        with database.writing(by_program=True, settled=dict(some)):
            pass
    return len(settled)


def _portions(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]
