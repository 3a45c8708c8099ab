"""States that a station hands up because the gateway lacks them: joined, logged, told to the others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from sync import clock, digest
from sync.change import Key, Malformed
from sync.compare import HandedUp, HandUp
from sync.envelope import payload_hash
from sync.gateway import bulk
from sync.gateway.admission import holdable_names, is_device
from sync.gateway.inspection import count_anew, whole_again
from sync.gateway.parts import scope_of, suspects
from sync.gateway.refusal import TurnedAway
from sync.gateway.shelf import WarehouseShelf
from sync.gateway.tables import EVENT, LOG, SCOPE, TESTIFIED
from sync.gateway.typed import instant
from sync.gateway.warehouse import Warehouse
from sync.joining import Joined, take_states
from sync.merge import State
from sync.policy import LIFE
from sync.short import short
from sync.testimony import carried, received, to_bytes

_MOST = 10_000
"""States in one message."""


@dataclass(slots=True)
class Hearing:
    """One testimony, inside one transaction that holds the scope's lock."""

    connection: Connection
    device: str
    scope: str
    seq: int
    hlc: int
    now: str


def testify(warehouse: Warehouse, device: str, said: HandUp) -> HandedUp:
    """All or nothing; saying the same again changes nothing."""
    states = _readable(said)
    with warehouse.engine.begin() as connection:
        scope = scope_of(connection, device)
        locked = connection.execute(select(SCOPE).where(SCOPE.c.scope == scope).with_for_update()).one()
        reading = clock.tick(locked.hlc, warehouse.wall_ms())
        now = instant(warehouse.wall_ms() << clock.BITS)
        hearing = Hearing(connection, device, scope, locked.seq, reading, now)
        shelf = WarehouseShelf(connection, warehouse.typed, scope)
        shelf.mending = True
        replacing = _damaged(hearing, states) if said.instead else frozenset()
        joined = take_states(shelf, states, instead=replacing)
        _keep(hearing, shelf, joined, states, replacing)
    refused = [(entity, short(record)) for entity, record in joined.contradicting]
    return HandedUp(len(joined.changed), refused)


def _readable(said: HandUp) -> dict[Key, State]:
    """What no table could hold, or no replica could have written, is refused before anything is locked."""
    if not 0 < len(said.states) <= _MOST:
        raise TurnedAway("malformed")
    states: dict[Key, State] = {}
    for item in said.states:
        key, state = item.key, received(item)
        if not holdable_names(key[0], key[1], state.fields) or not all(map(is_device, state.context)):
            raise Malformed("a name that no table can hold")
        if LIFE not in state.fields or key in states:
            raise Malformed("a state without a life, or twice")
        states[key] = state
    return states


def _keep(
    hearing: Hearing,
    shelf: WarehouseShelf,
    joined: Joined,
    said: Mapping[Key, State],
    replaced: frozenset[Key],
) -> None:
    """The log, for the others; and the books about what only a state has told."""
    told = [key for key in sorted(joined.changed) if key in said]
    if told:
        hearing.seq += 1
        payload = to_bytes(carried(key, said[key]) for key in told)
        hashed = payload_hash(payload)
        row = {"scope": hearing.scope, "seq": hearing.seq, "device": hearing.device, "stamp": hearing.hlc}
        row |= {"device_seq": -hearing.seq, "payload": payload, "hash": hashed, "head": hashed}
        bulk.insert(hearing.connection, LOG, [row])
    _log_let_go(hearing, shelf, joined)
    shelf.finish(hearing.seq, hearing.now)
    _keep_told(hearing.connection, joined)
    whole_again(hearing.connection, hearing.scope, joined.deltas)
    _tell(hearing, len(told), len(replaced & joined.changed), joined.contradicting)
    hearing.connection.execute(
        update(SCOPE).where(SCOPE.c.scope == hearing.scope).values(seq=hearing.seq, hlc=hearing.hlc)
    )


def _log_let_go(hearing: Hearing, shelf: WarehouseShelf, joined: Joined) -> None:
    """Transactions that had waited for what is known now."""
    rows = []
    for transaction in (*joined.applied, *joined.known):
        hearing.seq += 1
        paper = shelf.papers[transaction.device, transaction.seq]
        row = {"scope": hearing.scope, "seq": hearing.seq, "device": transaction.device}
        row |= {"device_seq": transaction.seq, "stamp": transaction.stamp, "payload": paper.payload}
        rows.append(row | {"hash": paper.hash, "head": paper.head})
    bulk.insert(hearing.connection, LOG, rows)


def _keep_told(connection: Connection, joined: Joined) -> None:
    rows = [
        {"entity": key[0], "id": key[1], "device": device, "first": first, "last": last}
        for key, told in joined.news.items()
        for device, (first, last) in told.items()
    ]
    bulk.insert(connection, TESTIFIED, rows)


def _tell(hearing: Hearing, joined: int, healed: int, contradicting: Sequence[Key]) -> None:
    if not joined and not contradicting:
        return
    words = f"nhận trạng thái của {joined} bản ghi do máy trạm giao lại"
    if healed:
        words += f", {healed} bản ghi hỏng trong kho được thay"
    if contradicting:
        places = ", ".join(f"{entity} {record}" for entity, record in contradicting[:20])
        words += f"; {len(contradicting)} bản ghi mâu thuẫn được giữ nguyên: {places}"
    row = {"at": hearing.now, "kind": "testimony", "scope": hearing.scope, "device": hearing.device}
    hearing.connection.execute(EVENT.insert().values(**row, detail=words))


def _damaged(hearing: Hearing, states: Iterable[Key]) -> frozenset[Key]:
    """Those whose bucket here is not what its kept digest says: only there may a state replace ours."""
    buckets: dict[str, set[int]] = {}
    for key in states:
        buckets.setdefault(key[0], set()).add(digest.bucket(key)[1])
    for entity, numbers in buckets.items():
        count_anew(hearing.connection, hearing.scope, entity, numbers, hearing.now)
    known = suspects(hearing.connection, hearing.scope)
    return frozenset(key for key in states if digest.bucket(key) in known)
