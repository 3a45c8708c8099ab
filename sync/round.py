"""One round with the gateway: say what is new, hear what is new, compare. Read this first."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from sync.message import Answer, Ask, Proof, Receipt
from sync.parcel import Message


class Station(Protocol):
    """The asking side. Each method is one transaction of its own."""

    def speak(self, line: "Line") -> "Line":
        """The line under this PC's present name; earlier names have been heard out."""

    def resolve(self, line: "Line", turned: "Turned") -> None:
        """Goes on under a new name where another history bears ours. Raises the refusal otherwise."""

    def ask(self) -> Ask:
        """What is unsent, as much as one message carries, and how far we have heard."""

    def take_in(self, answer: Answer) -> "Heard":
        """Applies news, stamps and verdicts and moves the cursor, all or nothing."""

    def unsent(self) -> int:
        """How many of our transactions the gateway has not acknowledged."""

    def digests(self) -> dict[str, str]:
        """The digest of each entity as it is kept here."""

    def mend(self, line: "Line", entities: Sequence[str], *, lost: bool = False) -> bool:
        """Finds the records that differ and joins them, both ways. `lost`: of all entities, and goes on from
        where the gateway's log is now. True when anything was joined."""

    def keep(self, receipt: Receipt, outcome: "Outcome") -> None:
        """Files the receipt with what came of it."""


class Line(Protocol):
    """A way to the gateway. Raises `Broken` when the line fails; asking again is always harmless."""

    def exchange(self, ask: Ask) -> Answer: ...

    def call(self, path: str, message: msgspec.Struct, kind: type[Message]) -> Message:
        """Any other question, at `/v2/<path>`."""

    def speaking_as(self, device: str, key: bytes) -> "Line | None":
        """The same line for another name of this PC; None where it answers only what was asked before."""


_NAMES = 3
"""How often in one round a refusal is answered with a new name before a person is told."""


class Broken(Exception):
    """The line failed on the way. What was sent may or may not have arrived. `after`: the gateway asks to be
    left alone for so many seconds."""

    def __init__(self, reason: str, after: float = 0.0) -> None:
        super().__init__(reason)
        self.after = after


class Turned(Exception):
    """The gateway heard us and refused; `code` is for programs, the text is for people."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(slots=True)
class Heard:
    received: int = 0
    acknowledged: int = 0
    waiting: int = 0
    renamed: bool = False


@dataclass(slots=True)
class Outcome:
    """What came of a round. `match` is None while something is unsent or waits: there is no truth yet."""

    sent: int = 0
    received: int = 0
    acknowledged: int = 0
    waiting: int = 0
    match: bool | None = None
    differing: list[str] = field(default_factory=list)
    receipt: Receipt | None = None
    proof: Proof | None = None


def run_round(station: Station, line: Line) -> Outcome:
    outcome = Outcome()
    answer = _talk(station, line, outcome)
    _compare(outcome, station, answer)
    if outcome.match is False and station.mend(station.speak(line), outcome.differing):
        answer = _talk(station, line, outcome)
        _compare(outcome, station, answer)
    station.keep(answer.receipt, outcome)
    return outcome


def _talk(station: Station, line: Line, outcome: Outcome) -> Answer:
    """Asks until everything is said and heard, under whatever name this PC now has."""
    before: tuple[object, ...] = ()
    turned_away = 0
    while True:
        voice = station.speak(line)
        ask = station.ask()
        try:
            answer = voice.exchange(ask)
            heard = station.take_in(answer)
        except Turned as turned:
            turned_away += 1
            if turned_away > _NAMES:
                raise
            station.resolve(voice, turned)
            continue
        _count(outcome, ask, heard)
        if answer.lost:
            station.mend(voice, [], lost=True)
        left = station.unsent()
        # A gateway that neither takes nor gives anything more is asked again in the next round, not in this.
        now = (answer.epoch, answer.cursor, answer.receipt.upto, left)
        if not (answer.more or left or answer.lost or heard.renamed) or now == before:
            return answer
        before = now


def _count(outcome: Outcome, ask: Ask, heard: Heard) -> None:
    outcome.sent += len(ask.envelopes)
    outcome.received += heard.received
    outcome.acknowledged += heard.acknowledged
    outcome.waiting = heard.waiting


def _compare(outcome: Outcome, station: Station, answer: Answer) -> None:
    outcome.receipt, outcome.proof = answer.receipt, answer.proof
    ours = station.digests()
    # Asked after the digests: what was saved in between has changed them, and is unsent.
    if answer.more or outcome.waiting or answer.receipt.waiting or station.unsent():
        return
    entities = ours.keys() | answer.receipt.digests.keys()
    outcome.differing = sorted(e for e in entities if ours.get(e) != answer.receipt.digests.get(e))
    outcome.match = not outcome.differing
