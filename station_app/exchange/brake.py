"""The deletion brake: more deletions than a day's work ever has wait until a person has looked."""

from typing import Any, NamedTuple

from sync.codec import decode
from sync.policy import LIFE
from sync.rows import GONE

MANY, SOME, SHARE = 50, 10, 0.01
"""More than `MANY` wait; so do more than `SOME` that are more than `SHARE` of the records here."""
_SIGN = f'"{LIFE}":"{GONE}'.encode()
"""In a payload a quotation mark within a text is escaped, so this is a deletion and nothing else."""


class Held(NamedTuple):
    """Deletions that wait: how many, of how many records, and the transaction before which sending stops."""

    deletions: int
    records: int
    first: int


class Watch:
    """How far unsent work has been looked through: a first sync asks often, and never reads it all again."""

    def __init__(self) -> None:
        self.begin("")

    def begin(self, device: str) -> None:
        """Under another name this PC counts from one again."""
        self.device, self.upto = device, 0
        self.found: list[tuple[int, int]] = []


def held(raw: Any, watch: Watch | None = None) -> Held | None:
    """What waits for a person; None where the next round sends everything."""
    found = _deletions(raw, watch or Watch())
    deletions = sum(count for _, count in found)
    if deletions <= SOME:
        return None
    (records,) = raw.execute("SELECT coalesce(sum(count), 0) FROM sync_digest").fetchone()
    if deletions <= MANY and deletions <= records * SHARE:
        return None
    return Held(deletions, records, found[0][0])


def first_held(raw: Any, watch: Watch | None = None) -> int | None:
    waiting = held(raw, watch)
    return None if waiting is None else waiting.first


def confirm(raw: Any) -> None:
    """A person has looked: everything written so far may go."""
    raw.execute("UPDATE sync_line SET confirmed = (SELECT seq FROM sync_self)")


def _deletions(raw: Any, watch: Watch) -> list[tuple[int, int]]:
    """(seq, how many) of those unsent transactions that delete and are not confirmed."""
    (settled,) = raw.execute(
        "SELECT coalesce((SELECT max(acknowledged, confirmed) FROM sync_line), 0)"
    ).fetchone()
    device, written = raw.execute("SELECT device, seq FROM sync_self").fetchone()
    if device != watch.device:
        watch.begin(device)
    rows = raw.execute(
        "SELECT seq, payload FROM sync_outbox WHERE instr(payload, ?) AND seq > ? AND seq <= ? ORDER BY seq",
        (_SIGN, max(settled, watch.upto), written),
    ).fetchall()
    seen = [(seq, count) for seq, count in watch.found if seq > settled]
    watch.found = [*seen, *((seq, bytes(payload).count(_SIGN)) for seq, payload in rows)]
    watch.upto = max(watch.upto, written)
    return watch.found


def deleted(raw: Any) -> list[tuple[str, str]]:
    """(entity, record) of what the held deletions are about, to be shown to whoever decides."""
    keys: list[tuple[str, str]] = []
    for seq, _ in _deletions(raw, Watch()):
        (payload,) = raw.execute("SELECT payload FROM sync_outbox WHERE seq = ?", (seq,)).fetchone()
        changes = decode("", bytes(payload)).changes
        keys += [change.key for change in changes if str(change.set.get(LIFE, "")).startswith(GONE)]
    return keys
