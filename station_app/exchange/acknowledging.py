"""What the gateway's answer does to this PC's books: stamps, the acknowledged mark, verdicts."""

from typing import Any

from station_app.store.database import Intake
from sync.codec import decode
from sync.envelope import START, link
from sync.message import Answer


def keep_stamps(intake: Intake, answer: Answer) -> None:
    """Keeps when the gateway received our own changes; where several values stand, the order may change."""
    raw = intake.raw
    device = raw.execute("SELECT device FROM sync_self").fetchone()[0]
    for stamped in answer.stamps:
        ends = [
            decode(device, bytes(payload)).hlc
            for (payload,) in raw.execute(
                "SELECT payload FROM sync_outbox WHERE seq IN (?, ?) ORDER BY seq",
                (stamped.first, stamped.last),
            ).fetchall()
        ]
        raw.execute(
            "INSERT INTO sync_stamp VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (device, ends[0], ends[-1], stamped.stamp),
        )
    if answer.stamps:
        several = [
            (entity, record) for entity, record in raw.execute("SELECT entity, record FROM sync_question")
        ]
        intake.shelf.put(intake.shelf.load(several), [], {})
        intake.changed |= frozenset(several)


def acknowledge(raw: Any, upto: int) -> None:
    """Moves the mark to what the gateway holds: forward, or back when the warehouse was restored."""
    acknowledged, head = raw.execute("SELECT acknowledged, acknowledged_head FROM sync_line").fetchone()
    if upto == acknowledged:
        return
    if upto < acknowledged:
        acknowledged, head = 0, START
    for (hashed,) in raw.execute(
        "SELECT hash FROM sync_outbox WHERE seq > ? AND seq <= ? ORDER BY seq", (acknowledged, upto)
    ).fetchall():
        head = link(bytes(head), bytes(hashed))
    raw.execute("UPDATE sync_line SET acknowledged = ?, acknowledged_head = ?", (upto, bytes(head)))


def keep_verdict(raw: Any, entity: str, record: str, reason: str | None, since: int) -> None:
    if reason is None:
        raw.execute("DELETE FROM sync_verdict WHERE entity = ? AND record = ?", (entity, record))
        return
    raw.execute(
        "INSERT INTO sync_verdict VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET reason = excluded.reason",
        (entity, record, reason, since),
    )
