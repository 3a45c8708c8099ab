"""Numbers: one holder each at entry, and never moved from one person to another."""

import pytest

from station_app.common.errors import Refused
from station_app.people.service import (
    add_identifier,
    correct_identifier,
    holder_of,
    person_card,
    register_person,
    search,
    withdraw_identifier,
)
from station_app.store.database import Database

CCCD = "001188012345"


@pytest.fixture
def lan(database: Database) -> str:
    return register_person(
        database, {"full_name": "Nguyễn Thị Lan", "birth_date": "1988-03-09", "sex": "female"}
    )


@pytest.fixture
def hoa(database: Database) -> str:
    return register_person(database, {"full_name": "Trần Thị Hoa", "birth_date": "1988", "sex": "female"})


def test_an_eleven_digit_citizen_number_is_refused_in_words(database: Database, lan: str) -> None:
    with pytest.raises(Refused) as refused:
        add_identifier(database, {"person": lan, "type": "SDDCN", "value": CCCD[:-1]})
    assert refused.value.field == "value"
    assert "12 chữ số" in refused.value.reason
    assert "11 chữ số" in refused.value.reason


def test_a_number_held_by_another_is_refused_with_the_holders_name(
    database: Database, lan: str, hoa: str
) -> None:
    add_identifier(database, {"person": lan, "type": "SDDCN", "value": CCCD})
    with pytest.raises(Refused) as refused:
        add_identifier(database, {"person": hoa, "type": "SDDCN", "value": "001 188 012 345"})
    assert refused.value.code == "number_taken"
    assert "Nguyễn Thị Lan, sinh 09/03/1988" in refused.value.reason
    holder = holder_of(database, "SDDCN", CCCD)
    assert holder is not None
    assert holder.id == lan


def test_a_number_is_given_to_the_same_person_once(database: Database, lan: str) -> None:
    add_identifier(database, {"person": lan, "type": "SDDCN", "value": CCCD})
    with pytest.raises(Refused, match="đã có"):
        add_identifier(database, {"person": lan, "type": "SDDCN", "value": CCCD})


def test_a_mistyped_or_withdrawn_number_is_free_for_its_real_holder(
    database: Database, lan: str, hoa: str
) -> None:
    wrong = add_identifier(database, {"person": lan, "type": "CMND9", "value": "012345678"})
    correct_identifier(database, wrong, {"status": "mistyped"})
    right = add_identifier(database, {"person": hoa, "type": "CMND9", "value": "012345678"})
    assert [hit.id for hit in search(database, "012345678")] == [hoa]
    withdraw_identifier(database, right, "nhầm người")
    assert not search(database, "012345678")
    assert not person_card(database, hoa).identifiers


def test_a_number_never_moves_to_another_person(database: Database, lan: str, hoa: str) -> None:
    number = add_identifier(database, {"person": lan, "type": "SDDCN", "value": CCCD})
    with pytest.raises(Refused, match="không chuyển sang người khác"):
        correct_identifier(database, number, {"person": hoa})
    correct_identifier(database, number, {"value": "001188012346"})
    assert not search(database, CCCD)
    assert [hit.id for hit in search(database, "001188012346")] == [lan]


def test_a_number_cannot_be_corrected_to_nothing_or_to_dates_that_cross(database: Database, lan: str) -> None:
    number = add_identifier(database, {"person": lan, "type": "SDDCN", "value": CCCD})
    with pytest.raises(Refused, match="để trống"):
        correct_identifier(database, number, {"value": None})
    with pytest.raises(Refused) as refused:
        correct_identifier(database, number, {"valid_from": "2026", "valid_to": "2025"})
    assert refused.value.field == "valid_to"


def test_a_number_that_disagrees_with_the_person_is_asked_about_once(database: Database, lan: str) -> None:
    other = {"person": lan, "type": "SDDCN", "value": "001090012345"}
    with pytest.raises(Refused) as refused:
        add_identifier(database, other)
    assert refused.value.code == "doubtful"
    assert not person_card(database, lan).identifiers
    assert add_identifier(database, other, confirmed_doubts=True)


def test_a_number_needs_a_person_who_is_here(database: Database) -> None:
    with pytest.raises(Refused, match="Không tìm thấy"):
        add_identifier(
            database,
            {"person": "01a20092-d85b-729d-9348-473779baafd3", "type": "MA_TAM", "value": "T1"},
        )
