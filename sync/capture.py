"""Nothing written to a synced table escapes: triggers journal it, the commit makes one transaction of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from unicodedata import normalize

from sync import clock
from sync.books import keep_digest, keep_history, keep_questions
from sync.catalogue import Catalogue
from sync.change import Change, Context, Dot, Key, Transaction, Value
from sync.codec import encode
from sync.digest import difference, part
from sync.envelope import link, payload_hash
from sync.ledger import Connection
from sync.merge import HERE, State, apply, covers
from sync.policy import LIFE
from sync.replica import History
from sync.rows import GONE, Layout, from_column
from sync.sealed import holds, is_sealed
from sync.sealing import Sealer, conceals, seal_history, sealed_among
from sync.shelf import TableShelf, written_at
from sync.showing import shown_dots
from sync.triggers import BORN


@dataclass(frozen=True, slots=True)
class Opened:
    """What an author has read of a record: taken when a form opens, given back when it is saved."""

    key: Key
    context: Context
    shown: Mapping[str, Sequence[Dot]]
    names: int = 0
    """How many new names this PC had got while the program ran, when the form was opened."""


@dataclass(frozen=True, slots=True)
class Authorship:
    """Who writes, from where and when; stamped on the transaction and never changed."""

    author: str
    point: str
    wall_ms: int
    offset: int
    reason: str | None = None


class Reserved(ValueError):
    """A value that begins as sealed texts do: taken as it is, it would hide the whole record."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(slots=True)
class Draft:
    """What the author adds to what the triggers saw."""

    opened: dict[Key, Opened] = field(default_factory=dict)
    settled: dict[Key, dict[str, Value]] = field(default_factory=dict)
    """Fields whose siblings are all covered by the value given, also where it is the one already shown."""
    bulk: bool = False
    """Brought in by the thousand: what a person saves meanwhile is sent before it."""
    read: dict[Key, dict[str, Value]] = field(default_factory=dict)
    """What somebody who reads sealed records set in them: no column shows what was there before."""
    released: dict[Key, dict[str, Value]] = field(default_factory=dict)
    """Records that are sealed no longer, whole, as whoever reads them says it."""
    left: bool = False
    """What lies there was left by another connection: it is taken as it is, for nobody is there to ask."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """One record's part of the transaction, before it is known which reason may stand over all of it."""

    layout: Layout
    key: Key
    state: State
    image: tuple[Any, ...]
    row: tuple[Any, ...]
    wanted: dict[str, Value]


