"""People are entered, corrected and withdrawn; a refusal writes nothing."""

import pytest

from station_app.common.errors import Refused
from station_app.people.service import (
    add_identifier,
    correct_person,
    count_people,
    holder_of,
    person_card,
    register_person,
    search,
    withdraw_person,
)
from station_app.store.database import Database

LAN = {"full_name": "NGUYỄN THỊ LAN", "birth_date": "1988-03-09", "sex": "female", "phone": "+84 912 345 678"}


def test_a_person_is_entered_tidied(database: Database) -> None:
    card = person_card(database, register_person(database, LAN))
    assert (card.full_name, card.phone) == ("Nguyễn Thị Lan", "0912345678")
    assert (card.born, card.age, card.sex_label) == ("09/03/1988", "38 tuổi", "Nữ")


def test_what_is_required_is_asked_for(database: Database) -> None:
    with pytest.raises(Refused) as refused:
        register_person(database, {"full_name": "Nguyễn Thị Lan"})
    assert refused.value.field == "birth_date"
    assert count_people(database) == 0


def test_a_birth_date_in_the_future_is_refused_and_nothing_is_written(database: Database) -> None:
    with pytest.raises(Refused) as refused:
        register_person(database, {**LAN, "birth_date": "2026-11-22"})
    assert refused.value.field == "birth_date"
    assert count_people(database) == 0


def test_a_doubt_is_asked_once_and_then_believed(database: Database) -> None:
    odd = {**LAN, "full_name": "Lan"}
    with pytest.raises(Refused) as refused:
        register_person(database, odd)
    assert refused.value.code == "doubtful"
    assert register_person(database, odd, confirmed_doubts=True)


def test_a_correction_changes_what_it_names_and_keeps_the_rest(database: Database) -> None:
    lan = register_person(database, LAN)
    opened = [database.opened("person", lan)]
    correct_person(database, lan, {"full_name": "Nguyễn Thị Loan"}, "đọc nhầm", opened)
    card = person_card(database, lan)
    assert (card.full_name, card.birth_date) == ("Nguyễn Thị Loan", "1988-03-09")
    assert [hit.id for hit in search(database, "loan")] == [lan]
    assert not search(database, "lan nguyen thi lan")


def test_a_name_cannot_be_corrected_away(database: Database) -> None:
    lan = register_person(database, LAN)
    for field in ("full_name", "birth_date"):
        with pytest.raises(Refused) as refused:
            correct_person(database, lan, {field: None})
        assert refused.value.field == field
    assert person_card(database, lan).full_name == "Nguyễn Thị Lan"


def test_a_withdrawn_person_is_out_of_search_and_their_numbers_are_free(database: Database) -> None:
    lan = register_person(database, LAN)
    add_identifier(database, {"person": lan, "type": "SDDCN", "value": "001188012345"})
    withdraw_person(database, lan, "trùng")
    assert not search(database, "lan")
    assert not search(database, "001188012345")
    assert holder_of(database, "SDDCN", "001188012345") is None
    with pytest.raises(Refused) as refused:
        person_card(database, lan)
    assert "nhập nhầm: trùng" in refused.value.reason


def test_withdrawing_needs_a_reason(database: Database) -> None:
    lan = register_person(database, LAN)
    with pytest.raises(Refused) as refused:
        withdraw_person(database, lan, " ")
    assert refused.value.field == "reason"


def test_parents_are_people_here_and_older(database: Database) -> None:
    lan = register_person(database, LAN)
    child = {"full_name": "Trần Văn Bình", "birth_date": "2020-01-02"}
    binh = register_person(database, {**child, "mother": lan})
    assert person_card(database, binh).mother_name == "Nguyễn Thị Lan"
    with pytest.raises(Refused, match="sau con"):
        correct_person(database, lan, {"mother": binh})
    with pytest.raises(Refused, match="chính mình"):
        correct_person(database, lan, {"mother": lan})
    with pytest.raises(Refused, match="Không tìm thấy"):
        correct_person(database, lan, {"father": "01a20092-d85b-729d-9348-473779baafd3"})
