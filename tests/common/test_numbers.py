"""Numbers as nurses and spreadsheets type them."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_app.common import numbers
from station_app.common.days import PartialDate
from station_app.common.errors import Refused

Check = Callable[[str], str]


@pytest.mark.parametrize(
    "check, typed, number",
    [
        (numbers.national_id, "001 099.000 001", "001099000001"),
        (numbers.national_id, "001099000001\u00a0", "001099000001"),
        (numbers.national_id, "００１０９９０００００１", "001099000001"),
        (numbers.cmnd, "012-345-678", "012345678"),
        (numbers.social_insurance, "0123456789", "0123456789"),
        (numbers.insurance_card, "gd 4 01 0123456789", "GD4010123456789"),
        (numbers.insurance_card, "TE1011234567890", "TE1011234567890"),
        (numbers.insurance_card, "0123456789", "0123456789"),
        (numbers.phone, "0912 345 678", "0912345678"),
        (numbers.phone, "+84 912.345.678", "0912345678"),
        (numbers.phone, "84912345678", "0912345678"),
        (numbers.phone, "0084 912345678", "0912345678"),
        (numbers.phone, "+84 (0)912 345 678", "0912345678"),
        (numbers.phone, "(024) 3825 5555", "02438255555"),
        (numbers.phone, "0845678901", "0845678901"),
        (numbers.passport, "c 1234567", "C1234567"),
    ],
)
def test_a_number_is_kept_without_the_typists_spaces(check: Check, typed: str, number: str) -> None:
    assert check(typed) == number


@pytest.mark.parametrize(
    "check, typed, words",
    [
        (numbers.national_id, "  ", "còn trống"),
        (numbers.national_id, "00109900000", "có 12 chữ số; mới gõ 11 chữ số"),
        (numbers.national_id, "0010990000011", "đã gõ 13 chữ số"),
        (numbers.national_id, "38099000001", "có thể mất số 0 ở đầu: 038099000001"),
        (numbers.national_id, "123456789", "CMND cũ"),
        (numbers.national_id, "00109900000O", "có “O”"),
        (numbers.national_id, "000000000000", "không thể toàn số 0"),
        (numbers.national_id, "1.23E+11", "đã mất các số cuối"),
        (numbers.national_id, "1,23456789012E+11", "123456789012"),
        (numbers.national_id, "001099000001.0", "phần lẻ"),
        (numbers.cmnd, "12345678", "012345678"),
        (numbers.social_insurance, "12345678901", "có 10 chữ số; đã gõ 11"),
        (numbers.insurance_card, "GD401012345678", "đã gõ 14 ký tự"),
        (numbers.insurance_card, "GD4O10123456789", "chữ O và số 0"),
        (numbers.insurance_card, "GD6010123456789", "không đúng dạng"),
        (numbers.insurance_card, "123456789", "mới gõ 9"),
        (numbers.phone, "115", "không phải số điện thoại"),
        (numbers.phone, "912345678", "có phải 0912345678?"),
        (numbers.phone, "01201234567", "0701234567"),
        (numbers.phone, "01991234567", "0591234567"),
        (numbers.passport, "ABCDEFG", "không phải số hộ chiếu"),
        (numbers.passport, "C123", "không phải số hộ chiếu"),
    ],
)
def test_a_number_that_cannot_be_is_refused_in_words(check: Check, typed: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        check(typed)
    assert words in refused.value.reason


@given(st.from_regex(r"0[0-9]{2}[0-9]{9}", fullmatch=True).filter(lambda number: number != "0" * 12))
def test_any_twelve_digits_are_a_number_since_none_is_a_check_digit(number: str) -> None:
    assert numbers.national_id(f" {number[:3]} {number[3:6]}.{number[6:]}") == number


@given(st.from_regex(r"0([1-8][0-9]|9[0-6])[0-9]{9}", fullmatch=True))
def test_a_zero_that_excel_ate_is_offered_back(number: str) -> None:
    broken = numbers.looks_broken_by_excel(number[1:])
    assert broken
    assert broken.suggestion == number


@given(st.text())
def test_anything_typed_is_kept_or_refused(text: str) -> None:
    for check in (numbers.national_id, numbers.insurance_card, numbers.phone, numbers.passport, numbers.cmnd):
        with suppress(Refused):
            assert check(text).isalnum()


@pytest.mark.parametrize(
    "number, digits, suggestion",
    [
        ("1.23E+11", 12, None),
        ("1.23456789012e11", 12, "123456789012"),
        ("1,099000001E+9", 12, "001099000001"),
        ("38099000001.0", 12, "038099000001"),
        ("1099000001", 12, "001099000001"),
        ("12345678", 9, "012345678"),
    ],
)
def test_a_spreadsheets_harm_is_recognised(number: str, digits: int, suggestion: str | None) -> None:
    broken = numbers.looks_broken_by_excel(number, digits)
    assert broken
    assert broken.suggestion == suggestion


@pytest.mark.parametrize("number", ["001099000001", "01099000001", "99099000001", "Nguyễn", "", "123"])
def test_an_unharmed_number_is_left_alone(number: str) -> None:
    assert numbers.looks_broken_by_excel(number) is None


@pytest.mark.parametrize(
    "number, sex, born, doubts",
    [
        ("001088000001", "male", "1988-03-09", 0),
        ("001188000001", "female", "1988", 0),
        ("001211000001", "nam", "2011", 0),
        ("001311000001", "Nữ", "2011", 0),
        ("001188000001", "male", "1988", 1),
        ("001088000001", "2", "1989", 2),
        ("001088000001", None, None, 0),
        ("001088000001", "unknown", None, 0),
    ],
)
def test_a_number_at_odds_with_the_record_is_doubted_not_refused(
    number: str, sex: str | None, born: str | None, doubts: int
) -> None:
    partial = PartialDate.parse_iso(born) if born else None
    assert len(numbers.national_id_doubts(number, sex, partial)) == doubts
