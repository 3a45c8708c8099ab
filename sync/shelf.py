"""A station's shelf: states in the typed rows of its SQLite file, and the books beside them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sync import clock, digest
from sync.books import keep_digest, keep_history, keep_questions
from sync.catalogue import Catalogue
from sync.change import Key, Transaction
from sync.codec import decode, encode
from sync.digest import Deltas
from sync.frozen import freeze, thaw
from sync.ledger import Connection, Names
from sync.merge import State
from sync.replica import History
from sync.rows import Layout
from sync.sealing import seal_history, sealed_among

_AT_ONCE = 400
"""Ids in one SELECT; SQLite's limit on parameters is far above."""
_NOW_AND_THEN = 2_000


class TableShelf:
    """Implements `replica.Shelf` on a connection inside one open transaction."""

    def __init__(
        self,
        connection: Connection,
        catalogue: Catalogue,
        layouts: Mapping[str, Layout],
        seal_public: bytes | None = None,
    ) -> None:
        self._seal_public = seal_public
        self._connection = connection
        self._catalogue = catalogue
        self._layouts = layouts
        self.names = Names(connection)

    def load(self, keys: Iterable[Key]) -> dict[Key, State]:
        wanted: dict[str, list[str]] = {}
        for entity, record in keys:
            wanted.setdefault(entity, []).append(record)
        states: dict[Key, State] = {}
        for entity, records in wanted.items():
            for start in range(0, len(records), _AT_ONCE):
                self._load(entity, records[start : start + _AT_ONCE], states)
        for state in states.values():
            self.fill_stamps(state)
        return states

    def fill_stamps(self, state: State) -> None:
        """Stamps of this PC's own changes come back later, for whole stretches of its clock: they are kept as
        such, so that an acknowledgement does not write every record again."""
        for (device, _), mark in state.marks.items():
            if mark.stamp is None:
                row = self._connection.execute(
                    "SELECT last, stamp FROM sync_stamp WHERE device = ? AND first <= ?"
                    " ORDER BY first DESC LIMIT 1",
                    (device, mark.hlc),
                ).fetchone()
                mark.stamp = row[1] if row and mark.hlc <= row[0] else None

    def _load(self, entity: str, records: list[str], states: dict[Key, State]) -> None:
        marks = ",".join("?" * len(records))
        layout = self._layouts.get(entity)
        if layout is None:
            sql = f"SELECT record, state FROM sync_held WHERE entity = ? AND record IN ({marks})"  # noqa: S608
            for record, frozen in self._connection.execute(sql, (entity, *records)).fetchall():
                states[entity, record] = thaw(frozen)
            return
        columns = ", ".join(f'"{name}"' for name in layout.columns)
        sql = f'SELECT id, {columns}, gone, sync_meta FROM "{layout.table}" WHERE id IN ({marks})'  # noqa: S608
        for row in self._connection.execute(sql, records).fetchall():
            states[entity, row[0]] = layout.unpack(self.names, row[1:-1], row[-1])

    def put(self, states: Mapping[Key, State], history: History, deltas: Deltas) -> None:
        by_entity: dict[str, list[tuple[str, State]]] = {}
        for (entity, record), state in states.items():
            by_entity.setdefault(entity, []).append((record, state))
        for entity, rows in by_entity.items():
            if entity in self._layouts:
                self._put_rows(self._layouts[entity], rows)
            else:
                self._hold(entity, rows)
        keep_questions(self._connection, self._catalogue, states)
        keep_history(self._connection, history)
        self._seal_past(states)
        keep_digest(self._connection, deltas)

    def _seal_past(self, states: Mapping[Key, State]) -> None:
        """What was written before somebody sealed the record is history here, and is sealed, too."""
        if sealed := sealed_among(self._catalogue, states):
            (public,) = self._connection.execute("SELECT seal_public FROM sync_self").fetchone()
            if public := self._seal_public or public:
                seal_history(self._connection, bytes(public), sealed)

    def _put_rows(self, layout: Layout, rows: list[tuple[str, State]]) -> None:
        values = [self._values(layout, record, state) for record, state in rows]
        self._connection.executemany(_upsert(layout), values)

    def _values(self, layout: Layout, record: str, state: State) -> tuple[Any, ...]:
        row, meta = layout.pack(self.names, state, self._catalogue)
        if len(state.marks) == 1:
            [((device, _), mark)] = state.marks.items()
        else:
            (device, _), mark = min(state.marks.items(), key=lambda item: item[1].hlc)
        return (record, *row, mark.author, mark.point, device, written_at(mark.hlc), meta)

    def _hold(self, entity: str, rows: list[tuple[str, State]]) -> None:
        self._connection.executemany(
            "INSERT INTO sync_held (entity, record, state) VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET state = excluded.state",
            [(entity, record, freeze(state)) for record, state in rows],
        )

    def recomputed(self, heard: Callable[[int], object] | None = None) -> dict[str, str]:
        """The digest of each entity from the records themselves, not from the kept sums: O(all records).
        `heard` is told now and then how many were read, and may stop it by raising."""
        sums: dict[str, dict[int, list[int]]] = {}
        for done, (key, state) in enumerate(self._all()):
            if heard and done % _NOW_AND_THEN == 0:
                heard(done)
            entity, number = digest.bucket(key)
            entry = sums.setdefault(entity, {}).setdefault(number, [0, 0])
            entry[0] = (entry[0] + digest.part(key[1], state)) % digest.MODULUS
            entry[1] += 1
        return {
            entity: digest.total((number, *entry) for number, entry in buckets.items())  # type: ignore[misc]
            for entity, buckets in sorted(sums.items())
        }

    def _all(self) -> Iterator[tuple[Key, State]]:
        for entity, layout in self._layouts.items():
            columns = ", ".join(f'"{name}"' for name in layout.columns)
            sql = f'SELECT id, {columns}, gone, sync_meta FROM "{layout.table}" WHERE sync_meta IS NOT NULL'  # noqa: S608
            for row in self._connection.execute(sql):
                yield (entity, row[0]), layout.unpack(self.names, row[1:-1], row[-1])
        for entity, record, frozen in self._connection.execute("SELECT entity, record, state FROM sync_held"):
            yield (entity, record), thaw(frozen)

    def park(self, transaction: Transaction, missing: Key) -> None:
        self._connection.execute(
            "INSERT INTO sync_parked VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
            " SET entity = excluded.entity, record = excluded.record,"
            " stamp = coalesce(excluded.stamp, stamp)",
            (transaction.device, transaction.seq, encode(transaction), transaction.stamp, *missing),
        )

    def release(self, key: Key) -> list[Transaction]:
        rows = self._connection.execute(
            "SELECT device, seq, payload, stamp FROM sync_parked WHERE entity = ? AND record = ?", key
        ).fetchall()
        for device, seq, _, _ in rows:
            self._connection.execute("DELETE FROM sync_parked WHERE device = ? AND seq = ?", (device, seq))
        return [decode(device, bytes(payload), stamp) for device, _, payload, stamp in rows]


def written_at(hlc: int) -> str:
    """The author's time of writing as a UTC instant."""
    return _instant(clock.wall_ms(hlc) // 1000)


@lru_cache(1024)
def _instant(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _upsert(layout: Layout) -> str:
    columns = [*layout.columns, "gone"]
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" * (len(columns) + 6))
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in [*columns, "sync_meta"])
    return (
        f'INSERT INTO "{layout.table}" (id, {names}, author, point, device, written_at, sync_meta)'  # noqa: S608
        f" VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {updates}"
    )
