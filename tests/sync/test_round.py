"""A round ends, whatever the gateway says, and says nothing of a match that it does not know."""

from dataclasses import dataclass, field

import pytest

from sync.message import Answer, Ask, Receipt
from sync.round import Heard, Outcome, run_round


@dataclass
class Station:
    """Has `left` transactions to send; `saves` are written while the digest is computed."""

    left: int = 1
    saves: int = 0
    kept: list[Outcome] = field(default_factory=list)

    def speak(self, line):
        return line

    def resolve(self, line, turned):
        raise turned

    def mend(self, line, entities, *, lost=False):
        return False

    def ask(self) -> Ask:
        return Ask(1, "a", "e", 0, 1, bytes(32))

    def take_in(self, answer: Answer) -> Heard:
        self.left = max(0, 1 - answer.receipt.upto)
        return Heard(acknowledged=answer.receipt.upto)

    def unsent(self) -> int:
        return self.left

    def digests(self) -> dict[str, str]:
        self.left += self.saves
        return {"person": "ours" if self.saves else "same"}

    def keep(self, receipt: Receipt, outcome: Outcome) -> None:
        self.kept.append(outcome)


@dataclass
class Line:
    answers: list[Answer]
    asked: int = 0

    def call(self, path, message, kind):
        raise NotImplementedError

    def speaking_as(self, device, key):
        return self

    def exchange(self, ask: Ask) -> Answer:
        self.asked += 1
        return self.answers[min(self.asked, len(self.answers)) - 1]


def _answer(upto: int, cursor: int = 0, *, more: bool = False, digest: str = "same") -> Answer:
    return Answer(1, "e", cursor, Receipt("a", upto, bytes(32), upto, "now", {"person": digest}), more=more)


@pytest.mark.parametrize(
    "answers, asked, match",
    [
        pytest.param([_answer(1)], 1, True, id="one exchange is one round trip"),
        pytest.param([_answer(1, digest="theirs")], 1, False, id="another digest is told"),
        pytest.param([_answer(1, 5, more=True), _answer(1, 9)], 2, True, id="pages are read to the end"),
        pytest.param([_answer(0)], 2, None, id="a gateway that takes nothing is left alone"),
        pytest.param([_answer(1, 5, more=True)], 2, None, id="more that never comes is not waited for"),
    ],
)
def test_a_round_ends(answers, asked, match):
    line, station = Line(answers), Station()
    outcome = run_round(station, line)
    assert (line.asked, outcome.match) == (asked, match)
    assert station.kept == [outcome]


def test_what_is_saved_while_the_digest_is_computed_is_no_difference():
    outcome = run_round(Station(saves=1), Line([_answer(1)]))
    assert outcome.match is None
    assert outcome.differing == []
