"""Is what is stored still what was stored? Counts every digest anew from the records themselves."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, select

from sync import clock, digest
from sync.digest import Deltas
from sync.frozen import thaw_or_nothing
from sync.gateway import audit, bulk
from sync.gateway.buckets import Buckets
from sync.gateway.parts import read_parts
from sync.gateway.tables import DIGEST, RECORD, SCOPE, SUSPECT
from sync.gateway.typed import instant
from sync.gateway.warehouse import Warehouse

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the records are no longer what the digest says: among ids that end in `bucket`."""

    scope: str
    entity: str
    bucket: str


def inspect(warehouse: Warehouse) -> list[Difference]:
    """Station by station. Where a digest differs the true one is kept, so that every receipt from then on
    shows its station that the warehouse does not hold what the station does."""
    with warehouse.engine.begin() as connection:
        scopes = list(connection.scalars(select(SCOPE.c.scope).order_by(SCOPE.c.scope)))
    return [difference for scope in scopes for difference in _inspect_scope(warehouse, scope)]


def broken_trails(warehouse: Warehouse) -> list[str]:
    """In words, where an access log that was taken in and confirmed is no longer whole here."""
    with warehouse.engine.connect() as connection:
        return audit.faults(connection)


def _inspect_scope(warehouse: Warehouse, scope: str) -> list[Difference]:
    with warehouse.engine.begin() as connection:
        connection.execute(select(SCOPE).where(SCOPE.c.scope == scope).with_for_update()).one()
        kept = {
            row.entity: Buckets(row.buckets)
            for row in connection.execute(select(DIGEST).where(DIGEST.c.scope == scope))
        }
        counted = _counted(connection, scope)
        wrong: list[Difference] = []
        for entity in sorted(kept.keys() | counted.keys()):
            ours, true = kept.get(entity, Buckets()), counted.get(entity, Buckets())
            wrong += [Difference(scope, entity, f"{number:02x}") for number in ours.differing(true)]
            if ours.word() != true.word():
                suspect(connection, scope, entity, ours, true, instant(warehouse.wall_ms() << clock.BITS))
        return wrong


def _counted(connection: Connection, scope: str) -> dict[str, Buckets]:
    counted: dict[str, Buckets] = {}
    # For this statement alone: on the connection it would hold for whatever is written after it.
    rows = connection.execute(
        select(RECORD.c.entity, RECORD.c.id, RECORD.c.state).where(RECORD.c.scope == scope),
        execution_options={"yield_per": _AT_ONCE},
    )
    for entity, record, state in rows:
        _, number = digest.bucket((entity, record))
        part = digest.part(record, thaw_or_nothing(state))
        counted.setdefault(entity, Buckets()).add(number, part, 1 if part else 0)
    return counted


def suspect(connection: Connection, scope: str, entity: str, kept: Buckets, true: Buckets, now: str) -> None:
    """Keeps the true digest, and by how much the records fall short of the kept one."""
    theirs = {number: (sum_, count) for number, sum_, count in true}
    place = {"scope": scope, "entity": entity, "found_at": now}
    short = {
        number: (kept_sum - theirs[number][0], count - theirs[number][1])
        for number, kept_sum, count in kept
        if (kept_sum, count) != theirs[number]
    }
    for number, (sum_, count) in short.items():
        _shift(connection, place, number, sum_, count)
    bulk.upsert(connection, DIGEST, [true.row(scope, entity)])


def count_anew(connection: Connection, scope: str, entity: str, numbers: Collection[int], now: str) -> None:
    """A digest that is not that of the records would carry its error along. Needs the scope's lock."""
    known = select(DIGEST.c.buckets).where(DIGEST.c.scope == scope, DIGEST.c.entity == entity)
    kept = Buckets(connection.scalar(known))
    parts, _ = read_parts(connection, scope, entity, numbers)
    true = kept.replaced({number: parts.whole(number) for number in numbers})
    if true.differing(kept):
        suspect(connection, scope, entity, kept, true, now)


def whole_again(connection: Connection, scope: str, deltas: Deltas) -> None:
    """What was brought back is no longer missing; a bucket that lacks nothing is suspect no more."""
    for (entity, number), delta in deltas.items():
        at = _suspected(connection, scope, entity, number)
        if at is not None:
            place = {"scope": scope, "entity": entity, "found_at": at.found_at}
            _shift(connection, place, number, -delta.sum, -delta.count)


def _suspected(connection: Connection, scope: str, entity: str, number: int) -> Row[Any] | None:
    here = and_(SUSPECT.c.scope == scope, SUSPECT.c.entity == entity, SUSPECT.c.bucket == number)
    return connection.execute(select(SUSPECT).where(here)).one_or_none()


def _shift(connection: Connection, place: bulk.Row, number: int, sum_: int, count: int) -> None:
    known = _suspected(connection, place["scope"], place["entity"], number)
    if known is not None:
        sum_, count = sum_ + int.from_bytes(known.sum), count + known._mapping["count"]
    row = {**place, "bucket": number, "sum": (sum_ % digest.MODULUS).to_bytes(32), "count": count}
    if sum_ % digest.MODULUS or count:
        bulk.upsert(connection, SUSPECT, [row])
    elif known is not None:
        here = and_(SUSPECT.c.scope == place["scope"], SUSPECT.c.entity == place["entity"])
        connection.execute(delete(SUSPECT).where(here, SUSPECT.c.bucket == number))
