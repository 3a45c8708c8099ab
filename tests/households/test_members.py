"""Births, moves and a new head: memberships end with a date and are never overwritten."""

import pytest

from station_app.common.errors import Refused
from station_app.households.service import (
    NewMember,
    add_member,
    change_head,
    correct_member,
    enter_member,
    household_card,
    household_of,
    move_member,
    register_household,
    withdraw_member,
)
from station_app.people.service import register_person
from station_app.store.database import Database
from tests.households.families import one, settled

NEWBORN = {"full_name": "Giàng Thị Em", "birth_date": "2026-11-20", "sex": "female"}


def test_a_newborn_joins_in_one_save(database: Database) -> None:
    card = settled(database)
    mother = one(card, "Mỷ").person
    em = add_member(database, card.id, NewMember("02", values={**NEWBORN, "mother": mother}))
    assert household_of(database, em) == card.id
    assert one(household_card(database, card.id), "Em").age == "1 ngày tuổi"


def test_a_second_head_is_refused_with_the_way_out(database: Database) -> None:
    card = settled(database)
    with pytest.raises(Refused) as refused:
        add_member(database, card.id, NewMember("00", values={**NEWBORN, "birth_date": "1990"}))
    assert refused.value.field == "relation"
    assert "Giàng A Páo" in refused.value.reason
    assert "Đổi chủ hộ" in refused.value.reason
    lan = register_person(database, {"full_name": "Nguyễn Thị Lan", "birth_date": "1988"})
    with pytest.raises(Refused, match="Đổi chủ hộ"):
        enter_member(database, {"household": card.id, "person": lan, "relation": "00"})
    with pytest.raises(Refused, match="đều là chủ hộ"):
        correct_member(database, one(card, "Mỷ").id, {"relation": "00"})


def test_the_head_changes_hands_with_new_relations(database: Database) -> None:
    card = settled(database)
    pao, my, chu = (one(card, name).person for name in ("Páo", "Mỷ", "Chư"))
    with pytest.raises(Refused):
        change_head(database, card.id, my, {})
    change_head(database, card.id, my, {pao: "01", chu: "02"})
    changed = household_card(database, card.id)
    assert changed.head is not None
    assert changed.head.person == my
    assert one(changed, "Páo").relation_label == "Vợ/chồng"
    with pytest.raises(Refused, match="thành viên"):
        change_head(database, card.id, "nobody", {})


def test_who_moves_is_kept_in_the_history_of_the_old_house(database: Database) -> None:
    card = settled(database)
    chu = one(card, "Chư")
    new = register_household(database, {"hamlet": "Bản Mới"})
    moved = move_member(
        database, chu.id, to_date="2026-11-01", end_reason="split", household=new, relation="00"
    )
    assert moved
    assert household_of(database, chu.person) == new
    before = household_card(database, card.id)
    assert [(m.full_name, m.to_date, m.end_reason_label) for m in before.former] == [
        ("Giàng A Chư", "2026-11-01", "Tách hộ")
    ]
    with pytest.raises(Refused, match="đã rời hộ"):
        move_member(database, chu.id, to_date="2026-11-01", end_reason="split")


def test_a_head_does_not_leave_the_others_without_one(database: Database) -> None:
    card = settled(database)
    with pytest.raises(Refused, match="Đổi chủ hộ"):
        move_member(database, one(card, "Páo").id, to_date="2026-11-01", end_reason="moved_out")
    with pytest.raises(Refused, match="Đổi chủ hộ"):
        correct_member(database, one(card, "Páo").id, {"relation": "06"})
    for name in ("Chư", "Mỷ", "Páo"):
        move_member(database, one(card, name).id, to_date="2026-11-01", end_reason="moved_out")
    assert not household_card(database, card.id).members


@pytest.mark.parametrize("to_date, words", [("2026-11-22", "chưa tới"), ("2019", "trước ngày vào hộ")])
def test_a_day_of_leaving_that_cannot_be_is_refused(database: Database, to_date: str, words: str) -> None:
    card = settled(database)
    chu = one(card, "Chư")
    correct_member(database, chu.id, {"from_date": "2020-05-01"})
    with pytest.raises(Refused, match=words) as refused:
        move_member(database, chu.id, to_date=to_date, end_reason="moved_out")
    assert refused.value.field == "to_date"
    assert household_of(database, chu.person) == card.id


def test_who_and_where_of_a_membership_never_change(database: Database) -> None:
    card = settled(database)
    other = register_household(database, {"hamlet": "Bản Mới"})
    with pytest.raises(Refused, match="Chuyển hộ"):
        correct_member(database, one(card, "Chư").id, {"household": other})
    with pytest.raises(Refused) as refused:
        correct_member(database, one(card, "Chư").id, {"relation": None})
    assert refused.value.field == "relation"


def test_a_membership_entered_in_error_is_withdrawn(database: Database) -> None:
    card = settled(database)
    withdraw_member(database, one(card, "Chư").id, "nhầm nhà")
    assert [member.full_name for member in household_card(database, card.id).members] == [
        "Giàng A Páo",
        "Vàng Thị Mỷ",
    ]
