"""The station's side of a round, on the encrypted file."""

from collections.abc import Sequence

import msgspec

from station_app.common.days import to_instant
from station_app.exchange.acknowledging import acknowledge, keep_stamps, keep_verdict
from station_app.exchange.outbox import go_on_after, unsent, unsent_payloads
from station_app.store.database import Database, Intake
from sync.books import digests
from sync.codec import decode
from sync.digest import overall
from sync.envelope import batches, seal, signing_key, to_row
from sync.message import PROTOCOL, Answer, Ask, News, Receipt
from sync.round import Heard, Outcome

_CHUNK = 64 * 1024
"""Bytes of payload taken in at once, some 180 changes: care never waits longer than that for sync. A single
larger transaction goes alone, for it is never split."""
_KEPT_RECEIPTS = 200

_encoder = msgspec.json.Encoder()


class StationReplica:
    """Implements `sync.round.Station`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._words: dict[str, str] = {}

    def ask(self) -> Ask:
        self._database.drain()
        with self._database.reading() as session:
            raw = self._database.raw(session)
            device, key, seq, head = raw.execute(
                "SELECT device, signing_key, seq, head FROM sync_self"
            ).fetchone()
            epoch, cursor, acknowledged, prior, mark, turn = raw.execute(
                "SELECT epoch, cursor, acknowledged, acknowledged_head, mark, turn FROM sync_line"
            ).fetchone()
            self._words = digests(raw)
            payloads = unsent_payloads(raw, acknowledged)
        signing = signing_key(bytes(key))
        envelopes = []
        first, prior = acknowledged + 1, bytes(prior)
        for run in batches(payloads):
            envelope = seal(device, first, prior, run, signing)
            envelopes.append(msgspec.Raw(_encoder.encode(to_row(envelope))))
            first, prior = envelope.last + 1, envelope.head
        return Ask(
            PROTOCOL,
            device,
            epoch,
            cursor,
            seq,
            bytes(head),
            envelopes=envelopes,
            word=overall(self._words),
            mark=bytes(mark or b""),
            turn=turn,
        )

    def take_in(self, answer: Answer) -> Heard:
        """News go in by chunks; the last one also moves the cursor. A crash before that is harmless: the same
        page is asked for again, and what is known already is ignored."""
        heard = Heard()
        if not answer.receipt.digests and answer.receipt.word == overall(self._words):
            # Words that agree do not travel.
            answer.receipt.digests = self._words
        runs = _runs(answer.news) or [[]]
        for run in runs:
            with self._database.taking_in() as intake:
                arrivals = [decode(item.device, bytes(item.payload), item.stamp) for item in run]
                heard.received += len(intake.take(arrivals).applied)
                go_on_after(intake.raw, run)
                if run is runs[-1]:
                    self._close_page(intake, answer, heard)
        return heard

    def _close_page(self, intake: Intake, answer: Answer, heard: Heard) -> None:
        keep_stamps(intake, answer)
        before = intake.raw.execute("SELECT acknowledged FROM sync_line").fetchone()[0]
        acknowledge(intake.raw, answer.receipt.upto)
        heard.acknowledged = max(0, answer.receipt.upto - before)
        intake.raw.execute(
            "UPDATE sync_line SET epoch = ?, cursor = ?, mark = ?, turn = turn + 1,"
            " protocol = max(protocol, ?)",
            (answer.epoch, answer.cursor, answer.mark, answer.v),
        )
        for verdict in answer.verdicts:
            keep_verdict(intake.raw, verdict.entity, verdict.record, verdict.reason, answer.cursor)
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
                "INSERT INTO sync_receipt (taken_at, outcome, body, proof) VALUES (?, ?, ?, ?)",
                (now, word, body, outcome.proof and _encoder.encode(outcome.proof)),
            )
            intake.raw.execute(
                "DELETE FROM sync_receipt WHERE number <= (SELECT max(number) FROM sync_receipt) - ?",
                (_KEPT_RECEIPTS,),
            )


def _runs(news: Sequence[News]) -> list[list[News]]:
    """News cut into runs that are each one transaction of this PC."""
    runs: list[list[News]] = []
    room = 0
    for item in news:
        size = len(bytes(item.payload))
        if not runs or room < size:
            runs.append([])
            room = _CHUNK
        runs[-1].append(item)
        room -= size
    return runs
