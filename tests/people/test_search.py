"""One search: names without marks in any order, telephones, ends of numbers, scanned cards; best first."""

import unicodedata

import pytest

from station_app.people.service import add_identifier, register_person, search
from station_app.store.database import Database

PEOPLE = (
    ("Nguyễn Thị Lan", "1988-03-09"),
    ("Lan Văn Đức", "1970"),
    ("Đặng Thị Lành", "1955-06"),
    ("Thào A H'Mông", "1950"),
    ("Bùi Thị Hoà", "2001-01-02"),
    ("Đỗ Văn Ấn", "1962"),
)


@pytest.fixture
def named(database: Database) -> dict[str, str]:
    return {
        name: register_person(database, {"full_name": name, "birth_date": born}, confirmed_doubts=True)
        for name, born in PEOPLE
    }


def _names(database: Database, typed: str) -> list[str]:
    return [hit.full_name for hit in search(database, typed)]


@pytest.mark.parametrize(
    "typed, found",
    [
        ("nguyen thi lan", ["Nguyễn Thị Lan"]),
        ("lan nguyen", ["Nguyễn Thị Lan"]),
        ("NGUYỄN THỊ LAN", ["Nguyễn Thị Lan"]),
        ("ng la th", ["Nguyễn Thị Lan"]),
        ("duc", ["Lan Văn Đức"]),
        ("đức", ["Lan Văn Đức"]),
        ("do van an", ["Đỗ Văn Ấn"]),
        ("hmong", ["Thào A H'Mông"]),
        ("h'mong", ["Thào A H'Mông"]),
        ("H’Mông", ["Thào A H'Mông"]),
        ("hòa", ["Bùi Thị Hoà"]),
        ("hoà", ["Bùi Thị Hoà"]),
        ("lan 1988", ["Nguyễn Thị Lan"]),
        ("lan 9/3/1988", ["Nguyễn Thị Lan"]),
        ("lanh 1955", ["Đặng Thị Lành"]),
        ("khong co ai", []),
        ("", []),
        ("  \ue000 ", []),
        ('" OR *', []),
    ],
)
@pytest.mark.usefixtures("named")
def test_names_are_found_without_marks_in_any_order(database: Database, typed: str, found: list[str]) -> None:
    assert _names(database, typed) == found
    assert _names(database, unicodedata.normalize("NFD", typed)) == found


@pytest.mark.usefixtures("named")
def test_whole_words_come_before_beginnings_and_given_names_before_family_names(database: Database) -> None:
    assert _names(database, "lan") == ["Nguyễn Thị Lan", "Lan Văn Đức", "Đặng Thị Lành"]
    assert _names(database, "la")[:2] == ["Nguyễn Thị Lan", "Đặng Thị Lành"]


@pytest.mark.usefixtures("named")
def test_equals_stand_in_vietnamese_order(database: Database) -> None:
    assert _names(database, "thi") == ["Bùi Thị Hoà", "Nguyễn Thị Lan", "Đặng Thị Lành"]


def test_the_matched_part_of_the_name_is_told(database: Database, named: dict[str, str]) -> None:
    (hit,) = search(database, "lan ngu")
    assert [hit.full_name[start:end] for start, end in hit.matched] == ["Ngu", "Lan"]
    (mong,) = search(database, "hmon")
    assert [mong.full_name[start:end] for start, end in mong.matched] == ["H'Môn"]


@pytest.mark.parametrize(
    "typed",
    ["0912345678", "0912 345 678", "0912.345.678", "+84 912 345 678", "5678", "2345", "001188", "gd4010123",
     "456789", "lan 2345", "001188012345"],
)  # fmt: skip
def test_numbers_are_found_whole_by_their_end_or_their_beginning(
    database: Database, named: dict[str, str], typed: str
) -> None:
    lan = register_person(
        database, {"full_name": "Phan Thị Lan", "birth_date": "1990", "phone": "0912345678"}
    )
    for kind, value in (("SDDCN", "001188012345"), ("MA_THE_BHYT", "GD4010123456789")):
        add_identifier(database, {"person": lan, "type": kind, "value": value}, confirmed_doubts=True)
    hits = search(database, typed)
    assert [hit.id for hit in hits] == [lan]
    assert hits[0].number in ("0912345678", "001188012345", "GD4010123456789")


def test_a_child_is_found_by_the_guardians_telephone(database: Database) -> None:
    child = register_person(
        database,
        {"full_name": "Vàng Thị Em", "birth_date": "2024-05-01", "guardian_phone": "0987654321"},
    )
    assert [hit.id for hit in search(database, "4321")] == [child]


def test_a_scanned_card_finds_its_holder_else_whoever_has_its_name_and_birth_date(database: Database) -> None:
    lan = register_person(
        database, {"full_name": "Nguyễn Thị Lan", "birth_date": "1988-03-09", "sex": "female"}
    )
    scanned = "001188012345|012345678|Nguyễn Thị Lan|09031988|Nữ|Bản Dền, Mường Hoa|01012022"
    assert [hit.id for hit in search(database, scanned)] == [lan]
    hoa = register_person(database, {"full_name": "Trần Thị Hoa", "birth_date": "1988"})
    add_identifier(database, {"person": hoa, "type": "CMND9", "value": "012345678"})
    assert [hit.id for hit in search(database, scanned)] == [hoa], "a number counts more than a name"
    add_identifier(database, {"person": lan, "type": "MA_THE_BHYT", "value": "GD4010123456789"})
    card = "GD4010123456789|Nguyễn Thị Lan|09/03/1988|2|Bản Dền|01-001|01/01/2026|31/12/2026|01/01/2026|$"
    assert [hit.id for hit in search(database, card)] == [lan]
    assert not search(database, "not|a|card")


def test_a_name_that_very_many_share_is_answered_in_order(database: Database) -> None:
    with database.writing() as session:
        session.connection().exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 450)"
            " INSERT INTO person (id, full_name, birth_date)"
            " SELECT printf('019b0000-0000-7000-8000-%012d', i),"
            "  'Nguyễn Văn ' || char(65 + i % 26) || 'a', '1980' FROM n"
        )
    register_person(database, {"full_name": "Trần Thị Nguyên", "birth_date": "1990"})
    register_person(database, {"full_name": "Trần Văn Aa", "birth_date": "1990"})
    assert _names(database, "nguyen")[:2] == ["Trần Thị Nguyên", "Nguyễn Văn Aa"]
    assert _names(database, "van nguyen")[0] == "Nguyễn Văn Aa"
    assert len(search(database, "n", limit=7)) == 7
    assert [hit.full_name for hit in search(database, "z", limit=1)] == ["Nguyễn Văn Za"]
