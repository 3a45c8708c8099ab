"""What cannot be true of a person is refused under the field at fault; what is unlikely is asked once."""

from datetime import date

import pytest

from station_app.common.errors import Refused
from station_app.people.rules.plausibility import checked_person, doubts_about_person

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("NGUYỄN  THỊ LAN ", "Nguyễn Thị Lan"),
        ("giàng thị mỷ", "Giàng Thị Mỷ"),
        ("Nguye\u0302\u0303n Thi\u0323 Lan", "Nguyễn Thị Lan"),
        ("Thào A H’Mông", "Thào A H'Mông"),
    ],
)
def test_a_name_is_tidied_not_translated(typed: str, kept: str) -> None:
    assert checked_person({"full_name": typed}, TODAY)["full_name"] == kept


@pytest.mark.parametrize(
    "values, field, words",
    [
        ({"full_name": "  "}, "full_name", "họ và tên"),
        ({"full_name": "12345"}, "full_name", "chưa có chữ cái"),
        ({"full_name": "Lan " * 30}, "full_name", "dài quá"),
        ({"birth_date": None}, "birth_date", "chỉ nhớ năm"),
        ({"birth_date": "2026-11-22"}, "birth_date", "chưa tới"),
        ({"birth_date": "2026-12"}, "birth_date", "chưa tới"),
        ({"birth_date": "2027"}, "birth_date", "chưa tới"),
        ({"birth_date": "1890"}, "birth_date", "120 tuổi"),
        ({"birth_date": "2026-02-31"}, "birth_date", "trên lịch"),
        ({"birth_date": "1950", "died_on": "1949-12-31"}, "died_on", "trước ngày sinh"),
        ({"birth_date": "1950", "died_on": "2026-11-22"}, "died_on", "chưa tới"),
        ({"phone": "12345"}, "phone", "di động có 10 chữ số"),
        ({"guardian_phone": "01686123456"}, "guardian_phone", "0386123456"),
        ({"birth_time": "25:00"}, "birth_time", "07:30"),
        ({"email": "lan.gmail.com"}, "email", "lan@gmail.com"),
    ],
)
def test_the_impossible_is_refused_in_words_in_the_right_place(
    values: dict[str, str | None], field: str, words: str
) -> None:
    with pytest.raises(Refused) as refused:
        checked_person(values, TODAY)
    assert refused.value.field == field
    assert words in refused.value.reason


def test_a_correction_is_judged_with_what_is_already_known() -> None:
    with pytest.raises(Refused) as refused:
        checked_person({"died_on": "1980"}, TODAY, {"birth_date": "1988-03-09"})
    assert refused.value.field == "died_on"
    assert checked_person({"died_on": "2026-11-01"}, TODAY, {"birth_date": "1988"}) == {
        "died_on": "2026-11-01"
    }


def test_who_is_born_today_or_only_known_by_the_year_is_welcome() -> None:
    assert checked_person({"birth_date": "2026-11-21"}, TODAY)
    assert checked_person({"birth_date": "2026"}, TODAY)
    assert checked_person({"birth_date": "1906"}, TODAY)


def test_who_died_long_ago_may_have_been_born_long_ago() -> None:
    assert checked_person({"birth_date": "1890", "died_on": "1960"}, TODAY)


@pytest.mark.parametrize(
    "values, words",
    [
        ({"full_name": "Lan", "birth_date": "1988"}, "chỉ có một chữ"),
        ({"full_name": "Con bà Lan 2", "birth_date": "2026"}, "có chữ số"),
        ({"full_name": "Vàng Thị Dợ", "birth_date": "1920"}, "hơn 100 tuổi"),
    ],
)
def test_the_unlikely_is_asked(values: dict[str, str], words: str) -> None:
    (doubt,) = doubts_about_person(values, TODAY)
    assert words in doubt


def test_the_usual_is_not_asked_about() -> None:
    assert not doubts_about_person({"full_name": "Nguyễn Thị Lan", "birth_date": "1988"}, TODAY)
    assert not doubts_about_person({"full_name": "Vàng A Sử", "birth_date": "1900", "died_on": "1980"}, TODAY)
