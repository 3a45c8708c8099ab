"""Codes that need nobody's permission; hamlets spelled once; what can be under one roof."""

from datetime import date

import pytest

from station_app.common.errors import Refused
from station_app.households.rules import (
    Member,
    checked_code,
    checked_hamlet,
    device_mark,
    doubts_about_relations,
    hamlet_mark,
    household_code,
    refuse_wrong_heads,
)

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    "hamlet, mark",
    [
        ("Bản Dền", "DEN"),
        ("Thôn Đông", "DON"),
        ("Tổ dân phố 12", "012"),
        ("Ấp 3", "003"),
        ("Bản", "BAN"),
        ("Xóm Ý", "YXX"),
        ("Tả Van Giáy", "TAV"),
    ],
)
def test_a_hamlet_has_the_same_mark_on_every_pc(hamlet: str, mark: str) -> None:
    assert hamlet_mark(hamlet) == mark


def test_a_code_says_ward_hamlet_point_pc_and_number() -> None:
    code = household_code("02734", "Bản Dền", "A", "q7kqmabcde", 12)
    assert code == f"02734-DEN-A{device_mark('q7kqmabcde')}0012"
    assert device_mark("q7kqmabcde").isalpha()
    assert checked_code(code.lower()) == code
    assert household_code("2734", "Bản Dền", "Điểm 1", "x", 1).startswith("02734-DEN-DIE")


def test_two_pcs_of_a_station_give_different_codes() -> None:
    marks = {device_mark(f"device{number}") for number in range(200)}
    assert len(marks) == 200


@pytest.mark.parametrize("typed", ["", "   ", "HỘ 1", "a b;c", "x" * 41])
def test_a_code_that_cannot_be_one_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        checked_code(typed)
    assert refused.value.field == "code"


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("bản hoà", "Bản Hòa"),
        ("BẢN  HÒA", "Bản Hòa"),
        ("ban hoa", "Bản Hòa"),
        ("Bản Hoa", "Bản Hoa"),
        ("Bản  Mới", "Bản Mới"),
    ],
)
def test_a_hamlet_takes_the_spelling_in_use(typed: str, kept: str) -> None:
    assert checked_hamlet(typed, ["Bản Hòa", "Bản Dền"]) == kept


def test_a_household_needs_a_hamlet() -> None:
    with pytest.raises(Refused) as refused:
        checked_hamlet(" ")
    assert refused.value.field == "hamlet"


def test_exactly_one_head() -> None:
    refuse_wrong_heads([])
    refuse_wrong_heads([Member("A", "00"), Member("B", "01")])
    with pytest.raises(Refused, match="chưa có chủ hộ"):
        refuse_wrong_heads([Member("A", "02")])
    with pytest.raises(Refused, match="Páo và Mỷ đều là chủ hộ"):
        refuse_wrong_heads([Member("Páo", "00"), Member("Mỷ", "00")])


@pytest.mark.parametrize(
    "member, words",
    [
        (Member("Con", "02", "1970"), "sinh trước chủ hộ"),
        (Member("Bố", "06", "1990"), "sinh sau chủ hộ"),
    ],
)
def test_ages_that_hardly_go_together_are_asked_about(member: Member, words: str) -> None:
    (doubt,) = doubts_about_relations([Member("Páo", "00", "1980-05-01"), member], TODAY)
    assert words in doubt


def test_two_spouses_or_a_child_as_head_are_asked_about() -> None:
    head = Member("Páo", "00", "1980")
    assert doubts_about_relations([head, Member("Mỷ", "01"), Member("Dợ", "01")], TODAY)
    assert doubts_about_relations([Member("Em", "00", "2015")], TODAY)


def test_the_usual_and_the_unknown_are_not_asked_about() -> None:
    head = Member("Páo", "00", "1980")
    usual = [
        head,
        Member("Mỷ", "01", "1982"),
        Member("Con", "02", "2005"),
        Member("Bố", "06"),
        Member("X", None),
    ]
    assert not doubts_about_relations(usual, TODAY)
    assert not doubts_about_relations([Member("Con", "02", "1980")], TODAY)
