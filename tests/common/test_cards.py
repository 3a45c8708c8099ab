"""Cards are read from whatever a scanner typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_app.common.cards import parse_citizen_qr, parse_insurance_qr
from station_app.common.days import PartialDate
from station_app.common.errors import Refused

CITIZEN = "001099000001||NGUYỄN VĂN A|01011999|Nam|Thôn 1, Xã B, Tỉnh C|20072021"


def test_a_citizen_card_fills_the_form() -> None:
    card = parse_citizen_qr(CITIZEN)
    assert (card.number, card.old_number, card.full_name) == ("001099000001", None, "Nguyễn Văn A")
    assert (card.born, card.sex) == (PartialDate(1999, 1, 1), "male")
    assert (card.address, card.issued_on) == ("Thôn 1, Xã B, Tỉnh C", PartialDate(2021, 7, 20))


@pytest.mark.parametrize(
    "scanned",
    [
        "\ufeff" + CITIZEN + "\r\n",
        CITIZEN.encode().decode("latin-1"),
        CITIZEN.replace("Ễ", "E\u0302\u0303"),
        CITIZEN.replace("||", "| |"),
    ],
)
def test_a_careless_scanner_changes_nothing(scanned: str) -> None:
    assert parse_citizen_qr(scanned) == parse_citizen_qr(CITIZEN)


def test_a_scanner_that_types_western_letters_is_understood() -> None:
    scanned = CITIZEN.replace("NGUYỄN VĂN A", "LÊ THÙY").encode().decode("cp1252")
    assert parse_citizen_qr(scanned).full_name == "Lê Thùy"


def test_a_newer_card_keeps_what_we_do_not_know() -> None:
    card = parse_citizen_qr("001199000001|012345678|LÊ THỊ B|1999|Nữ|Xã B|20072024|LÊ C||")
    assert (card.old_number, card.sex, card.born) == ("012345678", "female", PartialDate(1999))
    assert card.others == ("LÊ C", "", "")


@pytest.mark.parametrize(
    "field, born",
    [
        ("011999", PartialDate(1999, 1)),
        ("00001999", PartialDate(1999)),
        ("01/01/1999", PartialDate(1999, 1, 1)),
        ("31021999", None),
        ("", None),
    ],
)
def test_a_birth_date_on_a_card_may_be_partial(field: str, born: PartialDate | None) -> None:
    assert parse_citizen_qr(CITIZEN.replace("01011999", field)).born == born


def test_a_card_of_six_fields_has_no_day_of_issue() -> None:
    assert parse_citizen_qr(CITIZEN.rpartition("|")[0]).issued_on is None


@pytest.mark.parametrize(
    "scanned", ["", "001099000001", "https://vneid.gov.vn/x", "00109900000||A|1999|Nam|B|2021"]
)
def test_another_code_is_refused(scanned: str) -> None:
    with pytest.raises(Refused):
        parse_citizen_qr(scanned)


def test_an_insurance_card_is_read_with_its_hexadecimal_name() -> None:
    name, address = ("Nguyễn Văn An".encode().hex(), "Thôn 1".encode().hex().upper())
    scanned = f"GD4010123456789|{name}|01/01/1999|1|{address}|01 - 004|01/01/2026|31/12/2026|02/01/2026|01|x$"
    card = parse_insurance_qr(scanned)
    assert (card.number, card.full_name, card.sex) == ("GD4010123456789", "Nguyễn Văn An", "male")
    assert (card.born, card.address, card.facility) == (PartialDate(1999, 1, 1), "Thôn 1", "01 - 004")
    assert (card.valid_from, card.valid_to) == (PartialDate(2026, 1, 1), PartialDate(2026, 12, 31))
    assert (card.issued_on, card.others) == (PartialDate(2026, 1, 2), ("01", "x"))


def test_an_insurance_card_may_be_plain_and_short() -> None:
    card = parse_insurance_qr("0123456789|LÊ THỊ B|1988|2|ffff$")
    assert (card.number, card.full_name, card.sex) == ("0123456789", "Lê Thị B", "female")
    assert (card.address, card.valid_to, card.issued_on) == ("ffff", None, None)


@given(st.text())
def test_anything_scanned_is_read_or_refused(text: str) -> None:
    for parse in (parse_citizen_qr, parse_insurance_qr):
        with pytest.raises(Refused):
            parse(text)
