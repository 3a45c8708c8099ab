"""What stations sealed, opened into tables of its own; the ordinary ones hold nothing of it."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, Table, bindparam, delete, select

from sync.change import Key
from sync.gateway import bulk
from sync.gateway.tables import SEALED
from sync.gateway.typed import FIXED, TypedTables
from sync.merge import State
from sync.policy import SEAL
from sync.sealed import Unopened, granted, holds, public_name, public_of, ring_of
from sync.sealing import opened, record_keys
from sync.showing import projection

GRANT = "seal_grant"
"""The entity whose records bring keys; §21.3 names its fields."""
_WAITING = select(SEALED.c.entity, SEALED.c.id)
_WAITING = _WAITING.where(SEALED.c.scope == bindparam("which"), SEALED.c.waits.is_not(None))


class Unsealing:
    """The sealed records of one scope, inside one transaction that holds its lock."""

    def __init__(self, connection: Connection, typed: TypedTables, scope: str) -> None:
        self._connection, self._typed, self._scope = connection, typed, scope
        self._ring: dict[bytes, bytes] | None = None

    def is_sealed(self, key: Key, state: State) -> bool:
        return key[0] in self._typed.restricted and holds(state)

    def was_sealed(self, key: Key, state: State) -> bool:
        """Has it ever been? Its keys are still there."""
        return key[0] in self._typed.restricted and any(name.startswith(SEAL) for name in state.fields)

    def put(self, states: Mapping[Key, State]) -> None:
        """Sealed records: what opens gets its row among the restricted, and none has one among the others."""
        rows: dict[str, list[bulk.Row]] = {}
        waits: list[bulk.Row] = []
        for key, state in states.items():
            row, needed = self._row(key, state)
            waits.append({"entity": key[0], "id": key[1], "scope": self._scope, "waits": needed})
            if row is not None:
                rows.setdefault(key[0], []).append(row)
        for entity, of_entity in rows.items():
            bulk.upsert(self._connection, self._typed.restricted[entity], of_entity, keep=FIXED)
        bulk.upsert(self._connection, SEALED, waits)
        self._drop(self._typed.tables, states)

    def _row(self, key: Key, state: State) -> tuple[bulk.Row | None, str | None]:
        """The row, or the name of the key that is still wanted."""
        try:
            clear = opened(record_keys(self.ring(), key, state), key, state)
        except Unopened as error:
            return None, error.needed.hex()
        row, _ = self._typed.row(key, self._scope, clear)
        return row, None

    def release(self, keys: Iterable[Key]) -> None:
        """Records that are sealed no longer."""
        some = list(keys)
        self._drop(self._typed.restricted, some)
        gone = delete(SEALED).where(SEALED.c.entity == bindparam("e"), SEALED.c.id == bindparam("r"))
        if some:
            self._connection.execute(gone, [{"e": entity, "r": record} for entity, record in some])

    def _drop(self, tables: Mapping[str, Table], keys: Iterable[Key]) -> None:
        ids: dict[str, list[str]] = {}
        for entity, record in keys:
            ids.setdefault(entity, []).append(record)
        for entity, records in ids.items():
            some = tables[entity]
            self._connection.execute(delete(some).where(some.c.id.in_(records)))

    def hear(self, line: Iterable[tuple[Key, State]]) -> bool:
        """Takes the grants among these records, before they have rows; true where one brought a key that was
        not known."""
        told = [
            projection(state, self._typed.catalogue, GRANT).get("sealed")
            for key, state in line
            if key[0] == GRANT
        ]
        return bool(told) and self._take(str(text) for text in told)

    def waiting(self) -> list[Key]:
        return [(row.entity, row.id) for row in self._connection.execute(_WAITING, {"which": self._scope})]

    def ring(self) -> dict[bytes, bytes]:
        if self._ring is None:
            self._ring = {} if self._typed.private is None else ring_of(self._typed.private)
            grants = self._typed.tables.get(GRANT)
            if grants is not None and self._ring:
                known = select(grants.c.sealed).where(grants.c._scope == self._scope)
                self._take(str(text) for text in self._connection.scalars(known).all())
        return self._ring

    def _take(self, texts: Iterable[str]) -> bool:
        ring, told = self.ring(), list(texts)
        before = size = len(ring)
        while True:
            for text in told:
                try:
                    private = granted(ring, text)
                except Unopened:
                    continue  # granted to another PC, perhaps to one whose key comes with these
                ring[public_name(public_of(private))] = private
            if len(ring) == size:
                return size > before
            size = len(ring)
