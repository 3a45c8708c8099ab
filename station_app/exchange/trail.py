"""The audit log's lane to the province: last in every question, in bounded portions, and what the receipt
says of it."""

from typing import Any

import msgspec

from station_app.store import audit_log
from sync.audit import START, Entry, payload
from sync.message import Receipt, Trail

PORTION = 16 * 1024
"""Bytes of entries, before packing, that go along with a question that has room."""
BACKLOG, QUESTIONS = 96 * 1024, 8
"""After a round, so much at once and so often: what is left goes with the next one."""
FEW = 40
"""So many entries the next question carries along: they are worth no question of their own."""
_KEPT = 200
_SAID_EVERY = 16
_READ = ", ".join(f'"{name}"' for name in (*audit_log.FIELDS, "prior", "erased"))
_encoder = msgspec.json.Encoder()


def trail(raw: Any, room: int = PORTION) -> Trail | None:
    """Where this PC's log stands, and as much of what the gateway lacks as fits. Until the gateway has said
    that it keeps such logs, no entry is sent. None in an idle round, but for every sixteenth: what has been
    confirmed to its end is not said again."""
    number, head = audit_log.head(raw)
    held, turn = raw.execute("SELECT audit, turn FROM sync_line").fetchone()
    if held == number and turn % _SAID_EVERY and _confirmed(raw, number, head):
        return None
    said = Trail(number, head)
    if held is None or held >= number or room <= 0:
        return said
    for *fields, prior, erased in raw.execute(
        f"SELECT {_READ} FROM audit_entry WHERE number > ? ORDER BY number",  # noqa: S608
        (held,),
    ):
        entry = Entry(*fields)
        told = _encoder.encode(bytes(erased)) if erased is not None else payload(entry)
        room -= len(told)
        if room < 0 and said.entries:
            break
        if not said.entries:
            said.first, said.prior = entry.number, bytes(prior)
        said.entries.append(msgspec.Raw(told))
    return said


def _confirmed(raw: Any, number: int, head: bytes) -> bool:
    row = raw.execute("SELECT hash FROM sync_audit WHERE number = ?", (number,)).fetchone()
    return row is not None and bytes(row[0]) == head


def lacking(raw: Any) -> int:
    """How many entries a gateway that keeps such logs has not confirmed."""
    number, _ = audit_log.head(raw)
    (held,) = raw.execute("SELECT audit FROM sync_line").fetchone()
    return 0 if held is None else max(0, number - held)


def believe(raw: Any, receipt: Receipt, at: str) -> None:
    """Keeps what the gateway has signed for, also where it is not what stands here: `verify` tells. Sends on
    from the last place that both know."""
    if receipt.audit < 0:
        return
    here = _hash_at(raw, receipt.audit)
    if receipt.audit > 0:
        raw.execute(
            "INSERT INTO sync_audit (number, hash, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (receipt.audit, receipt.audit_head, at),
        )
    held = receipt.audit if here == receipt.audit_head else _last_common(raw)
    raw.execute("UPDATE sync_line SET audit = ?", (held,))
    _thin(raw)


def _hash_at(raw: Any, number: int) -> bytes | None:
    if number == 0:
        return START
    row = raw.execute("SELECT hash FROM audit_entry WHERE number = ?", (number,)).fetchone()
    return None if row is None else bytes(row[0])


def _last_common(raw: Any) -> int:
    (number,) = raw.execute(
        "SELECT coalesce(max(number), 0) FROM audit_entry JOIN sync_audit USING (number, hash)"
    ).fetchone()
    return int(number)


def _thin(raw: Any) -> None:
    """The newest confirmed places are kept one by one; of older ones every hundredth entry has one, so that a
    break is still found between two of them."""
    older = raw.execute(
        "SELECT number FROM sync_audit ORDER BY number DESC LIMIT 1 OFFSET ?", (_KEPT,)
    ).fetchone()
    if older is not None:
        raw.execute(
            "DELETE FROM sync_audit WHERE number = ?1 AND EXISTS"
            " (SELECT 1 FROM sync_audit WHERE number > ?1 AND number / 100 = ?1 / 100)"
            " AND hash = (SELECT hash FROM audit_entry WHERE number = ?1)",
            (older[0],),
        )
