"""What this PC writes on a stick: all that is unsent, in letters that only the province can open."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec

from station_app.common.days import to_instant
from station_app.exchange import lineage
from station_app.exchange.brake import first_held
from station_app.exchange.outbox import head_at
from station_app.exchange.relay.books import carried
from station_app.exchange.station import StationReplica
from station_app.store.database import Database
from sync.bundle import VERSION, Header, seal
from sync.bundle_content import UP, Upward
from sync.codec import decode
from sync.envelope import LIMIT, batches, signing_key, to_row
from sync.envelope import seal as seal_envelope
from sync.message import Ask
from sync.parcel import pack
from sync.shelf import written_at


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What waits to be carried: this PC's transactions after `after`, and when the newest was written."""

    after: int
    last: int
    newest: str | None

    @property
    def transactions(self) -> int:
        return self.last - self.after


class LetterOut(NamedTuple):
    """One file of an export; with it everything up to `last` has been written."""

    raw: bytes
    part: int
    parts: int
    last: int


class _Sealed(NamedTuple):
    raw: msgspec.Raw
    last: int
    """Of this PC's own; 0 for what it carries of others."""


_encoder = msgspec.json.Encoder()


def outgoing(database: Database, after: int | None = None) -> Outgoing:
    database.drain()
    with database.reading() as session:
        raw = database.raw(session)
        device, seq = raw.execute("SELECT device, seq FROM sync_self").fetchone()
        (acknowledged,) = raw.execute("SELECT acknowledged FROM sync_line").fetchone()
        seq = min(seq, (first_held(raw) or seq + 1) - 1)  # many deletions wait for a person, here too
        newest = raw.execute("SELECT payload FROM sync_outbox WHERE seq = ?", (seq,)).fetchone()
    first = min(max(acknowledged, after or 0), seq)
    written = written_at(decode(device, bytes(newest[0])).hlc) if newest and first < seq else None
    return Outgoing(first, seq, written)


def letters(database: Database, after: int | None, part_bytes: int) -> Iterator[LetterOut]:
    """The export, part by part; at least one letter, for it also asks for news."""
    wanted = outgoing(database, after)
    ask = StationReplica(database).ask()
    with database.reading() as session:
        raw = database.raw(session)
        key = signing_key(bytes(raw.execute("SELECT signing_key FROM sync_self").fetchone()[0]))
        gateway_key = bytes(raw.execute("SELECT gateway_key FROM sync_line").fetchone()[0])
        names = lineage.certificates(raw)
        sealed = [_Sealed(envelope, 0) for envelope in lineage.left_unsaid(raw)]
        sealed += [_Sealed(item.raw, 0) for item in carried(raw, also_refused=True)]
        sealed += _own(raw, ask.device, wanted, part_bytes)
    runs = _runs(sealed, part_bytes)
    group, at = secrets.token_hex(4), to_instant(database.clock.now())
    last = wanted.after
    for part, run in enumerate(runs, 1):
        header = Header(VERSION, UP, "", b"", "", group, part, len(runs), 0, at)
        content = pack(Upward(_with(ask, run), names))
        last = max([last, *(envelope.last for envelope in run)])
        yield LetterOut(seal(header, content, key, gateway_key), part, len(runs), last)


def _with(ask: Ask, run: list[_Sealed]) -> Ask:
    """The same question; no word, because the whole receipt is wanted."""
    return msgspec.structs.replace(ask, envelopes=[envelope.raw for envelope in run], word=b"")


def _own(raw: Any, device: str, wanted: Outgoing, part_bytes: int) -> list[_Sealed]:
    key = signing_key(bytes(raw.execute("SELECT signing_key FROM sync_self").fetchone()[0]))
    rows = raw.execute(
        "SELECT payload FROM sync_outbox WHERE seq > ? AND seq <= ? ORDER BY seq", (wanted.after, wanted.last)
    ).fetchall()
    sealed = []
    first, prior = wanted.after + 1, head_at(raw, wanted.after)
    assert prior is not None
    for run in batches([bytes(payload) for (payload,) in rows], min(LIMIT, part_bytes)):
        envelope = seal_envelope(device, first, prior, run, key)
        sealed.append(_Sealed(msgspec.Raw(_encoder.encode(to_row(envelope))), envelope.last))
        first, prior = envelope.last + 1, envelope.head
    return sealed


def _runs(sealed: list[_Sealed], part_bytes: int) -> list[list[_Sealed]]:
    """An envelope is never split; one that is larger than a part goes alone."""
    runs: list[list[_Sealed]] = [[]]
    room = part_bytes
    for envelope in sealed:
        size = len(bytes(envelope.raw))
        if runs[-1] and room < size:
            runs.append([])
            room = part_bytes
        runs[-1].append(envelope)
        room -= size
    return runs
