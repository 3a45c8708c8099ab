"""Envelopes between paired PCs: what the other lacks is given, what comes is checked, applied and kept."""

from typing import Any

import msgspec

from station_app.common.days import to_instant
from station_app.exchange.outbox import head_at
from station_app.exchange.relay import books
from station_app.store.database import Database
from sync.change import Malformed
from sync.envelope import batches, from_row, seal, signing_key, to_row, verify
from sync.lan import ROOM, Ranges, Signed, lacking

_encoder = msgspec.json.Encoder()


def giving(raw: Any, theirs: Ranges, to: str) -> tuple[list[Signed], bool]:
    """What of ours they lack, as much as one message carries; True: there is more. Nobody is told his own."""
    wanted = _own(raw, theirs)
    wanted += [
        Signed(item.public_key, item.raw)
        for item in books.waiting(raw)
        if item.envelope.device != to
        and lacking([(item.envelope.first, item.envelope.last)], theirs.get(item.envelope.device, []))
    ]
    given: list[Signed] = []
    room = ROOM
    for signed in wanted:
        room -= len(bytes(signed.envelope))
        if given and room < 0:
            return given, True
        given.append(signed)
    return given, False


def _own(raw: Any, theirs: Ranges) -> list[Signed]:
    device, secret, mine = books.own(raw)
    key = signing_key(secret)
    public = key.public_key().public_bytes_raw()
    given: list[Signed] = []
    for first, last in lacking([mine] if mine else [], theirs.get(device, [])):
        rows = raw.execute(
            "SELECT payload FROM sync_outbox WHERE seq BETWEEN ? AND ? ORDER BY seq", (first, last)
        ).fetchall()
        start, prior = first, head_at(raw, first - 1)
        assert prior is not None
        for run in batches([bytes(payload) for (payload,) in rows]):
            envelope = seal(device, start, prior, run, key)
            given.append(Signed(public, msgspec.Raw(_encoder.encode(to_row(envelope)))))
            start, prior = envelope.last + 1, envelope.head
    return given


def take(database: Database, given: list[Signed]) -> int:
    """Raises Malformed where anything is not what its author signed; returns how many were new here."""
    checked = [(from_row(bytes(signed.envelope)), signed) for signed in given]
    if not all(verify(envelope, signed.public_key) for envelope, signed in checked):
        raise Malformed("signature")
    new = 0
    for envelope, signed in checked:
        with database.taking_in() as intake:
            if _is_ours(intake.raw, envelope.device):
                continue
            new += len(intake.take(envelope.transactions()).applied)
            now = to_instant(database.clock.now())
            books.keep(intake.raw, envelope, signed.public_key, bytes(signed.envelope), now)
    return new


def _is_ours(raw: Any, device: str) -> bool:
    """What comes back under a name of this PC is known, or another history: the province sorts that out."""
    return (
        raw.execute(
            "SELECT 1 FROM sync_self WHERE device = ?1 UNION SELECT 1 FROM sync_former WHERE device = ?1",
            (device,),
        ).fetchone()
        is not None
    )
