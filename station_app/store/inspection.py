"""One record with its questions and its history: who wrote what, when, on which PC."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from station_app.common.errors import Refused
from station_app.store.database import Database, Opened
from station_app.store.seals import Opener, past_value, told_reason
from station_app.store.unsealing import NOT_FOUND, opened_state
from sync.change import Key, Value
from sync.merge import HERE, State
from sync.policy import LIFE
from sync.rows import GONE
from sync.shelf import written_at
from sync.showing import projection, questions, shown_dots
from sync.siblings import Sibling, ordered

RESTRICTED = "Bản ghi này thuộc nhóm hạn chế; tài khoản này không được xem."


@dataclass(frozen=True, slots=True)
class Written:
    """A value with its author (user id), PC (device), service point and time of writing (UTC)."""

    field: str
    value: Value
    author: str
    device: str
    point: str
    time: str
    reason: str | None = None
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Inspection:
    """`conflicts`: fields a person must settle, with every value that is left, oldest first.
    `history`: every value ever written that this PC has seen, oldest first, the present ones included."""

    entity: str
    id: str
    fields: dict[str, Value]
    gone: str | None
    conflicts: dict[str, tuple[Written, ...]]
    history: tuple[Written, ...]
    opened: Opened
    """What whoever looks at this has read; goes back with his decision."""


def is_restricted(found: Inspection) -> bool:
    """Does any value of the label, shown or in question, put the record into a restricted category?"""
    return any(written.field == "restricted" and written.value for written in found.history)


def inspect(database: Database, entity: str, record: str) -> Inspection:
    """Raises Refused where this PC has no such record, or it is sealed to this session."""
    with database.reading() as session:
        sealed = database.shelf(session).load([(entity, record)]).get((entity, record))
        if sealed is None:
            raise Refused(NOT_FOUND, "id", code="not_found")
        state = opened_state(session, (entity, record), sealed)
        if state is None:
            raise Refused(RESTRICTED, "id", code="restricted")
        opener = database.seals.opener(database.raw(session))
        superseded = _superseded(database, session, (entity, record), sealed, opener)
    opened = Opened((entity, record), dict(state.context), shown_dots(state, database.catalogue, entity))
    shown = projection(state, database.catalogue, entity)
    life = shown.pop(LIFE, None)
    asked = questions(state, database.catalogue, entity)
    return Inspection(
        entity,
        record,
        shown,
        None if life is None else _gone(life),
        {name: _siblings(state, name, shown.get(name)) for name in asked},
        tuple(sorted((*superseded, *_present(state)), key=lambda written: (written.time, written.field))),
        opened,
    )


def _siblings(state: State, name: str, shown: Value) -> tuple[Written, ...]:
    return tuple(_written(name, sibling, sibling.value == shown) for sibling in ordered(state.siblings(name)))


def _present(state: State) -> list[Written]:
    return [
        _written(name, sibling, shown=True)
        for name in state.fields
        if name != LIFE
        for sibling in state.siblings(name)
    ]


def _written(name: str, sibling: Sibling, shown: bool) -> Written:
    mark = sibling.mark
    return Written(
        name,
        sibling.value,
        mark.author,
        sibling.dot[0],
        mark.point,
        written_at(mark.time),
        mark.reason,
        shown,
    )


def _superseded(
    database: Database, session: Session, key: Key, state: State, opener: Opener | None
) -> Sequence[Written]:
    rows = (
        database.raw(session)
        .execute(
            "SELECT field, value, author, device, point, hlc, reason FROM sync_history"
            " WHERE entity = ? AND record = ? AND field <> ?",
            (*key, LIFE),
        )
        .fetchall()
    )
    told = []
    for field, kept, author, device, point, hlc, reason in rows:
        value, why = past_value(opener, key, state, field, kept), told_reason(reason, opener)
        told.append(Written(field, value, author, device, point, written_at(hlc), why, shown=False))
    return told


def _gone(life: Value) -> str | None:
    return None if life == HERE else str(life).removeprefix(GONE)
