"""The only ways into the station's file: reading, writing, and taking in what others wrote."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from station_app.common.days import Clock, SystemClock, to_instant
from station_app.common.errors import Unavailable
from station_app.store import audit_log, migrations
from station_app.store.audit_queue import Queue, change
from station_app.store.connection import BUSY_MS, engine, session_on
from station_app.store.creating import create as create
from station_app.store.creating import install
from station_app.store.faults import in_words
from station_app.store.identity import changed, go_on_as_another, keep_machine, note_reached
from station_app.store.intake import Intake as Intake
from station_app.store.seals import Seals
from station_app.store.station import Station
from station_app.store.unsealing import Hands
from station_app.store.vault.keys import Keys, Private
from sync.audit import Entry
from sync.capture import Authorship, Capture, Draft
from sync.capture import Opened as Opened
from sync.catalogue import Catalogue
from sync.change import Key, Transaction, Value
from sync.reissue import Renaming
from sync.rows import Layout
from sync.shelf import TableShelf
from sync.showing import shown_dots
from sync.upgrade import reproject

Changes = Mapping[str, frozenset[str]]
"""entity → ids of the records that a commit changed"""
Derive = Callable[[Connection, Changes], None]
"""Brings a room's derived tables up to date inside the transaction that changed their sources."""

Guard = Callable[["Database", Session], Callable[[Changes], None]]
"""Asked before a save, and then of all that it changed: refuses before the commit."""

SYSTEM = ""
"""The author of what no person wrote: a job, or a raw connection."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who is signed in, and at which service point."""

    user: str
    point: str


