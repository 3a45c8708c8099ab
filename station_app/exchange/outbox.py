"""The chain of this PC as it is kept: what is unsent, and the receipts for what was sent."""

import json
from collections.abc import Sequence
from typing import Any

from sync.codec import decode
from sync.envelope import LIMIT, link, payload_hash
from sync.message import News

_BODY = 16 * LIMIT
"""Bytes of payload in one question; a broken line costs at most this much again."""


def unsent(raw: Any) -> int:
    """How many transactions of this PC the gateway has not acknowledged."""
    seq = raw.execute("SELECT seq FROM sync_self").fetchone()[0]
    line = raw.execute("SELECT acknowledged FROM sync_line").fetchone()
    # A PC restored from a backup may have less than the gateway acknowledged.
    return max(0, int(seq - (line[0] if line else 0)))


def go_on_after(raw: Any, news: Sequence[News]) -> None:
    """A PC restored from a backup hears what it had written since: its next transaction comes after that."""
    device, seq, head, hlc = raw.execute("SELECT device, seq, head, hlc FROM sync_self").fetchone()
    own = [bytes(item.payload) for item in news if item.device == device]
    for transaction, payload in sorted(((decode(device, p), p) for p in own), key=lambda pair: pair[0].seq):
        if transaction.seq == seq + 1:
            hashed = payload_hash(payload)
            raw.execute(
                "INSERT INTO sync_outbox (seq, payload, hash) VALUES (?, ?, ?)", (seq + 1, payload, hashed)
            )
            seq, head, hlc = seq + 1, link(bytes(head), hashed), max(hlc, transaction.hlc)
    if own:
        raw.execute("UPDATE sync_self SET seq = ?, head = ?, hlc = ?", (seq, head, hlc))


def unsent_payloads(raw: Any, acknowledged: int) -> list[bytes]:
    payloads: list[bytes] = []
    room = _BODY
    for (payload,) in raw.execute(
        "SELECT payload FROM sync_outbox WHERE seq > ? ORDER BY seq", (acknowledged,)
    ):
        if payloads and room < len(payload):
            break
        payloads.append(bytes(payload))
        room -= len(payload)
    return payloads


def last_receipt(raw: Any) -> tuple[str, str, dict[str, Any]] | None:
    """(taken at, "match" | "differ" | "waiting", body) of the newest receipt."""
    row = raw.execute(
        "SELECT taken_at, outcome, body FROM sync_receipt ORDER BY number DESC LIMIT 1"
    ).fetchone()
    return None if row is None else (row[0], row[1], json.loads(row[2]))
