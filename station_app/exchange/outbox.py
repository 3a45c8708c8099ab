"""The chain of this PC as it is kept: what is unsent, what a person must look at first, and what may go."""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from sync.envelope import START, link

_AT_ONCE = 2000
"""Payloads dropped in one transaction."""


class Place(NamedTuple):
    """A place in the chain."""

    seq: int
    head: bytes


def unsent(raw: Any) -> int:
    """How many transactions of this PC the gateway has not acknowledged, those of earlier names included."""
    seq = raw.execute("SELECT seq FROM sync_self").fetchone()[0]
    acknowledged, ahead = raw.execute("SELECT acknowledged, ahead FROM sync_line").fetchone() or (0, "[]")
    beyond = sum(last - first + 1 for first, last in json.loads(ahead))
    (waiting,) = raw.execute(
        "SELECT coalesce(sum(max(0, seq - max(acknowledged, pruned))), 0) FROM sync_former"
        " WHERE acknowledged < seq AND settled = ''"
    ).fetchone()
    return max(0, int(seq - acknowledged - beyond)) + int(waiting)


def head_at(raw: Any, seq: int) -> bytes | None:
    """This PC's chain after `seq`; None where it has not written so far, or keeps it no longer."""
    written, pruned, pruned_head = raw.execute("SELECT seq, pruned, pruned_head FROM sync_self").fetchone()
    start = Place(pruned, bytes(pruned_head or START))
    line = raw.execute("SELECT acknowledged, acknowledged_head FROM sync_line").fetchone()
    if line is not None and start.seq < line[0] <= seq:
        start = Place(line[0], bytes(line[1]))
    if not start.seq <= seq <= written:
        return None
    rows = raw.execute(
        "SELECT hash FROM sync_outbox WHERE seq > ? AND seq <= ? ORDER BY seq", (start.seq, seq)
    )
    return chained(start.head, rows.fetchall())


def chained(head: bytes, hashes: Iterable[tuple[Any]]) -> bytes:
    for (hashed,) in hashes:
        head = link(head, bytes(hashed))
    return head


def drop_safe(raw: Any, safe: int) -> bool:
    """Payloads up to `safe` lie in a verified backup of the warehouse and need not be kept here. Only the
    chain goes on from them. True: there are more to drop."""
    pruned, head = raw.execute("SELECT pruned, pruned_head FROM sync_self").fetchone()
    upto = min(safe, pruned + _AT_ONCE)
    if upto <= pruned:
        return False
    rows = raw.execute("SELECT hash FROM sync_outbox WHERE seq <= ? ORDER BY seq", (upto,)).fetchall()
    raw.execute(
        "UPDATE sync_self SET pruned = ?, pruned_head = ?", (upto, chained(bytes(head or START), rows))
    )
    raw.execute("DELETE FROM sync_outbox WHERE seq <= ?", (upto,))
    return bool(upto < safe)


def last_receipt(raw: Any) -> tuple[str, str, dict[str, Any]] | None:
    """(taken at, "match" | "differ" | "waiting", body) of the newest receipt."""
    row = raw.execute(
        "SELECT taken_at, outcome, body FROM sync_receipt ORDER BY number DESC LIMIT 1"
    ).fetchone()
    return None if row is None else (row[0], row[1], json.loads(row[2]))
