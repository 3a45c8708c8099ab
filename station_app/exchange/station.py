"""The station's side of a round, on the encrypted file."""

from collections.abc import Sequence

import msgspec

from station_app.common.days import to_instant
from station_app.exchange import lineage, mending, trail
from station_app.exchange.acknowledging import acknowledge, keep_stamps, keep_verdict, same_chain
from station_app.exchange.brake import Watch
from station_app.exchange.outbox import drop_safe, unsent
from station_app.exchange.sealing import tend_arrived
from station_app.exchange.sending import is_full, next_runs
from station_app.store.database import Database, Intake
from sync.books import digests
from sync.codec import decode
from sync.digest import overall
from sync.envelope import seal, signing_key, to_row
from sync.message import PROTOCOL, Answer, Ask, Certificate, News, Receipt
from sync.round import Heard, Line, Outcome, Turned
from sync.testimony import from_bytes

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
        self._asked = ("", 0)
        self._watch = Watch()

    def speak(self, line: Line) -> Line:
        return lineage.speak(self._database, line)

    def resolve(self, line: Line, turned: Turned) -> None:
        lineage.resolve(self._database, line, turned)

    def ask(self) -> Ask:
        self._database.drain()
        with self._database.reading() as session:
            raw = self._database.raw(session)
            device, key, seq, head, certificate, introduced = raw.execute(
                "SELECT device, signing_key, seq, head, certificate, introduced FROM sync_self"
            ).fetchone()
            epoch, cursor, mark, turn = raw.execute(
                "SELECT epoch, cursor, mark, turn FROM sync_line"
            ).fetchone()
            self._words = digests(raw)
            if device != self._asked[0]:
                self._watch = Watch()  # another chain, from its beginning
            self._asked = (device, seq)
            runs = next_runs(raw, self._watch)
            said = trail.trail(raw, 0 if is_full(runs) else trail.PORTION)
        signing = signing_key(bytes(key))
        sealed = [seal(device, run.first, run.prior, run.payloads, signing) for run in runs]
        envelopes = [msgspec.Raw(_encoder.encode(to_row(envelope))) for envelope in sealed]
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
            audit=said,
            # On a stick only: on a line a name is introduced before it speaks.
            certificate=None if introduced else msgspec.json.decode(bytes(certificate), type=Certificate),
        )

    def take_in(self, answer: Answer) -> Heard:
        """News go in by chunks; the last one also moves the cursor. A crash before that is harmless: the same
        page is asked for again, and what is known already is ignored."""
        heard = Heard()
        if not answer.receipt.digests and answer.receipt.word == overall(self._words):
            # Words that agree do not travel.
            answer.receipt.digests = self._words
        heard.renamed = self._is_behind(answer.receipt)
        states = [item for raw in answer.states for item in from_bytes(bytes(raw))]
        arrived = mending.join_states(self._database, states).changed
        heard.received += len(arrived)
        runs = _runs(answer.news) or [[]]
        for run in runs:
            with self._database.taking_in() as intake:
                arrivals = [decode(item.device, bytes(item.payload), item.stamp) for item in run]
                heard.received += len(intake.take(arrivals).applied)
                if run is runs[-1]:
                    self._close_page(intake, answer, heard)
                arrived |= intake.changed
        tend_arrived(self._database, arrived)
        return heard

    def _is_behind(self, receipt: Receipt) -> bool:
        """Does the gateway hold what this PC wrote and no longer has? Then it was restored, and goes on under
        a new name; what it had written comes as news. Raises Turned for another history."""
        device, asked = self._asked
        with self._database.reading() as session:
            raw = self._database.raw(session)
            pruned, present = raw.execute("SELECT pruned, device FROM sync_self").fetchone()
            if present != device or same_chain(raw, receipt):
                return bool(present != device)
        reached = max([receipt.upto, *(last for _, last in receipt.ahead)])
        if pruned <= receipt.upto and reached <= asked:
            raise Turned("fork", "Kho tỉnh giữ một lịch sử khác dưới tên của máy này.")
        reason = "restored" if reached > asked else "warehouse"
        with self._database.taking_in() as intake:
            now = to_instant(self._database.clock.now())
            intake.part_ways(device=device, after=asked, reason=reason, now=now)
        return True

    def _close_page(self, intake: Intake, answer: Answer, heard: Heard) -> None:
        keep_stamps(intake, answer, self._asked[0])
        intake.raw.execute(
            "UPDATE sync_self SET introduced = 1 WHERE NOT introduced AND device = ?", (self._asked[0],)
        )
        if not heard.renamed:
            before = intake.raw.execute("SELECT acknowledged FROM sync_line").fetchone()[0]
            acknowledge(intake.raw, answer.receipt)
            trail.believe(intake.raw, answer.receipt, to_instant(self._database.clock.now()))
            heard.acknowledged = max(0, answer.receipt.upto - before)
        intake.raw.execute("UPDATE sync_line SET turn = turn + 1, protocol = max(protocol, ?)", (answer.v,))
        if not answer.lost:  # then comparing tells from where to go on
            intake.raw.execute(
                "UPDATE sync_line SET epoch = ?, cursor = ?, mark = ?",
                (answer.epoch, answer.cursor, answer.mark),
            )
        for verdict in answer.verdicts:
            keep_verdict(intake.raw, verdict.entity, verdict.record, verdict.reason, answer.cursor)
        # What is still to be forwarded of others is here and not yet there: no truth yet, as with the parked.
        heard.waiting = intake.raw.execute(
            "SELECT (SELECT count(*) FROM sync_parked)"
            " + (SELECT count(*) FROM sync_carried WHERE forwarded_at IS NULL AND refused IS NULL)"
        ).fetchone()[0]

    def send_log(self, line: Line) -> None:
        """After a round: of the audit log what is too much for the next question, so much at once, so often.
        What the line does not take now goes with the next round."""
        for _ in range(trail.QUESTIONS):
            with self._database.reading() as session:
                lacking = trail.lacking(self._database.raw(session))
            if lacking <= trail.FEW:
                return
            ask = msgspec.structs.replace(self.ask(), envelopes=[])
            with self._database.reading() as session:
                ask.audit = trail.trail(self._database.raw(session), trail.BACKLOG)
            self.take_in(self.speak(line).exchange(ask))
            with self._database.reading() as session:
                if trail.lacking(self._database.raw(session)) >= lacking:
                    return

    def mend(self, line: Line, entities: Sequence[str], *, lost: bool = False) -> bool:
        wanted = {*entities, *self._database.catalogue.entities, *self.digests()} if lost else entities
        mended = mending.mend(self._database, line, wanted, lost=lost)
        return bool(mended.joined or mended.handed)

    def unsent(self) -> int:
        with self._database.reading() as session:
            return unsent(self._database.raw(session))

    def digests(self) -> dict[str, str]:
        with self._database.reading() as session:
            return digests(self._database.raw(session))

    def keep(self, receipt: Receipt, outcome: Outcome) -> None:
        word = {None: "waiting", True: "match", False: "differ"}[outcome.match]
        with self._database.taking_in() as intake:
            written = receipt.upto + unsent(intake.raw)
            told = {"receipt": receipt, "differing": outcome.differing, "written": written}
            body = _encoder.encode(told).decode()
            now = to_instant(self._database.clock.now())
            intake.raw.execute(
                "INSERT INTO sync_receipt (taken_at, outcome, body, proof) VALUES (?, ?, ?, ?)",
                (now, word, body, outcome.proof and _encoder.encode(outcome.proof)),
            )
            intake.raw.execute(
                "DELETE FROM sync_receipt WHERE number <= (SELECT max(number) FROM sync_receipt) - ?",
                (_KEPT_RECEIPTS,),
            )
        self._drop_safe()
        self._database.note_reached()

    def _drop_safe(self) -> None:
        more = True
        while more:
            with self._database.taking_in() as intake:
                (safe,) = intake.raw.execute("SELECT safe FROM sync_line").fetchone()
                more = drop_safe(intake.raw, safe)


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
