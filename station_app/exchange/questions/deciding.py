"""Deciding at the desk, one question or many of a kind, and taking the last decision back as one."""

from collections.abc import Sequence
from dataclasses import dataclass

from station_app.common.errors import Refused
from station_app.exchange.questions.asked import BOTH, QuestionCard
from station_app.exchange.questions.wording import declared
from station_app.immunization import service as immunization
from station_app.immunization.service import Before, WrittenTwice
from station_app.store.database import Database
from station_app.store.entry import value_of
from station_app.store.settling import Settled, Settling, change_mind, reopen, settle_all
from sync.change import Value

Answer = tuple[QuestionCard, Value]


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided together, and what it takes to undo it. `left` counts questions that somebody else
    had settled meanwhile."""

    answers: tuple[Answer, ...]
    settled: tuple[Settled, ...]
    doses: tuple[Before, ...]
    left: int = 0

    @property
    def count(self) -> int:
        return len(self.settled) + len(self.doses)


def decide(database: Database, card: QuestionCard, value: Value, *, note: str | None = None) -> Decided:
    """Raises Refused where the question is no longer open. `note` is what the paper says."""
    done = decide_all(database, [(card, value)], note=note)
    if not done.count:
        raise Refused("Câu này vừa được quyết ở nơi khác.", card.field, code="no_question")
    return done


def decide_all(database: Database, answers: Sequence[Answer], *, note: str | None = None) -> Decided:
    """What has meanwhile been settled elsewhere is left as it is."""
    wanted = [
        Settling(card.entity, card.record, card.field, value, card.opened)
        for card, value in answers
        if not card.twice
    ]
    settled = settle_all(database, wanted, reason=note or None)
    doses = [_decide_dose(database, card, value) for card, value in answers if card.twice]
    kept = tuple(before for before in doses if before)
    return Decided(tuple(answers), tuple(settled), kept, len(answers) - len(settled) - len(kept))


def decide_typed(database: Database, card: QuestionCard, typed: str, *, note: str | None = None) -> Decided:
    """A third value. Raises Refused under the field where it cannot be one."""
    field = declared(database.catalogue.entities.get(card.entity), card.field)
    value = value_of(field, typed, database.clock.today())
    if value is None and field.required:
        raise Refused(f"Cần nhập {field.label.lower()}.", card.field)
    return decide(database, card, value, note=note)


def take_back(database: Database, decided: Decided) -> None:
    """Undo: the questions are open again, on every PC."""
    if decided.settled:
        reopen(database, decided.settled)
    for before in decided.doses:
        immunization.ask_twice_again(database, before)


def other_of_two(decided: Decided) -> Value:
    """The value that one click changes to, where one question of two values was decided; else None."""
    if len(decided.answers) != 1 or decided.count != 1:
        return None
    [(card, chosen)] = decided.answers
    others = [one.value for one in card.candidates if one.value not in (chosen, BOTH)]
    return others[0] if len(others) == 1 else None


def swap(database: Database, decided: Decided, *, note: str | None = None) -> Decided:
    """The other of the two instead, as one decision: undo of it opens the question again."""
    [(card, _)] = decided.answers
    other = other_of_two(decided)
    if card.twice:
        take_back(database, decided)
        return decide(database, card, other)
    settled = change_mind(database, decided.settled[0], other, reason=note or None)
    return Decided(((card, other),), (settled,), ())


def _decide_dose(database: Database, card: QuestionCard, value: Value) -> Before | None:
    """None where the two are no question any more."""
    twice = card.twice
    if twice is None or all((one.one, one.other) != (twice.one, twice.other) for one in _twice(database)):
        return None
    if value == BOTH:
        return immunization.keep_both_doses(database, twice)
    return immunization.keep_one_dose(database, twice, str(value))


def _twice(database: Database) -> Sequence[WrittenTwice]:
    return immunization.doses_written_twice(database)
