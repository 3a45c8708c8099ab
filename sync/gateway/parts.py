"""The stored states of a scope, read for a comparison: by bucket, at one moment."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, func, or_, select

from sync import digest
from sync.compare import Parts
from sync.frozen import thaw_or_nothing
from sync.gateway.refusal import TurnedAway
from sync.gateway.tables import DEVICE, RECORD, SUSPECT
from sync.gateway.warehouse import Warehouse
from sync.merge import State

_AT_ONCE = 500


@contextmanager
def looking(warehouse: Warehouse) -> Iterator[Connection]:
    """One moment of the warehouse, without keeping anybody from writing where the database can do that."""
    engine = warehouse.engine
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.begin() as connection:
        yield connection


def scope_of(connection: Connection, device: str) -> str:
    scope = connection.scalar(select(DEVICE.c.scope).where(DEVICE.c.device == device))
    if scope is None:
        raise TurnedAway("unknown-device")
    return str(scope)


def suspects(connection: Connection, scope: str) -> frozenset[tuple[str, int]]:
    """(entity, bucket) where the records were found damaged and are not whole again."""
    rows = connection.execute(select(SUSPECT.c.entity, SUSPECT.c.bucket).where(SUSPECT.c.scope == scope))
    return frozenset((row.entity, row.bucket) for row in rows)


def read_parts(
    connection: Connection, scope: str, entity: str, numbers: Collection[int]
) -> tuple[Parts, dict[str, State]]:
    """Of the records in some buckets: what they contribute, and their states."""
    parts, states = Parts(), {}
    for record, frozen in _rows(connection, scope, entity, numbers):
        state = thaw_or_nothing(frozen)
        parts.add((entity, record), digest.part(record, state))
        if state.context:
            states[record] = state
    return parts, states


def _rows(
    connection: Connection, scope: str, entity: str, numbers: Collection[int]
) -> Iterator[tuple[str, bytes]]:
    tail = func.substr(RECORD.c.id, func.length(RECORD.c.id) - 1)
    within = or_(tail.in_([f"{number:02x}" for number in numbers]), ~tail.regexp_match("^[0-9a-f]{2}$"))
    rows = select(RECORD.c.id, RECORD.c.state).where(RECORD.c.scope == scope, RECORD.c.entity == entity)
    chosen = frozenset(numbers)
    found = connection.execute(rows.where(within), execution_options={"yield_per": _AT_ONCE})
    for record, frozen in found:
        if digest.bucket((entity, record))[1] in chosen:
            yield record, bytes(frozen)
