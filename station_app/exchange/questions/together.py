"""Many questions of one kind answered by one rule, after they were shown; pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from station_app.exchange.questions.asked import BOTH, Candidate, QuestionCard
from sync.merge import HERE
from sync.policy import LIFE

NEWEST, OLDEST, KEEP, WITHDRAW = "newest", "oldest", "keep", "withdraw"
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A way to answer: `code` for programs, `label` for the nurse."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with what the rule answers; None where it has no answer and leaves the question."""

    card: QuestionCard
    chosen: Candidate | None

    @property
    def dropped(self) -> str:
        others = [one for one in self.card.candidates if one is not self.chosen and one.value != BOTH]
        return ", ".join(one.shown for one in others)


def of_one_kind(cards: Sequence[QuestionCard], like: QuestionCard) -> list[QuestionCard]:
    """Those that can be answered together with this one, itself included."""
    return [card for card in cards if _kind(card) == _kind(like) and card.known and not card.house]


def _kind(card: QuestionCard) -> tuple[str, str]:
    return ("dose", "twice") if card.twice else card.kind


def rules_for(cards: Sequence[QuestionCard]) -> list[Rule]:
    """Newest first, for it is the usual one; then a PC or a person whose values are the ones to take."""
    if all(card.field == LIFE for card in cards):
        return [Rule(KEEP, "Giữ các bản ghi"), Rule(WITHDRAW, "Huỷ các bản ghi")]
    rules = [Rule(NEWEST, "Ghi sau cùng"), Rule(OLDEST, "Ghi trước")]
    values = [(card.key, one) for card in cards for one in card.candidates if one.value != BOTH]
    told: list[set[tuple[tuple[str, str, str], str]]] = []
    for by, name in (("device", "place"), ("author", "author")):
        whose = {getattr(one, f"{by}_id"): getattr(one, name) for _, one in values}
        for code, label in whose.items():
            theirs = {(key, one.shown) for key, one in values if getattr(one, f"{by}_id") == code}
            # A person who wrote on one PC alone is not offered twice.
            if code and len(whose) > 1 and len(theirs) >= FEWEST and theirs not in told:
                told.append(theirs)
                rules.append(Rule(f"{by} {code}", label))
    return rules


def answers(cards: Sequence[QuestionCard], rule: str) -> list[Answered]:
    return [Answered(card, _choice(card, rule)) for card in cards]


def _choice(card: QuestionCard, rule: str) -> Candidate | None:
    """A rule that fits several or none gives no answer."""
    values = sorted((one for one in card.candidates if one.value != BOTH), key=lambda one: one.time)
    kind, _, whose = rule.partition(" ")
    fitting = {
        NEWEST: values[-1:],
        OLDEST: values[:1],
        KEEP: [one for one in values if one.value == HERE],
        WITHDRAW: [one for one in values if one.value != HERE],
        "device": [one for one in values if one.device_id == whose],
        "author": [one for one in values if one.author_id == whose],
    }[kind]
    return fitting[0] if len(fitting) == 1 else None
