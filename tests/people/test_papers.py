"""Each kind of number is checked by its own form, and refused in words a nurse can act on."""

import pytest

from station_app.common.errors import Refused
from station_app.people.rules.papers import checked_number, number_doubts


@pytest.mark.parametrize(
    "type, typed, kept",
    [
        ("SDDCN", "001 188 012 345", "001188012345"),
        ("CMND9", "012345678", "012345678"),
        ("MA_THE_BHYT", "gd 4 01 01 23456789", "GD4010123456789"),
        ("MA_THE_BHYT", "0123456789", "0123456789"),
        ("MA_BHXH", "0123456789", "0123456789"),
        ("HO_CHIEU", "c1234567", "C1234567"),
        ("GIAY_CHUNG_SINH", "12345.GCS.00012.26", "12345.GCS.00012.26"),
        ("MA_TAM", "t-0001", "T-0001"),
        ("A_TYPE_FROM_A_NEWER_PEER", "x 1", "X1"),
    ],
)
def test_a_number_is_kept_in_its_one_form(type: str, typed: str, kept: str) -> None:
    assert checked_number(type, typed) == kept


@pytest.mark.parametrize(
    "type, typed, words",
    [
        ("SDDCN", "00118801234", "11 chữ số"),
        ("SDDCN", "123456789", "CMND"),
        ("SDDCN", "00118801234O", "chữ O"),
        ("SDDCN_DA_HUY", "1234", "không đúng dạng"),
        ("MA_THE_BHYT", "GD401", "15 ký tự"),
        ("GIAY_CHUNG_SINH", "12345", "giấy tờ"),
        ("MA_TAM", "001188012345", "không được giống"),
        ("MA_TAM", " ", "Cần nhập số"),
        ("MA_TAM", "T" * 41, "dài quá"),
    ],
)
def test_a_wrong_number_is_refused_where_it_was_typed(type: str, typed: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        checked_number(type, typed)
    assert refused.value.field == "value"
    assert words in refused.value.reason


def test_a_citizen_number_that_disagrees_with_sex_or_year_is_a_doubt_not_a_refusal() -> None:
    assert len(number_doubts("SDDCN", "001188012345", "male", "1990-05-01")) == 2
    assert not number_doubts("SDDCN", "001188012345", "female", "1988")
    assert not number_doubts("MA_TAM", "T1", "male", "1990")
