"""A scope as it is now, in parts: built once, kept for all PCs that ask, and told piece by piece."""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, and_, delete, func, select

from sync import clock
from sync.change import Key
from sync.families import Families, Sketch
from sync.frozen import thaw_or_nothing
from sync.gateway import bulk
from sync.gateway.compare import verdicts_now
from sync.gateway.marks import mark_at
from sync.gateway.parts import looking, scope_of
from sync.gateway.refusal import TurnedAway
from sync.gateway.tables import RECORD, SCOPE, SNAPSHOT, SNAPSHOT_PART
from sync.gateway.typed import instant
from sync.gateway.warehouse import Warehouse
from sync.seed import PIECE, PartOf, Piece, Pieced, Seed, Seeded
from sync.snapshot import encode

PART = 8_000
"""Records in a part: large enough to pack well, small enough to be in use within seconds."""
_AT_ONCE = 2_000
_FRESH, _SHARE = 500, 20
"""A snapshot serves until so many log rows have come since, or a twentieth of its records."""
_KEPT = 2
"""An older one may still be on its way to somebody."""
_building = threading.Lock()
_PATIENCE_S = 15
"""Who asks while one is being made waits so long at most; then "busy": a PC asks again, and finds it made."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A scope's frozen states as they were at one place in its log."""

    seq: int
    mark: bytes
    states: dict[Key, bytes]


def seed(warehouse: Warehouse, device: str, asked: Seed) -> Seeded:
    with looking(warehouse) as connection:
        scope = scope_of(connection, device)
        held = select(func.count()).select_from(RECORD).where(RECORD.c.scope == scope)
        few = connection.execute(held).scalar_one() < asked.least
    return Seeded(warehouse.epoch, 0, b"", 0, []) if few else manifest(warehouse, scope)


def manifest(warehouse: Warehouse, scope: str) -> Seeded:
    """Of the newest snapshot, or of one that is made now."""
    if not _building.acquire(timeout=_PATIENCE_S):
        raise TurnedAway("busy")
    try:
        seq = _usable(warehouse, scope)
        if seq is None:
            seq = build(warehouse, scope)
    finally:
        _building.release()
    with looking(warehouse) as connection:
        of = and_(SNAPSHOT.c.scope == scope, SNAPSHOT.c.seq == seq)
        kept = connection.execute(select(SNAPSHOT).where(of)).one()
        part, size = SNAPSHOT_PART.c, func.length(SNAPSHOT_PART.c.body)
        rows = connection.execute(
            select(part.number, part.point, part.records, size, part.hash)
            .where(part.scope == scope, part.seq == seq)
            .order_by(part.number)
        )
        parts = [
            PartOf(number, point, many, size, bytes(hashed)) for number, point, many, size, hashed in rows
        ]
        verdicts = verdicts_now(connection, scope)
    return Seeded(kept.epoch, seq, bytes(kept.mark), kept.records, parts, verdicts)


def _usable(warehouse: Warehouse, scope: str) -> int | None:
    with looking(warehouse) as connection:
        last = connection.execute(select(SCOPE.c.seq).where(SCOPE.c.scope == scope)).scalar_one()
        mine = and_(SNAPSHOT.c.scope == scope, SNAPSHOT.c.epoch == warehouse.epoch)
        newest = connection.execute(select(SNAPSHOT).where(mine).order_by(SNAPSHOT.c.seq.desc())).first()
    if newest is None or last - newest.seq > max(_FRESH, newest.records // _SHARE):
        return None
    return int(newest.seq)


def build(warehouse: Warehouse, scope: str) -> int:
    """Makes a snapshot and returns its place in the log. Nobody waits for it but who asked."""
    moment = read(warehouse, scope)
    rows = []
    for number, (point, records, body) in enumerate(parts(warehouse, moment)):
        row = {"scope": scope, "seq": moment.seq, "number": number, "point": point, "records": records}
        rows.append({**row, "hash": hashlib.sha256(body).digest(), "body": body})
    header = {"scope": scope, "seq": moment.seq, "epoch": warehouse.epoch, "mark": moment.mark}
    header |= {"records": len(moment.states), "built_at": instant(warehouse.wall_ms() << clock.BITS)}
    with warehouse.engine.begin() as connection:
        _make_room(connection, scope, moment.seq)
        bulk.insert(connection, SNAPSHOT, [header])
        for row in rows:
            bulk.insert(connection, SNAPSHOT_PART, [row])
    return moment.seq


def read(warehouse: Warehouse, scope: str) -> Moment:
    with looking(warehouse) as connection:
        seq = connection.execute(select(SCOPE.c.seq).where(SCOPE.c.scope == scope)).scalar_one()
        held = connection.execution_options(yield_per=_AT_ONCE).execute(
            select(RECORD.c.entity, RECORD.c.id, RECORD.c.state).where(RECORD.c.scope == scope)
        )
        states = {(entity, record): bytes(state) for entity, record, state in held}
        return Moment(seq, mark_at(connection, scope, seq), states)


def parts(warehouse: Warehouse, moment: Moment) -> Iterator[tuple[str, int, bytes]]:
    """(service point, records, packed)"""
    families = Families(warehouse.catalogue, PART)
    for part in families.parts(_sketches(families, moment.states)):
        body = encode(((key, moment.states[key]) for key in part.keys), warehouse.catalogue)
        yield part.point, len(part.keys), body


def _sketches(families: Families, states: dict[Key, bytes]) -> Iterator[Sketch]:
    for key, frozen in states.items():
        try:
            yield families.sketch(key, frozen)
        except (ArithmeticError, LookupError, TypeError, ValueError):
            if thaw_or_nothing(frozen).context:
                raise


def _make_room(connection: Connection, scope: str, seq: int) -> None:
    known = connection.scalars(
        select(SNAPSHOT.c.seq).where(SNAPSHOT.c.scope == scope).order_by(SNAPSHOT.c.seq.desc())
    ).all()
    old = [seq, *known[_KEPT - 1 :]]
    for table in (SNAPSHOT, SNAPSHOT_PART):
        connection.execute(delete(table).where(table.c.scope == scope, table.c.seq.in_(old)))


def piece(warehouse: Warehouse, device: str, asked: Piece) -> Pieced:
    with looking(warehouse) as connection:
        scope = scope_of(connection, device)
        part = SNAPSHOT_PART.c
        of = and_(part.scope == scope, part.seq == asked.cursor, part.number == asked.number)
        start = max(0, min(asked.offset, 2**31 - 1))
        body = connection.scalar(select(func.substr(part.body, start + 1, PIECE)).where(of))
    return Pieced(bytes(body or b""))
