"""Names are found without marks, compared without tone placement, listed in Vietnamese order."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_app.common import names

vietnamese = st.text(st.sampled_from("aàảãáạăằâấbcdđeêếghiklmnoôơớpqrstuưựvxyỹ ĐẠƯ'-"), max_size=20)


@pytest.mark.parametrize(
    "text, folded",
    [
        ("Nguyễn Văn Đức", "nguyen van duc"),
        ("  ĐẶNG   thị  Ấn ", "dang thi an"),
        ("H'Mông Y-Bliêu", "h mong y blieu"),
        ("Hoà", "hoa"),
        ("Ðinh", "dinh"),
        ("Lê_Thị", "le thi"),
        ("", ""),
        ("A\u00a0B", "a b"),
    ],
)
def test_the_search_form_has_no_marks(text: str, folded: str) -> None:
    assert names.fold(text) == folded
    assert names.fold(unicodedata.normalize("NFD", text)) == folded
    assert names.words(text) == folded.split()


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert names.fold(names.fold(text)) == names.fold(text)


@given(vietnamese)
def test_a_name_sorts_the_same_however_it_was_encoded(text: str) -> None:
    assert names.sort_key(unicodedata.normalize("NFD", text)) == names.sort_key(names.nfc(text))


@pytest.mark.parametrize(
    "typed, tidy",
    [
        ("NGUYỄN THỊ ẤN", "Nguyễn Thị Ấn"),
        ("nguyễn văn a", "Nguyễn Văn A"),
        ("Nguyễn  Văn\tAn ", "Nguyễn Văn An"),
        ("H’MÔNG Y-BLIÊU", "H'Mông Y-Bliêu"),
        ("H'Hen Niê", "H'Hen Niê"),
        ("Lò Văn\u200bPua", "Lò VănPua"),
        ("McCarthy Đức", "McCarthy Đức"),
        ("", ""),
    ],
)
def test_a_name_is_tidied_as_it_should_be_printed(typed: str, tidy: str) -> None:
    assert names.tidy_name(typed) == tidy
    assert names.tidy_name(unicodedata.normalize("NFD", typed)) == tidy


def test_capitals_are_left_alone_when_asked() -> None:
    assert names.tidy_name("NGUYỄN  VĂN A", capitals=False) == "NGUYỄN VĂN A"


@given(st.text())
def test_a_tidy_name_is_tidy(text: str) -> None:
    assert names.tidy_name(names.tidy_name(text)) == names.tidy_name(text)


def test_people_are_listed_by_given_name_in_vietnamese_order() -> None:
    listed = [
        "Trần Văn An",
        "Lê Thị Án",
        "Bùi Anh",
        "Đỗ Ăn",
        "Vũ Ân",
        "Lê Bình",
        "Lê Dung",
        "Phạm Đức",
        "Lê Em",
        "An Thị Hoa",
        "Lê Hoà",
        "Trần Hòa",
        "Lê Hỏa",
        "Lê Hoá",
        "Lê Hoạ",
        "Lê Văn Oanh",
        "Trần Thị Oanh",
        "Đỗ Ôn",
        "Vũ Ơn",
        "Lê Uyên",
        "Lê Ước",
        "Lê Y",
    ]
    backwards = listed[::-1]
    assert sorted(backwards, key=names.sort_key) == listed


@given(vietnamese)
def test_an_order_key_is_plain_text(name: str) -> None:
    assert names.sort_key(name).isascii()


def test_an_order_key_survives_foreign_letters() -> None:
    assert names.sort_key("Ñandú") == names.sort_key("Nandú")
    assert names.sort_key("Ðức") == names.sort_key("Đức")
    assert names.sort_key("王 - 3") == "3-0 王-0"


@pytest.mark.parametrize(
    "one, other, same", [("Hoà", "HÒA", True), ("Thủy", "Thuỷ", True), ("An", "Anh", False)]
)
def test_tone_placement_does_not_make_another_name(one: str, other: str, same: bool) -> None:
    assert names.same_name(one, other) is same


def test_short_forms() -> None:
    assert names.initials("Nguyễn thị Ấn") == "NTẤ"
    assert (names.given_name("Nguyễn Thị Ấn"), names.given_name(" ")) == ("Ấn", "")
