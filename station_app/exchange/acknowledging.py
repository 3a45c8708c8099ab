"""What the gateway's answer does to this PC's books: stamps, the acknowledged mark, verdicts."""

import json
from typing import Any

from station_app.exchange.outbox import head_at
from station_app.store.database import Intake
from sync.codec import clock_of
from sync.message import Answer, Receipt


def keep_stamps(intake: Intake, answer: Answer, device: str) -> None:
    """Keeps when the gateway received our own changes; where several values stand, the order may change."""
    raw = intake.raw
    for stamped in answer.stamps:
        ends = [
            clock_of(bytes(payload))
            for (payload,) in raw.execute(
                "SELECT payload FROM sync_straggler WHERE device = ? AND seq IN (?, ?) UNION ALL"
                " SELECT payload FROM sync_outbox, sync_self WHERE device = ? AND sync_outbox.seq IN (?, ?)",
                (device, stamped.first, stamped.last) * 2,
            ).fetchall()
        ]
        if ends:
            raw.execute(
                "INSERT INTO sync_stamp VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (device, min(ends), max(ends), stamped.stamp),
            )
    if answer.stamps:
        several = [
            (entity, record) for entity, record in raw.execute("SELECT entity, record FROM sync_question")
        ]
        intake.shelf.put(intake.shelf.load(several), [], {})
        intake.changed |= frozenset(several)


def acknowledge(raw: Any, receipt: Receipt) -> None:
    """Moves the mark to what the gateway holds: forward, or back when the warehouse was restored. The head
    has been compared with ours before."""
    raw.execute(
        "UPDATE sync_line SET acknowledged = ?, acknowledged_head = ?, ahead = ?, safe = max(safe, ?)",
        (receipt.upto, receipt.head, json.dumps(receipt.ahead), min(receipt.safe, receipt.upto)),
    )


def same_chain(raw: Any, receipt: Receipt) -> bool:
    """Is what the gateway holds under our name a beginning of what we have written?"""
    written = raw.execute("SELECT seq FROM sync_self").fetchone()[0]
    beyond = any(last > written for _, last in receipt.ahead)
    return not beyond and head_at(raw, receipt.upto) == receipt.head


def keep_verdict(raw: Any, entity: str, record: str, reason: str | None, since: int) -> None:
    if reason is None:
        raw.execute("DELETE FROM sync_verdict WHERE entity = ? AND record = ?", (entity, record))
        return
    raw.execute(
        "INSERT INTO sync_verdict VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET reason = excluded.reason",
        (entity, record, reason, since),
    )
