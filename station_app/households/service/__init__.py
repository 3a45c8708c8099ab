"""The nurse's verbs for households and who belongs to them."""

from station_app.households.service.cards import (
    HouseholdCard,
    MemberCard,
    Place,
    count_households,
    household_card,
    household_of,
    houses,
    neighbours,
    places,
)
from station_app.households.service.codes import find_by_code, next_code
from station_app.households.service.lists import (
    HamletCount,
    HouseholdRow,
    hamlets,
    list_households,
)
from station_app.households.service.members import (
    add_member,
    change_head,
    correct_member,
    enter_member,
    move_member,
    withdraw_member,
)
from station_app.households.service.questions import HouseholdQuestion, household_questions
from station_app.households.service.register import (
    NewMember,
    correct_household,
    register_household,
    withdraw_household,
)
from station_app.households.service.verbs import VERBS

__all__ = [
    "VERBS",
    "HamletCount",
    "HouseholdCard",
    "HouseholdQuestion",
    "HouseholdRow",
    "MemberCard",
    "NewMember",
    "Place",
    "add_member",
    "change_head",
    "correct_household",
    "correct_member",
    "count_households",
    "enter_member",
    "find_by_code",
    "hamlets",
    "household_card",
    "household_of",
    "household_questions",
    "houses",
    "list_households",
    "move_member",
    "neighbours",
    "next_code",
    "places",
    "register_household",
    "withdraw_household",
    "withdraw_member",
]
