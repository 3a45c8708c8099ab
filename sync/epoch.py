"""A station's books turn to a new name: the old one keeps its key and its chain, and writes nothing more."""

import json
from dataclasses import dataclass
from typing import Any

import msgspec

from sync.envelope import START, new_device, signing_key
from sync.ledger import Connection
from sync.succession import certify


@dataclass(frozen=True, slots=True)
class Name:
    """One name of this PC, as far as vouching for the next needs it."""

    device: str
    key: bytes
    seq: int
    head: bytes


def begin_epoch(connection: Connection, reason: str, now: str) -> str:
    """From here on this PC writes under a new name that the old key vouches for. What the old one has not
    sent stays its own and goes first, under the old name. Nobody is asked. Returns the new name."""
    old = current(connection)
    _retire(connection, reason, now)
    return take_name(connection, old, reason, now)


def current(connection: Connection) -> Name:
    row = connection.execute("SELECT device, signing_key, seq, head FROM sync_self").fetchone()
    return Name(row[0], bytes(row[1]), row[2], bytes(row[3]))


def is_enrolled(connection: Connection) -> bool:
    return connection.execute("SELECT 1 FROM sync_line").fetchone() is not None


def _retire(connection: Connection, reason: str, now: str) -> None:
    connection.execute(
        "INSERT INTO sync_former (device, number, signing_key, seq, head, acknowledged, acknowledged_head,"
        " pruned, pruned_head, certificate, introduced, settled, reason, since)"
        " SELECT s.device, (SELECT coalesce(max(number), 0) + 1 FROM sync_former), s.signing_key, s.seq,"
        " s.head, coalesce(l.acknowledged, 0), coalesce(l.acknowledged_head, ?), s.pruned, s.pruned_head,"
        " s.certificate, s.introduced, '', ?, ? FROM sync_self s LEFT JOIN sync_line l",
        (START, reason, now),
    )
    connection.execute(
        "INSERT INTO sync_straggler (device, seq, payload, hash)"
        " SELECT (SELECT device FROM sync_self), seq, payload, hash FROM sync_outbox"
    )
    connection.execute("DELETE FROM sync_outbox")


def take_name(connection: Connection, old: Name | None, reason: str, now: str) -> str:
    """A new key takes the place of the present one; `old` vouches for it (nobody, before the enrolment)."""
    device, key = new_device()
    certificate: bytes | None = None
    if old is not None:
        public = signing_key(key).public_key().public_bytes_raw()
        vouching = certify(old.device, signing_key(old.key), public, old.seq, old.head, reason)
        certificate = msgspec.json.encode(vouching)
    connection.execute(
        "UPDATE sync_self SET device = ?, signing_key = ?, seq = 0, head = ?, certificate = ?,"
        " introduced = ?, pruned = 0, pruned_head = NULL",
        (device, key, START, certificate, int(certificate is None)),
    )
    connection.execute(
        "UPDATE sync_line SET acknowledged = 0, acknowledged_head = ?, ahead = '[]', safe = 0, confirmed = 0",
        (START,),
    )
    note(connection, now, "epoch", old=None if old is None else old.device, new=device, reason=reason)
    return device


def note(connection: Connection, now: str, kind: str, **detail: Any) -> None:
    """What the station's people and IT should know later."""
    connection.execute(
        "INSERT INTO sync_event (at, kind, detail) VALUES (?, ?, ?)",
        (now, kind, json.dumps(detail, ensure_ascii=False)),
    )
