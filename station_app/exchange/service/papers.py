"""Receipts of the province, and what they prove."""

import json
from dataclasses import dataclass
from typing import Any

from station_app.common.days import parse_instant
from station_app.exchange.outbox import last_receipt
from station_app.store.database import Database
from sync.message import Receipt


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A receipt as it is listed: when it was taken, what came of it, and what it covers."""

    taken_at: str
    outcome: str
    upto: int
    count: int
    safe: int


def receipts(database: Database, limit: int = 50) -> list[ReceiptLine]:
    with database.reading() as session:
        rows = (
            database.raw(session)
            .execute(
                "SELECT taken_at, outcome, body FROM sync_receipt ORDER BY number DESC LIMIT ?", (limit,)
            )
            .fetchall()
        )
    lines = []
    for taken_at, outcome, body in rows:
        receipt = json.loads(body)["receipt"]
        lines.append(
            ReceiptLine(taken_at, outcome, receipt["upto"], receipt["count"], receipt.get("safe", 0))
        )
    return lines


def receipt_data(receipt: Receipt) -> dict[str, Any]:
    """A receipt for scripts."""
    return {
        "device": receipt.device,
        "upto": receipt.upto,
        "ahead": [list(run) for run in receipt.ahead],
        "head": receipt.head.hex(),
        "count": receipt.count,
        "safe": receipt.safe,
        "at": receipt.at,
        "digests": receipt.digests,
    }


def as_of(database: Database) -> str | None:
    """When the province last confirmed that it holds what this PC holds (UTC instant); None: never."""
    with database.reading() as session:
        row = (
            database.raw(session)
            .execute("SELECT taken_at FROM sync_receipt WHERE outcome = 'match' ORDER BY number DESC LIMIT 1")
            .fetchone()
        )
    return None if row is None else str(row[0])


def clock_drift(database: Database) -> float | None:
    """Seconds by which this PC's clock ran ahead of the gateway's at the last receipt; None: unknown."""
    with database.reading() as session:
        receipt = last_receipt(database.raw(session))
    if receipt is None:
        return None
    here, there = parse_instant(receipt[0]), parse_instant(receipt[2]["receipt"]["at"])
    return (here - there).total_seconds()


def gateway_time(database: Database) -> str | None:
    """What the time was at the province when it was last heard of (UTC instant); None: never."""
    with database.reading() as session:
        receipt = last_receipt(database.raw(session))
    return None if receipt is None else str(receipt[2]["receipt"]["at"])
