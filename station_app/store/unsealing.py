"""The one door to what is sealed: rows as they would stand in their tables, for sessions that may see them.

To everybody else there is nothing: ordinary SQL finds no value of a sealed record, and neither does this."""

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from station_app.common.errors import Refused
from station_app.store.record import Record
from station_app.store.seal_keys import SealKey
from station_app.store.seals import OpenRow, Seals, told_reason
from sync.catalogue import Catalogue
from sync.change import Key, Value
from sync.merge import HERE, State
from sync.policy import LIFE
from sync.rows import GONE, Layout
from sync.sealed import Unopened, holds, is_sealed, public_name
from sync.shelf import TableShelf
from sync.showing import projection

Model = TypeVar("Model", bound=Record)
_PLACE = "hands"
NOT_FOUND = "Không tìm thấy bản ghi này trên máy."


class Holding(Protocol):
    """What opens sessions: the database."""

    def reading(self) -> AbstractContextManager[Session]: ...


class Hands:
    """What one open session does with sealed records: they are opened into it, and what it sets in them is
    told to the capture, which cannot see it in the columns."""

    def __init__(self, seals: Seals, catalogue: Catalogue, layouts: Mapping[str, Layout]) -> None:
        self.seals, self.catalogue, self.layouts = seals, catalogue, layouts
        self._filled: dict[Key, Record] = {}
        self._set: dict[Key, dict[str, Value]] = {}

    def attach(self, session: Session) -> "Hands":
        session.info[_PLACE] = self
        return self

    def fill(self, session: Session, found: Record) -> None:
        """Raises Refused where the record is sealed and nobody here may open it: as if there were none."""
        layout = self.layouts.get(found.__tablename__)
        if layout is None or not layout.entity.sealed_by or getattr(found, layout.entity.subject) is not None:
            return
        key = (layout.table, found.id)
        raw = session.connection().connection.driver_connection
        state = TableShelf(raw, self.catalogue, self.layouts).load([key]).get(key)  # type: ignore[arg-type]
        if state is None or not holds(state) or key in self._filled:
            return
        clear = opened_state(session, key, state)
        if clear is None:
            raise Refused(NOT_FOUND, "id", code="not_found")
        values = projection(clear, self.catalogue, layout.table)
        life = values.pop(LIFE, HERE)
        for name in layout.columns:
            set_committed_value(found, name, values.get(name))
        set_committed_value(found, "gone", None if life == HERE else str(life).removeprefix(GONE))
        if not self._filled:
            event.listen(session, "before_flush", self._note)
        self._filled[key] = found

    def _note(self, *_: Any) -> None:
        """Before a flush: afterwards nobody knows any more which values were set."""
        for key, record in self._filled.items():
            for name in self.layouts[key[0]].columns:
                if inspect(record).attrs[name].history.has_changes():
                    self._set.setdefault(key, {})[name] = getattr(record, name)

    @property
    def read(self) -> dict[Key, dict[str, Value]]:
        """What was set in records that stay sealed."""
        return {key: values for key, values in self._set.items() if not self._is_released(key)}

    @property
    def released(self) -> dict[Key, dict[str, Value]]:
        """Records whose label was taken away, whole."""
        return {
            key: {name: getattr(self._filled[key], name) for name in self.layouts[key[0]].columns}
            for key in self._set
            if self._is_released(key)
        }

    def _is_released(self, key: Key) -> bool:
        label = self.layouts[key[0]].entity.sealed_by or ""
        return label in self._set[key] and not self._set[key][label]


def fill(session: Session, found: Record) -> None:
    """Opens a sealed record into its object, where this session may see it. Raises Refused where not."""
    hands = session.info.get(_PLACE)
    if hands is not None:
        hands.fill(session, found)


def sealed_rows(
    session: Session, model: type[Model], *, subjects: Collection[str] | None = None
) -> list[Model]:
    """Live sealed records that the session may see, of these people or of all; nothing without the right."""
    return [
        _row(model, row)
        for row in _rows(session, model)
        if not row.needs
        and row.gone is None
        and (subjects is None or _subject(session, model, row) in subjects)
    ]