def _raw(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _by_entity(keys: Iterable[Key]) -> Changes:
    changes: dict[str, set[str]] = {}
    for entity, record in keys:
        changes.setdefault(entity, set()).add(record)
    return {entity: frozenset(records) for entity, records in changes.items()}


class Database:
    """One signed-in person's way to the file. Safe to use from several threads; writers take turns."""

    def __init__(
        self,
        path: Path,
        key: bytes,
        catalogue: Catalogue,
        author: Author,
        *,
        derive: Sequence[Derive] = (),
        guard: Guard | None = None,
        clock: Clock | None = None,
        machine: str | None = None,
        private: Private | None = None,
        frozen: Unavailable | None = None,
    ) -> None:
        self.path = path
        self.key = key
        """What opens this file and every copy of it; the connections hold it as long as the file is open."""
        self.private = private
        """What the signed-in person can read beyond the file; None for a job that needs nothing of it."""
        self.frozen = frozen
        """Why nothing can be written: the file is only read, and every save is refused with these words."""
        self.catalogue = catalogue
        self.author = author
        self.clock = clock or SystemClock()
        self.since = self.clock.now()
        """When the signed-in person came."""
        self.listeners: list[Callable[[Changes], None]] = []
        self.renamings: list[Renaming] = []
        self.audit = Queue()
        self._derive = tuple(derive)
        self._guard = guard
        self._layouts = {entity.name: Layout(entity) for entity in catalogue.entities.values()}
        self.seals = Seals(self, self._layouts)
        self._turn = threading.Lock()
        self._along = threading.local()
        self._closed = False
        self._readers = engine(path, key, read_only=True, frozen=frozen is not None)
        self._writer = engine(path, key, read_only=False)
        try:
            if frozen is None:
                self._make_ready(machine)
            else:
                with in_words(), self._readers.connect() as connection:
                    migrations.require_head(connection)
        except BaseException:
            # Nobody will close what was never handed out, and an open file cannot be replaced on Windows.
            self._readers.dispose()
            self._writer.dispose()
            raise

    def _make_ready(self, machine: str | None) -> None:
        """Schema, triggers, name of this PC, what a raw connection left, what an upgrade brought to light."""
        with in_words(), self._writer.begin() as connection:
            migrations.upgrade(connection)
            install(connection, self.catalogue)
            self._identify(connection, machine)
            leftover = self._drain(connection)
            self._derived(connection, leftover | reproject(_raw(connection), self.catalogue, self._layouts))

    def _identify(self, connection: Connection, machine: str | None) -> None:
        raw = _raw(connection)
        reason = changed(raw, self.path, machine)
        if reason is not None:
            self.go_on_as_another(connection, reason)
        keep_machine(raw, machine)

    def go_on_as_another(self, connection: Connection, reason: str) -> None:
        """What is written next bears a new name of this PC."""
        raw = _raw(connection)
        raw.execute("UPDATE sync_self SET quiet = 1")
        shelf = TableShelf(raw, self.catalogue, self._layouts)
        go_on_as_another(raw, shelf, self.catalogue, reason, to_instant(self.clock.now()))
        raw.execute("UPDATE sync_self SET quiet = 0")

    def note_reached(self) -> None:
        """How far this PC has written, beside the file: an older file put in its place is then noticed."""
        with self.reading() as session:
            note_reached(self.raw(session), self.path)

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        with suppress(Unavailable, DBAPIError):  # a file that can no longer be read is told elsewhere
            self.write_log(all_of_it=True)
            self.note_reached()
        with self._turn:
            self._readers.dispose()
            self._writer.dispose()

    @property
    def keys(self) -> Keys:
        """For the vault's verbs: who is signed in may give others what they hold themselves."""
        if self.private is None:
            raise ValueError("opened without a holder of keys")
        return Keys(self.key, self.private)

    def acting(self, author: Author, private: Private | None = None) -> None:
        """Another person has signed in on the same key; what follows is theirs, and so is what is read."""
        self.author = author
        self.private = private
        self.since = self.clock.now()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A snapshot: nothing written meanwhile is seen, and nothing can be written."""
        with in_words(), session_on(self._readers) as session:
            Hands(self.seals, self.catalogue, self._layouts).attach(session)
            yield session

    @contextmanager
    def writing(
        self,
        *,
        reason: str | None = None,
        opened: Iterable[Opened] = (),
        settled: Mapping[Key, dict[str, Value]] | None = None,
        bulk: bool = False,
        by_program: bool = False,
    ) -> Iterator[Session]:
        """One transaction, captured whole. It is on the disk when the block ends; an exception undoes it.

        `opened` is what the author had read, taken when the form was opened; without it, what is there now.
        `settled` names fields whose every sibling the author was shown and decided on. `bulk` is sent after
        what a person saves meanwhile; `by_program` is nobody's writing."""
        draft = Draft({item.key: self._renamed(item) for item in opened}, dict(settled or {}), bulk)
        with self._turn, in_words(), self._logging() as log, self._session() as session:
            connection = session.connection()
            leftover = self._drain(connection)
            judge = self._guard(self, session) if self._guard and not by_program else None
            hands = Hands(self.seals, self.catalogue, self._layouts).attach(session)
            yield session
            session.flush()
            draft.read, draft.released = hands.read, hands.released
            changed = self._collect(connection, self._authorship(reason, by_program), draft, log())
            if judge:
                judge(_by_entity(changed))
            changes = self._derived(connection, leftover | changed)
            self._take_along(session)
            session.commit()
        self._along.wish = None
        self._tell(changes)

    @contextmanager
    def keeping(self) -> Iterator[Session]:
        """For what this PC keeps for itself, such as drafts: one transaction, on the disk when the block
        ends, of which nothing is captured. Synced tables are written by `writing` alone."""
        with self._turn, in_words(), self._logging() as log, self._session() as session:
            connection = session.connection()
            yield session
            session.flush()
            audit_log.append(_raw(connection), log())
            session.commit()

    @contextmanager
    def along(self, wish: Callable[[Session], object]) -> Iterator[None]:
        """`wish(session)` is done by the next save of this thread, in its transaction: both are on the disk,
        or neither. Where the block ends without a save it is done then; where it fails, not at all."""
        self._along.wish = wish
        try:
            yield
            if self._along.wish is not None:
                with self.keeping() as session:
                    wish(session)
        finally:
            self._along.wish = None

    def _take_along(self, session: Session) -> None:
        wish: Callable[[Session], object] | None = getattr(self._along, "wish", None)
        if wish is not None:
            wish(session)

    @contextmanager
    def taking_in(self) -> Iterator[Intake]:
        """For exchange: what others wrote, applied without being captured again."""
        with self._turn, in_words(), self._logging() as log, self._session() as session:
            connection = session.connection()
            leftover = self._drain(connection)
            raw = _raw(connection)
            raw.execute("UPDATE sync_self SET quiet = 1")
            box = self.private.box if self.private else None
            intake = Intake(session, raw, TableShelf(raw, self.catalogue, self._layouts, box), self.catalogue)
            yield intake
            session.flush()
            changes = self._derived(connection, leftover | intake.changed)
            raw.execute("UPDATE sync_self SET quiet = 0")
            audit_log.append(raw, log())
            session.commit()
            self.renamings += intake.renamings
        self._tell(changes)

    def opened(self, entity: str, record: str) -> Opened:
        """What the signed-in person is being shown of a record now; goes back to `writing` with the save."""
        with self.reading() as session:
            state = self.shelf(session).load([(entity, record)]).get((entity, record))
            names = len(self.renamings)
            if state is None:
                return Opened((entity, record), {}, {}, names)
            shown = shown_dots(state, self.catalogue, entity)
            return Opened((entity, record), dict(state.context), shown, names)

    def _renamed(self, opened: Opened) -> Opened:
        """A form that was open while this PC got a new name speaks of the same values as before."""
        for renaming in self.renamings[opened.names :]:
            shown = {name: renaming.all(opened.key, dots) for name, dots in opened.shown.items()}
            opened = Opened(opened.key, renaming.context(opened.key, opened.context), shown)
        return opened

    @property
    def layouts(self) -> Mapping[str, Layout]:
        return self._layouts

    def shelf(self, session: Session) -> TableShelf:
        """The merge states behind the rows of an open session."""
        return TableShelf(_raw(session.connection()), self.catalogue, self._layouts)

    def raw(self, session: Session) -> Any:
        """The DB-API connection of an open session, for the sync tables, which have no models."""
        return _raw(session.connection())

    def station(self) -> Station:
        with self.reading() as session:
            return session.scalars(select(Station)).one()

    def drain(self) -> None:
        """What a raw connection left behind becomes a transaction now, not with somebody's next save."""
        with self.reading() as session:
            left = self.raw(session).execute("SELECT 1 FROM sync_journal LIMIT 1").fetchone()
        if left:
            with self.writing():
                pass

    def fold_log(self) -> None:
        """Moves the write-ahead log into the file, away from any save; call when idle.

        While somebody reads (a backup does for minutes) it moves what it can and does not wait for the rest:
        a nurse who saves would wait behind it."""
        if self.frozen:
            return
        with self._turn, in_words(), self._writer.connect() as connection:
            raw = _raw(connection)
            raw.execute("PRAGMA busy_timeout = 0")
            try:
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                raw.execute(f"PRAGMA busy_timeout = {BUSY_MS}")

    def write_log(self, *, all_of_it: bool = False) -> None:
        """What waits to be noted in the audit log is on the disk when this returns."""
        if len(self.audit) == 0:
            return
        if all_of_it:
            self.audit.undone(self.audit.take(self.clock.now(), all_of_it=True))
        with self.writing():
            pass

    def _session(self) -> AbstractContextManager[Session]:
        if self.frozen:
            raise self.frozen
        return session_on(self._writer)

    @contextmanager
    def _logging(self) -> Iterator[Callable[[], list[Entry]]]:
        """Hands out, once and before the commit, what this transaction adds to the audit log."""
        taken: list[Entry] = []

        def take() -> list[Entry]:
            taken.extend(self.audit.take(self.clock.now()))
            return [*taken, *noted]

        with self.audit.inside() as noted:
            try:
                yield take
            except BaseException:
                self.audit.undone(taken)
                raise

    def _collect(
        self, connection: Connection, by: Authorship, draft: Draft | None, noted: Sequence[Entry] = ()
    ) -> frozenset[Key]:
        """Captures what was written, and notes it in the audit log behind what was waiting."""
        raw = _raw(connection)
        capture = Capture(raw, self.catalogue, self._layouts, self.seals.sealer(raw))
        changed = capture.collect(by, draft)
        self._keep_log(raw, noted, capture.made)
        return changed

    def _keep_log(self, raw: Any, noted: Sequence[Entry], made: Transaction | None) -> None:
        changes = [] if made is None else [change(made, self.clock.now())]
        audit_log.append(raw, [*noted, *changes])

    def _drain(self, connection: Connection) -> frozenset[Key]:
        """What a raw connection left in the journal becomes a transaction of its own, before ours."""
        if _raw(connection).execute("SELECT 1 FROM sync_journal LIMIT 1").fetchone() is None:
            return frozenset()
        return self._collect(connection, self._authorship(None, by_program=True), None)

    def _authorship(self, reason: str | None, by_program: bool = False) -> Authorship:
        user = SYSTEM if by_program else self.author.user
        return Authorship(user, self.author.point, self._wall_ms(), self._offset(), reason)

    def _wall_ms(self) -> int:
        return int(self.clock.now().timestamp() * 1000)

    def _offset(self) -> int:
        offset = self.clock.now().utcoffset()
        return int(offset.total_seconds() // 60) if offset else 0

    def _derived(self, connection: Connection, keys: frozenset[Key]) -> Changes:
        frozen = _by_entity(keys)
        if frozen:
            for derive in self._derive:
                derive(connection, frozen)
        return frozen

    def _tell(self, changes: Changes) -> None:
        if changes:
            self.seals.heard(changes)
            for listener in tuple(self.listeners):
                listener(changes)
