"""The station's side of a round, on the encrypted file."""

import json
from collections.abc import Sequence
from typing import Any

import msgspec

from station_app.common.days import to_instant
from station_app.store.database import Database, Intake
from sync.books import digests
from sync.change import decode
from sync.envelope import LIMIT, START, batches, link, payload_hash, seal, signing_key, to_row
from sync.message import PROTOCOL, Answer, Ask, News, Receipt
from sync.round import Heard, Outcome

_BODY = 16 * LIMIT
"""Bytes of payload in one question; a broken line costs at most this much again."""
_CHUNK = 200
"""Transactions taken in at once: about 100 ms on a station PC, so that care never waits for sync."""
_KEPT_RECEIPTS = 200

_encoder = msgspec.json.Encoder()


class StationReplica:
    """Implements `sync.round.Station`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ask(self) -> Ask:
        self._database.drain()
        with self._database.reading() as session:
            raw = self._database.raw(session)
            device, key, seq, head = raw.execute(
                "SELECT device, signing_key, seq, head FROM sync_self"
            ).fetchone()
            epoch, cursor, acknowledged, prior = raw.execute(
                "SELECT epoch, cursor, acknowledged, acknowledged_head FROM sync_line"
            ).fetchone()
            payloads = _unsent_payloads(raw, acknowledged)
        signing = signing_key(bytes(key))
        envelopes = []
        first, prior = acknowledged + 1, bytes(prior)
        for run in batches(payloads):
            envelope = seal(device, first, prior, run, signing)
            envelopes.append(msgspec.Raw(_encoder.encode(to_row(envelope))))
            first, prior = envelope.last + 1, envelope.head
        return Ask(PROTOCOL, device, epoch, cursor, seq, bytes(head), envelopes=envelopes)

    def take_in(self, answer: Answer) -> Heard:
        """News go in by chunks; the last one also moves the cursor. A crash before that is harmless: the same
        page is asked for again, and what is known already is ignored."""
        heard = Heard()
        news = answer.news
        runs = [news[start : start + _CHUNK] for start in range(0, len(news), _CHUNK)] or [[]]
        for run in runs:
            with self._database.taking_in() as intake:
                arrivals = [decode(item.device, bytes(item.payload), item.stamp) for item in run]
                heard.received += len(intake.take(arrivals).applied)
                _go_on_after(intake.raw, run)
                if run is runs[-1]:
                    self._close_page(intake, answer, heard)
        return heard

    def _close_page(self, intake: Intake, answer: Answer, heard: Heard) -> None:
        _keep_stamps(intake, answer)
        before = intake.raw.execute("SELECT acknowledged FROM sync_line").fetchone()[0]
        _acknowledge(intake.raw, answer.receipt.upto)
        heard.acknowledged = max(0, answer.receipt.upto - before)
        intake.raw.execute("UPDATE sync_line SET epoch = ?, cursor = ?", (answer.epoch, answer.cursor))
        for verdict in answer.verdicts:
            _keep_verdict(intake.raw, verdict.entity, verdict.record, verdict.reason, answer.cursor)
        heard.waiting = intake.raw.execute("SELECT count(*) FROM sync_parked").fetchone()[0]

    def unsent(self) -> int:
        with self._database.reading() as session:
            return unsent(self._database.raw(session))

    def digests(self) -> dict[str, str]:
        with self._database.reading() as session:
            return digests(self._database.raw(session))

    def keep(self, receipt: Receipt, outcome: Outcome) -> None:
        word = {None: "waiting", True: "match", False: "differ"}[outcome.match]
        body = _encoder.encode({"receipt": receipt, "differing": outcome.differing}).decode()
        with self._database.taking_in() as intake:
            now = to_instant(self._database.clock.now())
            intake.raw.execute(
                "INSERT INTO sync_receipt (taken_at, outcome, body) VALUES (?, ?, ?)", (now, word, body)
            )
            intake.raw.execute(
                "DELETE FROM sync_receipt WHERE number <= (SELECT max(number) FROM sync_receipt) - ?",
                (_KEPT_RECEIPTS,),
            )


def unsent(raw: Any) -> int:
    """How many transactions of this PC the gateway has not acknowledged."""
    seq = raw.execute("SELECT seq FROM sync_self").fetchone()[0]
    line = raw.execute("SELECT acknowledged FROM sync_line").fetchone()
    # A PC restored from a backup may have less than the gateway acknowledged.
    return max(0, int(seq - (line[0] if line else 0)))


def _go_on_after(raw: Any, news: Sequence[News]) -> None:
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


def _unsent_payloads(raw: Any, acknowledged: int) -> list[bytes]:
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


def _keep_stamps(intake: Intake, answer: Answer) -> None:
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


def _acknowledge(raw: Any, upto: int) -> None:
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


def _keep_verdict(raw: Any, entity: str, record: str, reason: str | None, since: int) -> None:
    if reason is None:
        raw.execute("DELETE FROM sync_verdict WHERE entity = ? AND record = ?", (entity, record))
        return
    raw.execute(
        "INSERT INTO sync_verdict VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET reason = excluded.reason",
        (entity, record, reason, since),
    )


def last_receipt(raw: Any) -> tuple[str, str, dict[str, Any]] | None:
    """(taken at, "match" | "differ" | "waiting", body) of the newest receipt."""
    row = raw.execute(
        "SELECT taken_at, outcome, body FROM sync_receipt ORDER BY number DESC LIMIT 1"
    ).fetchone()
    return None if row is None else (row[0], row[1], json.loads(row[2]))
