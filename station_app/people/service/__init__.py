"""The nurse's verbs for people and their numbers, and the search for them."""

from station_app.people.rules.plausibility import doubts_about_person
from station_app.people.service.arrivals import register_with_numbers
from station_app.people.service.cards import (
    Insurance,
    NumberCard,
    PersonCard,
    count_people,
    insurance_of,
    list_people,
    newest_numbers,
    people_named,
    person_card,
)
from station_app.people.service.duplicates import likely_duplicates
from station_app.people.service.hits import PersonHit, age_of, matched_spans, shown_day
from station_app.people.service.index import derive, rebuild_search
from station_app.people.service.numbers import (
    add_identifier,
    correct_identifier,
    doubts_about_identifier,
    enter_identifier,
    holder_of,
    withdraw_identifier,
)
from station_app.people.service.register import (
    PERSON,
    ask,
    correct_person,
    enter_person,
    mistaken,
    register_person,
    retract_person,
    withdraw_person,
)
from station_app.people.service.search import matching_people, search, tokens
from station_app.people.service.verbs import VERBS, as_row

__all__ = [
    "PERSON",
    "VERBS",
    "Insurance",
    "NumberCard",
    "PersonCard",
    "PersonHit",
    "add_identifier",
    "age_of",
    "as_row",
    "ask",
    "correct_identifier",
    "correct_person",
    "count_people",
    "derive",
    "doubts_about_identifier",
    "doubts_about_person",
    "enter_identifier",
    "enter_person",
    "holder_of",
    "insurance_of",
    "likely_duplicates",
    "list_people",
    "matched_spans",
    "matching_people",
    "mistaken",
    "newest_numbers",
    "people_named",
    "person_card",
    "rebuild_search",
    "register_person",
    "register_with_numbers",
    "retract_person",
    "search",
    "shown_day",
    "tokens",
    "withdraw_identifier",
    "withdraw_person",
]
