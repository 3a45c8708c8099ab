"""Paired PCs, and the envelopes of others that this PC keeps until the province has them."""

from dataclasses import dataclass
from typing import Any

import msgspec

from station_app.exchange.brake import first_held
from station_app.exchange.lineage import left_unsaid
from sync.envelope import Envelope, from_row, signing_key
from sync.lan import Ranges

KEPT_DAYS = 30
"""A forwarded envelope stays so long: the province may be restored from a backup."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A paired PC. `address` is where it listens; empty: it only comes here. `kept`: up to there it keeps our
    own work."""

    device: str
    public_key: bytes
    point: str
    address: str
    met_at: str | None
    kept: int


@dataclass(frozen=True, slots=True)
class Item:
    """An envelope of another name that may still have to reach the province."""

    envelope: Envelope
    public_key: bytes
    raw: msgspec.Raw


_PEER = "device, public_key, point, address, met_at, kept"


def peers(raw: Any) -> list[Peer]:
    rows = raw.execute(f"SELECT {_PEER} FROM sync_peer ORDER BY point, device").fetchall()  # noqa: S608
    return [Peer(row[0], bytes(row[1]), *row[2:]) for row in rows]


def peer(raw: Any, device: str) -> Peer | None:
    return next((one for one in peers(raw) if one.device == device), None)


def keep_peer(raw: Any, device: str, public_key: bytes, point: str, address: str, now: str) -> None:
    raw.execute(
        "INSERT INTO sync_peer (device, public_key, point, address, paired_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET point = excluded.point, paired_at = excluded.paired_at,"
        " address = CASE excluded.address WHEN '' THEN address ELSE excluded.address END",
        (device, public_key, point, address, now),
    )


def met(raw: Any, device: str, kept: int | None, now: str) -> None:
    raw.execute(
        "UPDATE sync_peer SET met_at = ?, kept = max(kept, coalesce(?, 0)) WHERE device = ?",
        (now, kept, device),
    )


def forget(raw: Any, device: str) -> None:
    raw.execute("DELETE FROM sync_peer WHERE device = ?", (device,))


def own(raw: Any) -> tuple[str, bytes, tuple[int, int] | None]:
    """This PC's name and key, and what of its own work the province has not acknowledged; deletions that wait
    for a person wait here, too."""
    device, key, seq = raw.execute("SELECT device, signing_key, seq FROM sync_self").fetchone()
    seq = min(seq, (first_held(raw) or seq + 1) - 1)
    line = raw.execute("SELECT acknowledged FROM sync_line").fetchone()
    acknowledged = line[0] if line else 0
    return device, bytes(key), (acknowledged + 1, seq) if seq > acknowledged else None


def waiting(raw: Any) -> list[Item]:
    """What of others, and of this PC's earlier names, the province may not have yet."""
    keys = {
        device: signing_key(bytes(key)).public_key().public_bytes_raw()
        for device, key in raw.execute("SELECT device, signing_key FROM sync_former")
    }
    items = []
    for row in left_unsaid(raw):
        envelope = from_row(bytes(row))
        items.append(Item(envelope, keys[envelope.device], row))
    return items + carried(raw)


def carried(raw: Any, *, also_refused: bool = False) -> list[Item]:
    """What is still to be forwarded. A stick takes also what the line refused: the province keeps that."""
    rows = raw.execute(
        "SELECT public_key, envelope FROM sync_carried WHERE forwarded_at IS NULL AND (refused IS NULL OR ?)"
        " ORDER BY device, first",
        (also_refused,),
    ).fetchall()
    return [Item(from_row(bytes(row)), bytes(key), msgspec.Raw(bytes(row))) for key, row in rows]


def keeps(raw: Any) -> Ranges:
    """All that need not be told to this PC again."""
    device, _, mine = own(raw)
    ranges: Ranges = {device: [mine]} if mine else {}
    for item in waiting(raw):
        ranges.setdefault(item.envelope.device, []).append((item.envelope.first, item.envelope.last))
    for name, first, last in raw.execute(
        "SELECT device, first, last FROM sync_carried WHERE forwarded_at IS NOT NULL OR refused IS NOT NULL"
    ):
        ranges.setdefault(name, []).append((first, last))
    return ranges


def keep(raw: Any, envelope: Envelope, public_key: bytes, row: bytes, now: str) -> None:
    """A longer envelope of the same author takes the place of those that it contains."""
    raw.execute(
        "DELETE FROM sync_carried WHERE device = ? AND first >= ? AND last <= ? AND forwarded_at IS NULL",
        (envelope.device, envelope.first, envelope.last),
    )
    raw.execute(
        "INSERT INTO sync_carried (device, head, first, last, public_key, envelope, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (envelope.device, envelope.head, envelope.first, envelope.last, public_key, row, now),
    )


def forwarded(raw: Any, item: Item, now: str) -> None:
    place = (item.envelope.device, item.envelope.head)
    raw.execute("UPDATE sync_carried SET forwarded_at = ? WHERE device = ? AND head = ?", (now, *place))


def covered(raw: Any, device: str, held: list[tuple[int, int]], now: str) -> None:
    """The province holds these ranges of another PC's work."""
    raw.executemany(
        "UPDATE sync_carried SET forwarded_at = ? WHERE device = ? AND first >= ? AND last <= ?"
        " AND forwarded_at IS NULL",
        [(now, device, first, last) for first, last in held],
    )


def refused(raw: Any, item: Item, code: str) -> None:
    """The province will not have it; it stays here for a person."""
    place = (item.envelope.device, item.envelope.head)
    raw.execute("UPDATE sync_carried SET refused = ? WHERE device = ? AND head = ?", (code, *place))


def drop_old(raw: Any, before: str) -> None:
    raw.execute("DELETE FROM sync_carried WHERE forwarded_at < ?", (before,))
