"""A household as it is opened, and where people live."""

import pytest

from station_app.common.errors import Refused
from station_app.households.service import (
    household_card,
    household_of,
    neighbours,
    places,
    register_household,
    withdraw_household,
)
from station_app.store.database import Database
from tests.households.families import one, settled


def test_the_card_says_who_lives_here_ready_to_be_read(database: Database) -> None:
    house = register_household(
        database,
        {"hamlet": "Bản Dền", "house_number": "12", "poverty_class": "poor", "water_hygienic": True},
    )
    card = household_card(database, house)
    assert card.address == "12, Bản Dền"
    assert card.labels["poverty_class"] == "Hộ nghèo"
    assert card.labels["water_hygienic"] == "Có"
    assert card.head is None


def test_members_stand_head_first_with_age_and_insurance(database: Database) -> None:
    card = settled(database)
    pao, my, chu = card.members
    assert (pao.age, my.age, chu.age) == ("khoảng 46 tuổi", "44 tuổi", "6 tuổi")
    assert pao.is_head
    assert pao.insurance is not None
    assert pao.insurance.words == "đến 31/12/2026"
    assert my.insurance is None
    assert (my.sex_label, chu.residence_label) == ("Nữ", "Thường trú")


def test_a_line_of_a_list_knows_where_a_person_lives(database: Database) -> None:
    card = settled(database)
    chu = one(card, "Chư").person
    assert places(database, [chu, "nobody"]) == {
        chu: type(places(database, [chu])[chu])(card.id, card.code, "Bản Dền", "Giàng A Páo")
    }
    assert household_of(database, "nobody") is None
    assert chu in neighbours(database, "Bản Dền")


def test_a_withdrawn_household_is_nowhere(database: Database) -> None:
    card = settled(database)
    withdraw_household(database, card.id, "nhầm")
    assert not places(database, [one(card, "Chư").person])
    with pytest.raises(Refused, match="nhập nhầm"):
        household_card(database, card.id)
