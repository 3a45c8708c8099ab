"""What a person must settle: read in bulk, said in the nurse's words, decided, and taken back."""

from station_app.exchange.questions.asked import BOTH, Candidate, QuestionCard
from station_app.exchange.questions.deciding import (
    Decided,
    decide,
    decide_all,
    decide_typed,
    other_of_two,
    swap,
    take_back,
)
from station_app.exchange.questions.desk import Desk, first_of_group, open_questions, read_desk
from station_app.exchange.questions.others import household_questions
from station_app.exchange.questions.past import PastValue, past_of
from station_app.exchange.questions.together import Answered, Rule, answers, of_one_kind, rules_for
from station_app.exchange.questions.wording import declared, named

__all__ = [
    "BOTH",
    "Answered",
    "Candidate",
    "Decided",
    "Desk",
    "PastValue",
    "QuestionCard",
    "Rule",
    "answers",
    "decide",
    "decide_all",
    "decide_typed",
    "declared",
    "first_of_group",
    "household_questions",
    "named",
    "of_one_kind",
    "open_questions",
    "other_of_two",
    "past_of",
    "read_desk",
    "rules_for",
    "swap",
    "take_back",
]
