"""Nasty cells: what each means, and what is said of those that mean nothing."""

from datetime import date, datetime

import pytest

from station_app.common.errors import Refused
from station_app.households.service.intake import cells, words

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    "cell, born",
    [
        ("09/03/1988", "1988-03-09"),
        ("9-3-1988", "1988-03-09"),
        ("9.3.88", "1988-03-09"),
        ("'09/03/1988", "1988-03-09"),
        (" 09/03/1988 00:00:00", "1988-03-09"),
        ("1988-03-09 00:00:00", "1988-03-09"),
        (date(1988, 3, 9), "1988-03-09"),
        (datetime(1988, 3, 9, 12, 0), "1988-03-09"),  # noqa: DTZ001  as the reader of workbooks gives it
        (32211.0, "1988-03-09"),
        (32211.5, "1988-03-09"),
        ("32211", "1988-03-09"),
        (9031988.0, "1988-03-09"),
        (1988.0, "1988"),
        ("1988", "1988"),
        ("Năm 1988", "1988"),
        ("khoảng 1988", "1988"),
        ("1988?", "1988"),
        ("3/1988", "1988-03"),
        ("00/00/1988", "1988"),
        ("29/02/2024", "2024-02-29"),
    ],
)
def test_a_birth_date_is_understood_however_it_is_written(cell, born):
    read = cells.birth(cell, TODAY)
    assert read
    assert read.value == born


@pytest.mark.parametrize("cell", ["", None, "-", "  ", "không rõ", "chưa có"])
def test_an_empty_birth_date_is_none(cell):
    assert cells.birth(cell, TODAY) is None


@pytest.mark.parametrize(
    "cell",
    [
        "31/02/1988",
        "22/11/2026",
        2027.0,
        "12/25/1988",
        "32 tuổi",
        90388.0,
        0.5,
        "abc",
        "9/3",
        date(2099, 1, 1),
        99999.0,
    ],
)
def test_a_day_that_cannot_be_is_refused_in_words(cell):
    with pytest.raises(Refused) as refusal:
        cells.birth(cell, TODAY)
    assert refusal.value.reason.endswith((".", "?"))


@pytest.mark.parametrize(
    "cell, sex, born, numbers",
    [
        ("010088001234", None, None, [("SDDCN", "010088001234")]),
        ("'010 088 001 234", None, None, [("SDDCN", "010088001234")]),
        (10088001234.0, "male", "1988-03-09", [("SDDCN", "010088001234")]),
        (1088001234.0, "male", "1988", [("SDDCN", "001088001234")]),
        ("123456789", None, None, [("CMND9", "123456789")]),
        (123456789.0, None, None, [("CMND9", "123456789")]),
        ("010088001234 / 123456789", None, None, [("SDDCN", "010088001234"), ("CMND9", "123456789")]),
        ("C1234567", None, None, [("HO_CHIEU", "C1234567")]),
        ("chưa có", None, None, []),
        ("", None, None, []),
        (0.0, None, None, []),
    ],
)
def test_a_citizen_number_is_read(cell, sex, born, numbers):
    assert [(kind, read.value) for kind, read in cells.citizen(cell, sex, born)] == numbers


@pytest.mark.parametrize(
    "cell, sex, born, said",
    [
        (1.23e11, "male", "1988", "1.23E+11"),
        (1.23457e11, "male", "1988", "1.23457E+11"),
        ("1.23E+11", "male", "1988", "1.23E+11"),
        ("1,23457E+11", "male", "1988", "mất các số cuối"),
        ("123000000000", None, None, "1.23E+11"),
        (10088001234.0, None, "1988", "010088001234"),  # sex unknown: the zero is only suggested
        (10088001234.0, "female", "1988", "010088001234"),
        ("10088001234", None, None, "010088001234"),
        ("01008800123", None, None, "11 chữ số"),
        ("0100880012345", None, None, "13 chữ số"),
        ("12345678", None, None, "012345678"),
        ("O10088001234", None, None, "chữ O và số 0"),
    ],
)
def test_a_harmed_citizen_number_is_refused_with_what_it_may_have_been(cell, sex, born, said):
    with pytest.raises(Refused) as refusal:
        cells.citizen(cell, sex, born)
    assert said in refusal.value.reason


@pytest.mark.parametrize(
    "cell, number, others",
    [
        ("0912345678", "0912345678", ""),
        (912345678.0, "0912345678", ""),
        ("912.345.678", "0912345678", ""),
        ("+84912345678", "0912345678", ""),
        ("0912345678/0987654321", "0912345678", "0987654321"),
        ("01234567890", "0834567890", ""),
        (2143871115.0, "02143871115", ""),
    ],
)
def test_a_phone_finds_its_zero_again(cell, number, others):
    read = cells.phone(cell)
    assert read
    assert (read[0].value, read[1]) == (number, others)


def test_an_insurance_card_is_read_and_only_a_counted_one_gets_its_zero_back():
    assert cells.insurance("GD 4 01 0123456789") == cells.Read("GD4010123456789")
    counted = cells.insurance(123456789.0)
    assert counted
    assert counted.value == "0123456789"
    assert counted.told
    with pytest.raises(Refused):
        cells.insurance("123456789")


@pytest.mark.parametrize(
    "text, code",
    [("Kinh", "01"), ("H'Mông", "08"), ("HMong", "08"), ("Mông Hoa", "08"), ("Dao đỏ", "09"), ("Ê đê", "12"),
     ("Rađê", "12"), ("dân tộc Thái", "03"), ("Thổ", "24"), ("08", "08"), ("Cao Lan", "15"),
     ("Sao Hoả", None)],
)  # fmt: skip
def test_a_people_is_known_by_the_names_people_use(text, code):
    assert words.ethnicity_of(text) == code


@pytest.mark.parametrize(
    "text, code",
    [("Chủ hộ", "00"), ("CHỦ HỘ", "00"), ("Vợ", "01"), ("chồng", "01"), ("Con trai", "02"),
     ("Con nuôi", "03"),
     ("Con dâu", "04"), ("Rể", "04"), ("Cháu nội", "05"), ("Bố", "06"), ("ba", "06"), ("Bố vợ", "07"),
     ("Mẹ chồng", "07"), ("Bà", "08"), ("Ông nội", "08"), ("Em gái", "09"), ("Chị dâu", "10"), ("Chú", "99"),
     ("Ở nhờ", "12"), ("01", "01"), ("hàng xóm", None)],
)  # fmt: skip
def test_a_relation_is_known_by_the_words_of_registers(text, code):
    assert words.relation_of(text) == code


@pytest.mark.parametrize(
    "text, code",
    [("x", "poor"), ("Hộ nghèo", "poor"), ("cận nghèo", "near_poor"), ("không nghèo", "not_poor"),
     ("mới thoát nghèo", "escaped"), ("Trung bình", "average"), ("abc", None)],
)  # fmt: skip
def test_a_poverty_class_is_known(text, code):
    assert words.poverty_of(text) == code
