"""The unsent work of a revoked PC: kept as it was signed, and taken in when a person says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, func, select, update

from sync import clock
from sync.change import Malformed
from sync.envelope import Envelope, from_row, to_row, verify
from sync.gateway import bulk
from sync.gateway.events import tell
from sync.gateway.exchange import take_in_revoked
from sync.gateway.refusal import TurnedAway
from sync.gateway.tables import DEVICE, IMPOUNDED
from sync.gateway.typed import instant
from sync.gateway.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Impounded:
    """What is kept of one device and not yet let in."""

    device: str
    scope: str
    revoked_at: str
    envelopes: int
    transactions: int
    last_at: str


def impound(warehouse: Warehouse, public_key: bytes, envelopes: Sequence[Envelope]) -> int:
    """Keeps envelopes that this device signed itself; handed over again, they are there already."""
    if not all(verify(envelope, public_key) for envelope in envelopes):
        raise TurnedAway("signature")
    rows = [
        {
            "device": envelope.device,
            "head": envelope.head,
            "first": envelope.first,
            "last": envelope.last,
            "envelope": msgspec.json.encode(to_row(envelope)),
            "at": _now(warehouse),
            "released_at": None,
        }
        for envelope in envelopes
    ]
    transactions = sum(len(envelope.payloads) for envelope in envelopes)
    with warehouse.engine.begin() as connection:
        before = _number(connection)
        bulk.insert(connection, IMPOUNDED, rows)
        if _number(connection) != before:
            tell(connection, _now(warehouse), "impounded", f"{transactions}", device=envelopes[0].device)
    return transactions


def _number(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(IMPOUNDED)).scalar_one()


def waiting(warehouse: Warehouse) -> list[Impounded]:
    """What waits for a person, by device."""
    kept: dict[str, list[tuple[int, str]]] = {}
    with warehouse.engine.connect() as connection:
        for row in connection.execute(_unreleased()):
            kept.setdefault(row.device, []).append((row.last - row.first + 1, row.at))
        known = connection.execute(
            select(DEVICE.c.device, DEVICE.c.scope, DEVICE.c.revoked_at).where(DEVICE.c.device.in_(kept))
        ).all()
    return [
        Impounded(
            row.device,
            row.scope,
            row.revoked_at or "",
            len(kept[row.device]),
            sum(number for number, _ in kept[row.device]),
            max(at for _, at in kept[row.device]),
        )
        for row in sorted(known, key=lambda row: row.device)
    ]


def release(warehouse: Warehouse, device: str) -> int:
    """Takes in what was kept of a device, under its own name; it stays revoked. Returns how many
    transactions were new."""
    with warehouse.engine.begin() as connection:
        rows = connection.execute(_unreleased().where(IMPOUNDED.c.device == device)).all()
        try:
            envelopes = [from_row(bytes(row.envelope)) for row in rows]
            new = take_in_revoked(warehouse, connection, device, envelopes)
        except Malformed as malformed:
            raise TurnedAway("malformed") from malformed
        _mark(connection, device, _now(warehouse))
        if rows:
            tell(connection, _now(warehouse), "released", f"{new}", device=device)
    return new


def _unreleased() -> Select[Any]:
    return (
        select(IMPOUNDED)
        .where(IMPOUNDED.c.released_at.is_(None))
        .order_by(IMPOUNDED.c.device, IMPOUNDED.c.first)
    )


def _mark(connection: Connection, device: str, now: str) -> None:
    connection.execute(
        update(IMPOUNDED)
        .where(IMPOUNDED.c.device == device, IMPOUNDED.c.released_at.is_(None))
        .values(released_at=now)
    )


def _now(warehouse: Warehouse) -> str:
    return instant(warehouse.wall_ms() << clock.BITS)
