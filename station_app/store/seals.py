"""What the signed-in person can open of what is sealed. Keys and opened records live in memory only."""

import json
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from station_app.common.days import Clock
from station_app.store.vault.keys import Private
from sync.catalogue import Catalogue
from sync.change import Key, Value
from sync.ledger import Names
from sync.merge import HERE, State
from sync.policy import LIFE
from sync.rows import GONE, Layout
from sync.sealed import Unopened, granted, holds, is_sealed, open_letter, public_name, public_of, ring_of
from sync.sealing import REASON, Sealer, opened, record_keys
from sync.sealing import past_value as opened_past
from sync.showing import projection

_GRANTS = "SELECT to_key, sealed FROM seal_grant WHERE gone IS NULL AND sealed IS NOT NULL"
_BORN = ("author", "point", "device", "written_at")


class Author(Protocol):
    """Who is signed in."""

    @property
    def user(self) -> str: ...


class Session(Protocol):
    """Whoever is signed in, to one file."""

    @property
    def author(self) -> Author: ...

    private: Private | None
    catalogue: Catalogue
    clock: Clock


@dataclass(frozen=True, slots=True)
class Glass:
    """Broken glass: the records of one person, for a short time, in this session alone."""

    person: str
    privates: tuple[bytes, ...] = field(repr=False)
    until: datetime


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A sealed record as it would stand in its table. `needs` names the seal key that has not come yet."""

    id: str
    values: Mapping[str, Value]
    gone: str | None
    born: Mapping[str, Any]
    needs: str = ""


SEALED_REASON = "(lý do đã niêm phong)"


def told_reason(text: str | None, opener: "Opener | None") -> str | None:
    """A reason of a transaction that sealed something was sealed with it."""
    if not is_sealed(text):
        return text
    try:
        return open_letter(opener.ring, REASON, str(text)) if opener else SEALED_REASON
    except Unopened:
        return SEALED_REASON


def past_value(opener: "Opener | None", key: Key, state: State, name: str, kept: str) -> Value:
    """What stood in a field before, as the history keeps it; None where this session cannot read it."""
    value: Value = json.loads(kept)
    if not is_sealed(value):
        return value
    try:
        return opener.past(key, state, name, kept) if opener else None
    except Unopened:
        return None


class Opener:
    """The keys at hand during one transaction."""

    def __init__(self, ring: Mapping[bytes, bytes], known: dict[str, bytes]) -> None:
        self.ring = ring
        self._known = known

    def record_key(self, key: Key, state: State) -> bytes | None:
        """The first of its keys by name: two who correct alike then seal alike."""
        try:
            return next(iter(self._keys(key, state).values()))
        except Unopened:
            return None

    def state(self, key: Key, state: State) -> State:
        """Raises Unopened."""
        return opened(self._keys(key, state), key, state)

    def past(self, key: Key, state: State, name: str, kept: str) -> Value:
        """What stood in a field before. Raises Unopened."""
        return opened_past(self.ring, self._keys(key, state), key, name, kept)

    def _keys(self, key: Key, state: State) -> dict[str, bytes]:
        return record_keys(self.ring, key, state, self._known)


class _Keyholder:
    """Looks for keys only where something sealed is corrected: most saves seal nothing."""

    def __init__(self, opener: Callable[[], Opener | None]) -> None:
        self._opener = opener

    def record_key(self, key: Key, state: State) -> bytes | None:
        opener = self._opener()
        return opener.record_key(key, state) if opener else None


class Seals:
    """One session's keys, and the sealed records it has opened, kept in step with the file."""

    def __init__(self, session: Session, layouts: Mapping[str, Layout]) -> None:
        self._session, self._layouts = session, layouts
        self.may_see: Callable[[], bool] = lambda: True
        """Whether the signed-in person may still see what is restricted; the key alone is not enough."""
        self._may: dict[str, bool] = {}
        self._glass: Glass | None = None
        self._whose: tuple[str, Private | None] = ("", None)
        self._turn = threading.RLock()
        self._generation = 0
        self._known: dict[str, bytes] = {}
        self._granted: dict[str, bytes] = {}
        self._ring: dict[bytes, bytes] = {}
        self._rows: dict[str, dict[str, tuple[bytes, OpenRow]]] = {}

    @property
    def _own(self) -> tuple[bytes, ...]:
        """The seal keys of whoever is signed in."""
        self._notice_person()
        return self._whose[1].seals if self._whose[1] else ()

    def _notice_person(self) -> None:
        """What another had opened is forgotten."""
        whose = (self._session.author.user, self._session.private)
        with self._turn:
            if whose != self._whose:
                self.forget()
                self._whose = whose

    @property
    def right(self) -> bool:
        """Asked once of each person, until accounts change."""
        user = self._session.author.user
        if user not in self._may:
            self._may[user] = self.may_see()
        return self._may[user]

    @property
    def entitled(self) -> bool:
        return bool(self._own) and self.right

    def sees(self, person: str | None) -> bool:
        """May the session see what is restricted about this person?"""
        glass = self.glass
        return self.right or (glass is not None and glass.person == person)

    @property
    def glass(self) -> Glass | None:
        """Whose records are open just now without the right to them."""
        self._notice_person()
        if self._glass is not None and self._session.clock.now() >= self._glass.until:
            self.forget()
        return self._glass

    def break_glass(self, glass: Glass) -> None:
        self._notice_person()
        with self._turn:
            self.forget()
            self._glass = glass

    def close_glass(self) -> None:
        """Before its time; what the right itself opens stays."""
        if self._glass is not None:
            self.forget()

    def heard(self, changes: Collection[str]) -> None:
        """Which kinds of records have changed: with an account its rights may have."""
        if "user" in changes:
            self._may.clear()

    def forget(self) -> None:
        """Nothing that was opened stays in memory."""
        with self._turn:
            self._glass = None
            self._generation += 1
            for kept in (self._known, self._granted, self._ring, self._rows):
                kept.clear()

    def opener(self, raw: Any) -> Opener | None:
        """The keys of this session; None where it holds none."""
        own, glass = self._own if self.right else (), self.glass
        if glass is not None and not own:
            own = glass.privates
        with self._turn:
            return Opener(self._ring_from(raw, *own), self._known) if own else None

    def sealer(self, raw: Any) -> Sealer | None:
        """Seals what is written: to the box that the vault vouches for, else the one noted in the file."""
        public = self._session.private.box if self._session.private else None
        if public is None:
            (public,) = raw.execute("SELECT seal_public FROM sync_self").fetchone()
        return Sealer(bytes(public), _Keyholder(lambda: self.opener(raw))) if public else None

    def _ring_from(self, raw: Any, *own: bytes) -> Mapping[bytes, bytes]:
        """Its own keys and all that were granted to one of the ring."""
        ring = ring_of(*own)
        grants = raw.execute(_GRANTS).fetchall()
        while True:
            held = {name.hex() for name in ring}
            fresh = [text for to, text in grants if to in held and self._open_grant(ring, text) not in ring]
            if not fresh:
                break
            ring |= ring_of(*(self._granted[text] for text in fresh if text in self._granted))
            grants = [row for row in grants if row[1] not in fresh]
        if ring.keys() != self._ring.keys():
            self._rows.clear()
            self._generation += 1
            self._ring = ring
        return self._ring

    def _open_grant(self, ring: Mapping[bytes, bytes], text: str) -> bytes:
        """The name of the key granted; that of a key already held where it cannot be opened."""
        if text not in self._granted:
            try:
                self._granted[text] = granted(ring, text)
            except Unopened:
                return next(iter(ring))
        return public_name(public_of(self._granted[text]))

    def rows(self, raw: Any, seen: dict[str, Any], entity: str) -> Sequence[OpenRow]:
        """All sealed records of an entity that this session sees, and those that wait for a key. `seen` is
        kept with the connection: what it has been shown already."""
        opener, glass = self.opener(raw), self.glass
        if opener is None:
            return ()
        with self._turn:
            self._refresh(raw, seen, self._layouts[entity], opener)
            found = [row for _, row in self._rows.get(entity, {}).values()]
        if glass is None or self.entitled:
            return found
        subject = self._layouts[entity].entity.subject
        return [row for row in found if row.values.get(subject) == glass.person]

    def _refresh(self, raw: Any, seen: dict[str, Any], layout: Layout, opener: Opener) -> None:
        """Reads what changed since this connection last looked; usually one PRAGMA."""
        (version,) = raw.execute("PRAGMA data_version").fetchone()
        if seen.get(layout.table) == (version, self._generation) and layout.table in self._rows:
            return
        before, names = self._rows.get(layout.table, {}), Names(raw)
        rows: dict[str, tuple[bytes, OpenRow]] = {}
        columns = ", ".join(("id", "gone", *_BORN, "sync_meta"))
        sql = f'SELECT {columns} FROM "{layout.table}" WHERE "{layout.entity.subject}" IS NULL'  # noqa: S608
        for record, gone, *born, meta in raw.execute(sql):
            known = before.get(record)
            if known is not None and known[0] == meta and not known[1].needs:
                rows[record] = known
            elif meta and (row := self._row(layout, opener, names, record, gone, born, meta)):
                rows[record] = (meta, row)
        self._rows[layout.table] = rows
        seen[layout.table] = (version, self._generation)

    def _row(
        self,
        layout: Layout,
        opener: Opener,
        names: Names,
        record: str,
        gone: str | None,
        born: Sequence[Any],
        meta: bytes,
    ) -> OpenRow | None:
        state = layout.unpack(names, ((None,) * len(layout.columns)) + (gone,), meta)
        if not holds(state):
            return None
        told = dict(zip(_BORN, born, strict=True))
        try:
            clear = opener.state((layout.table, record), state)
        except Unopened as error:
            return OpenRow(record, {}, None, told, error.needed.hex() or "?")
        values = projection(clear, self._session.catalogue, layout.table)
        life = values.pop(LIFE, HERE)
        return OpenRow(record, values, None if life == HERE else str(life).removeprefix(GONE), told)
