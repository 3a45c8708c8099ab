"""A household is saved with everyone in it, or not at all."""

import pytest
from sqlalchemy import text

from station_app.common.errors import Refused
from station_app.households.service import (
    NewMember,
    correct_household,
    count_households,
    household_card,
    list_households,
    register_household,
    withdraw_household,
)
from station_app.people.service import count_people, register_person, search
from station_app.store.database import Database
from tests.households.families import CHU, PAO, family, settled


def test_house_people_numbers_and_memberships_are_one_transaction(database: Database) -> None:
    card = settled(database)
    assert [(m.full_name, m.relation_label) for m in card.members] == [
        ("Giàng A Páo", "Chủ hộ"),
        ("Vàng Thị Mỷ", "Vợ/chồng"),
        ("Giàng A Chư", "Con đẻ"),
    ]
    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM sync_outbox")) == 1


def test_a_refusal_names_the_row_and_nothing_is_left_behind(database: Database) -> None:
    wrong = [*family(), NewMember("02", values={**CHU, "birth_date": "2027"})]
    with pytest.raises(Refused) as refused:
        register_household(database, {"hamlet": "Bản Dền"}, wrong)
    assert refused.value.field == "members.3.birth_date"
    number = NewMember("02", values=CHU, identifiers=[{"type": "SDDCN", "value": "123"}])
    with pytest.raises(Refused) as refused:
        register_household(database, {"hamlet": "Bản Dền"}, [*family(), number])
    assert refused.value.field == "members.3.value"
    assert (count_households(database), count_people(database)) == (0, 0)


def test_a_family_has_exactly_one_head(database: Database) -> None:
    for members in ([NewMember("02", values=CHU)], [*family(), NewMember("00", values=CHU)]):
        with pytest.raises(Refused) as refused:
            register_household(database, {"hamlet": "Bản Dền"}, members)
        assert refused.value.field == "members"
    assert count_households(database) == 0


def test_all_doubts_are_asked_together_and_once(database: Database) -> None:
    members = [
        NewMember("00", values=PAO),
        NewMember("02", values={"full_name": "Chư", "birth_date": "1970"}),
    ]
    with pytest.raises(Refused) as refused:
        register_household(database, {"hamlet": "Bản Dền"}, members)
    assert refused.value.code == "doubtful"
    assert "chỉ có một chữ" in refused.value.reason
    assert "sinh trước chủ hộ" in refused.value.reason
    assert register_household(database, {"hamlet": "Bản Dền"}, members, confirmed_doubts=True)


def test_who_lives_permanently_elsewhere_is_asked_about(database: Database) -> None:
    first = settled(database)
    chu = next(member.person for member in first.members if member.relation == "02")
    again = [NewMember("00", person=chu)]
    with pytest.raises(Refused) as refused:
        register_household(database, {"hamlet": "Bản Mới"}, again)
    assert refused.value.code == "doubtful"
    assert first.code in refused.value.reason
    assert "Chuyển hộ" in refused.value.reason
    lodging = [
        NewMember("00", values=PAO | {"phone": None}),
        NewMember("12", person=chu, residence="temporary"),
    ]
    assert register_household(database, {"hamlet": "Bản Mới"}, lodging)


def test_nobody_is_a_member_twice(database: Database) -> None:
    lan = register_person(database, {"full_name": "Nguyễn Thị Lan", "birth_date": "1988"})
    with pytest.raises(Refused, match="đã là thành viên"):
        register_household(
            database, {"hamlet": "Bản Dền"}, [NewMember("00", person=lan), NewMember("01", person=lan)]
        )


def test_a_code_in_use_is_refused_naming_whose_it_is(database: Database) -> None:
    register_household(database, {"hamlet": "Bản Dền", "code": "dền-7".replace("ề", "e")}, family())
    with pytest.raises(Refused) as refused:
        register_household(database, {"hamlet": "Bản Mới", "code": "DEN-7"})
    assert refused.value.field == "code"
    assert "Giàng A Páo" in refused.value.reason


def test_the_hamlet_is_folded_to_the_spelling_in_use(database: Database) -> None:
    settled(database, "Bản Hòa")
    other = register_household(database, {"hamlet": "BẢN HOÀ"})
    assert household_card(database, other).hamlet == "Bản Hòa"
    assert len(list_households(database, "Bản Hòa")) == 2


def test_the_house_is_corrected_field_by_field(database: Database) -> None:
    card = settled(database)
    correct_household(database, card.id, {"water_source": "tap", "phone": "+84912345678"})
    assert household_card(database, card.id).facts["phone"] == "0912345678"
    for values, field in (
        ({"hamlet": None}, "hamlet"),
        ({"code": None}, "code"),
        ({"phone": "1"}, "phone"),
        ({"poverty_year": 26}, "poverty_year"),
    ):
        with pytest.raises(Refused) as refused:
            correct_household(database, card.id, values)
        assert refused.value.field == field


def test_undoing_a_registration_takes_back_the_people_entered_with_it_and_nobody_else(
    database: Database,
) -> None:
    lan = register_person(database, {"full_name": "Nguyễn Thị Lan", "birth_date": "1988"})
    house = register_household(database, {"hamlet": "Bản Dền"}, [*family(), NewMember("12", person=lan)])
    withdraw_household(database, house, "nhầm thôn", with_people=True)
    assert count_households(database) == 0
    assert not search(database, "pao")
    assert [hit.id for hit in search(database, "lan")] == [lan]
    assert register_household(database, {"hamlet": "Bản Dền"}, family())