def sealed_row(session: Session, model: type[Model], record: str) -> Model | None:
    """One live sealed record, if the session may see it."""
    found = (row for row in _rows(session, model) if row.id == record)
    row = next(found, None)
    return None if row is None or row.needs or row.gone is not None else _row(model, row)


def opened_state(session: Session, key: Key, state: State) -> State | None:
    """The state in the clear, with reasons as far as they may be known; None where it is sealed and this
    session may not see it."""
    hands: Hands | None = session.info.get(_PLACE)
    raw = session.connection().connection.driver_connection
    opener = hands.seals.opener(raw) if hands else None
    clear = state
    if holds(state):
        if hands is None or opener is None:
            return None
        try:
            clear = opener.state(key, state)
        except Unopened:
            return None
        if not hands.seals.sees(_subject_of(hands, key, clear)):
            return None
    if not any(is_sealed(mark.reason) for mark in clear.marks.values()):
        return clear
    marks = {d: replace(mark, reason=told_reason(mark.reason, opener)) for d, mark in clear.marks.items()}
    return State(clear.context, clear.fields, marks)


def _subject_of(hands: Hands, key: Key, clear: State) -> str:
    subject = hands.layouts[key[0]].entity.subject
    return str(projection(clear, hands.catalogue, key[0]).get(subject))


def open_all(database: Holding) -> None:
    """Opens what this session may see, so that the first page need not wait for it."""
    with database.reading() as session:
        hands: Hands = session.info[_PLACE]
        for layout in hands.layouts.values():
            if layout.entity.sealed_by:
                _opened_rows(session, hands, layout.table)


def waiting_for_keys(session: Session) -> dict[str, int]:
    """PC → how many sealed records cannot be read here until its key has been granted."""
    hands: Hands | None = session.info.get(_PLACE)
    found: dict[str, int] = {}
    for layout in hands.layouts.values() if hands else ():
        if hands and layout.entity.sealed_by:
            for row in _opened_rows(session, hands, layout.table):
                if row.needs:
                    found[str(row.born["device"])] = found.get(str(row.born["device"]), 0) + 1
    return found


def keys_wanted(session: Session) -> list[str]:
    """PCs whose sealed records cannot be read here until one that can has granted their key; to nobody who
    could not read them."""
    hands: Hands = session.info[_PLACE]
    opener = hands.seals.opener(session.connection().connection.driver_connection)
    if opener is None or not hands.seals.entitled:
        return []
    known = select(SealKey.device, SealKey.public_key).where(
        SealKey.gone.is_(None), SealKey.retired.is_(None)
    )
    held = {name.hex() for name in opener.ring}
    return sorted({device or "" for device, public in session.execute(known) if _name(public) not in held})


def _name(public: str | None) -> str:
    try:
        return public_name(bytes.fromhex(public or "")).hex()
    except ValueError:
        return ""


def _rows(session: Session, model: type[Model]) -> Collection[OpenRow]:
    hands: Hands | None = session.info.get(_PLACE)
    if hands is None:
        return ()
    return _opened_rows(session, hands, model.__tablename__)


def _opened_rows(session: Session, hands: Hands, table: str) -> Collection[OpenRow]:
    connection = session.connection()
    seen = connection.info.setdefault("sealed_seen", {})
    return hands.seals.rows(connection.connection.driver_connection, seen, table)


def _subject(session: Session, model: type[Model], row: OpenRow) -> Value:
    return row.values.get(session.info[_PLACE].layouts[model.__tablename__].entity.subject)


def _row(model: type[Model], row: OpenRow) -> Model:
    """An object of no session: what is set in it goes nowhere."""
    known = {column.key for column in inspect(model).column_attrs}
    values = {name: value for name, value in row.values.items() if name in known}
    return model(id=row.id, gone=row.gone, **row.born, **values)