class Capture:
    """Turns the journal of one open SQLite transaction into one transaction of the replica."""

    def __init__(
        self,
        connection: Connection,
        catalogue: Catalogue,
        layouts: Mapping[str, Layout],
        sealer: Sealer | None = None,
    ) -> None:
        self._connection = connection
        self._catalogue = catalogue
        self._layouts = layouts
        self._sealer = sealer
        self._shelf = TableShelf(connection, catalogue, layouts)
        self._before: dict[Key, int] = {}
        self._after: dict[Key, State] = {}
        self._history: History = []
        self.made: Transaction | None = None
        """What `collect` has made of the journal."""

    def collect(self, by: Authorship, draft: Draft | None = None) -> frozenset[Key]:
        """Journals → changes → outbox, rows, digest. Returns the records that changed.

        Must run in the transaction that made the writes; after it nothing is left in the journal. Raises
        Reserved for a value that nobody may write."""
        draft = draft or Draft(left=True)
        journal = self._journal(draft)
        if not journal:
            return frozenset()
        device, seq, head, hlc = self._connection.execute(
            "SELECT device, seq, head, hlc FROM sync_self"
        ).fetchone()
        plans = [plan for key, old in journal.items() if (plan := self._plan(key, old, draft))]
        reason = by.reason
        if reason and self._sealer and any(conceals(plan.wanted) for plan in plans):
            reason = self._sealer.reason(reason)
        reading = clock.tick(hlc, by.wall_ms)
        transaction = Transaction(
            device, seq + 1, by.author, by.point, reading, by.offset, reason, changes=[]
        )
        for plan in plans:
            transaction.changes.append(self._change(transaction, plan, draft))
        if transaction.changes:
            self._keep(transaction, head, urgent=not draft.bulk)
            self.made = transaction
        self._connection.execute("DELETE FROM sync_journal")
        return frozenset(self._after)

    def _journal(self, draft: Draft) -> dict[Key, str | None]:
        rows = self._connection.execute("SELECT entity, record, old FROM sync_journal").fetchall()
        journal: dict[Key, str | None] = {(entity, record): old for entity, record, old in rows}
        for key in (*draft.settled, *draft.released):
            if key not in journal:
                journal[key] = self._image(key)
        return journal

    def _image(self, key: Key) -> str:
        layout = self._layouts[key[0]]
        *row, meta = self._row(layout, key[1], (*BORN, "sync_meta"))
        return json.dumps([*row, meta.hex() if meta else ""])

    def _row(self, layout: Layout, record: str, also: tuple[str, ...] = ()) -> tuple[Any, ...]:
        columns = ", ".join(f'"{name}"' for name in (*layout.columns, "gone", *also))
        sql = f'SELECT {columns} FROM "{layout.table}" WHERE id = ?'  # noqa: S608
        return tuple(self._connection.execute(sql, (record,)).fetchone())

    def _plan(self, key: Key, old: str | None, draft: Draft) -> _Plan | None:
        layout = self._layouts[key[0]]
        row = self._row(layout, key[1])
        state, image = self._old_state(layout, old)
        said = draft.released.get(key) or draft.read.get(key, {})
        said = {**_written(layout, image, row), **said}
        if not draft.left and (reserved := [name for name, value in said.items() if is_sealed(value)]):
            raise Reserved(reserved[0])
        wanted = {**said, **draft.settled.get(key, {})}
        if self._sealer and key not in draft.released:
            wanted = self._sealed(self._sealer, layout, key, state, row, wanted)
        if not wanted and state.context:
            return None
        return _Plan(layout, key, state, image, row, wanted)

    def _sealed(
        self,
        sealer: Sealer,
        layout: Layout,
        key: Key,
        state: State,
        row: tuple[Any, ...],
        wanted: dict[str, Value],
    ) -> dict[str, Value]:
        """The change as it is written: sealed where the record is, or where it carries a label now."""
        by = layout.entity.sealed_by
        if by is None:
            return wanted
        if holds(state):
            return sealer.sealed(self._catalogue, key, state, wanted) if wanted else wanted
        label = wanted.get(by, row[layout.columns.index(by)])
        return sealer.sealed(self._catalogue, key, state, wanted) if label else wanted

    def _change(self, transaction: Transaction, plan: _Plan, draft: Draft) -> Change:
        layout, key, state, wanted = plan.layout, plan.key, plan.state, plan.wanted
        self._before[key] = part(key[1], state)
        opened = draft.opened.get(key) or Opened(
            key, dict(state.context), shown_dots(state, self._catalogue, key[0])
        )
        n = state.context.get(transaction.device, 0) + 1
        spare = _spared(state, wanted, opened, draft.settled.get(key, {}))
        about = self._about(layout, wanted, plan.row)
        change = Change(key[0], key[1], n, dict(opened.context), wanted, spare, about)
        dropped = apply(state, transaction.device, change, transaction.mark())
        self._history.extend((key, superseded) for superseded in dropped)
        self._after[key] = state
        born = plan.image[-len(BORN) :]
        if born[-1] is None:
            born = (transaction.author, transaction.point, transaction.device, written_at(transaction.hlc))
        self._store(layout, key[1], state, plan.row, born)
        return change

    def _old_state(self, layout: Layout, old: str | None) -> tuple[State, tuple[Any, ...]]:
        if old is None:
            return State(), (None,) * (len(layout.columns) + 1 + len(BORN))
        *image, meta = json.loads(old)
        row = tuple(image)
        return layout.unpack(self._shelf.names, row, bytes.fromhex(meta) if meta else None), row

    def _about(self, layout: Layout, wanted: Mapping[str, Value], row: tuple[Any, ...]) -> str | None:
        """Whom a sealed record is about is sealed with it."""
        subject = layout.entity.subject
        if subject == "id" or is_sealed(wanted.get(subject)):
            return None
        declared = layout.entity.field(subject)
        value = row[layout.columns.index(subject)]
        return f"{declared.refers}:{value}" if declared and value else None

    def _store(
        self, layout: Layout, record: str, state: State, row: tuple[Any, ...], born: tuple[Any, ...]
    ) -> None:
        """Siblings that stay may mean that another value than the one just typed is shown, and REPLACE has
        forgotten who wrote first."""
        shown, meta = layout.pack(self._shelf.names, state, self._catalogue)
        columns = [*layout.columns, "gone"]
        differing = [(n, v) for n, v, was in zip(columns, shown, row, strict=True) if _stored(v) != was]
        sets = ", ".join(f'"{name}" = ?' for name in (*(name for name, _ in differing), *BORN, "sync_meta"))
        self._connection.execute(
            f'UPDATE "{layout.table}" SET {sets} WHERE id = ?',  # noqa: S608
            (*(value for _, value in differing), *born, meta, record),
        )

    def _keep(self, transaction: Transaction, head: bytes, *, urgent: bool) -> None:
        payload = encode(transaction)
        hashed = payload_hash(payload)
        self._connection.execute(
            "INSERT INTO sync_outbox (seq, payload, hash, urgent) VALUES (?, ?, ?, ?)",
            (transaction.seq, payload, hashed, int(urgent)),
        )
        self._connection.execute(
            "UPDATE sync_self SET seq = ?, head = ?, hlc = ?",
            (transaction.seq, link(bytes(head), hashed), transaction.hlc),
        )
        keep_questions(self._connection, self._catalogue, self._after)
        keep_history(self._connection, self._history)
        if self._sealer:
            seal_history(self._connection, self._sealer.public, sealed_among(self._catalogue, self._after))
        keep_digest(self._connection, difference(self._before, self._after))


def _stored(value: Value) -> Value:
    return int(value) if isinstance(value, bool) else value


def _written(layout: Layout, image: tuple[Any, ...], row: tuple[Any, ...]) -> dict[str, Value]:
    """The fields whose value differs from the image, in canonical form."""
    wanted: dict[str, Value] = {}
    for place, name in enumerate(layout.columns):
        if image[place] != row[place]:
            value = row[place]
            if type(value) is not layout.types[name]:
                value = from_column(layout.kinds[name], value)
            wanted[name] = value if not isinstance(value, str) or value.isascii() else normalize("NFC", value)
    gone, was = row[len(layout.columns)], image[len(layout.columns)]
    if gone != was:
        wanted[LIFE] = HERE if gone is None else GONE + normalize("NFC", str(gone))
    return wanted


def _spared(
    state: State, wanted: dict[str, Value], opened: Opened, settled: dict[str, Value]
) -> dict[str, list[Dot]]:
    """Dots of values that the author was not shown: an ordinary form replaces only the value it showed."""
    spare: dict[str, list[Dot]] = {}
    if len(state.marks) < 2:
        return spare
    for name in (*wanted, LIFE):
        register = state.fields.get(name, {})
        if name in settled or len(register) < 2:
            continue
        dots = [
            dot
            for dot in register
            if covers(opened.context, dot) and dot not in opened.shown.get(name, register)
        ]
        if dots:
            spare[name] = dots
    return spare
