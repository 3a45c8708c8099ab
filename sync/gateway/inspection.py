"""Is what is stored still what was stored? Counts every digest anew from the records themselves."""

from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, select

from sync import digest
from sync.frozen import thaw
from sync.gateway import bulk
from sync.gateway.buckets import Buckets
from sync.gateway.tables import DIGEST, RECORD, SCOPE
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
                bulk.upsert(connection, DIGEST, [true.row(scope, entity)])
        return wrong


def _counted(connection: Connection, scope: str) -> dict[str, Buckets]:
    counted: dict[str, Buckets] = {}
    rows = connection.execution_options(yield_per=_AT_ONCE).execute(
        select(RECORD.c.entity, RECORD.c.id, RECORD.c.state).where(RECORD.c.scope == scope)
    )
    for entity, record, state in rows:
        _, number = digest.bucket((entity, record))
        counted.setdefault(entity, Buckets()).add(number, _part(record, state), 1)
    return counted


def _part(record: str, state: bytes) -> int:
    try:
        return digest.part(record, thaw(state))
    except (ArithmeticError, LookupError, TypeError, ValueError, msgspec.MsgspecError):
        return 0  # what cannot even be read is part of no digest
