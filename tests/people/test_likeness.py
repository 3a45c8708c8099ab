"""Who may be the same person is asked about; twins never are."""

import unicodedata

import pytest

from station_app.people.rules.likeness import Described, likeness


@pytest.mark.parametrize(
    "one, other, why",
    [
        (("Nguyễn Thị Lan", "1988-03-09"), ("Nguyễn Thị Lan", "1988-03-09"), "cùng họ tên, cùng ngày sinh"),
        (("Nguyễn Thị Lan", "1988"), ("NGUYEN THI LAN", "1988-03-09"), "cùng họ tên, cùng năm sinh"),
        (("Lan Nguyễn Thị", "1988"), ("Nguyễn Thị Lan", "1988"), "cùng họ tên, cùng năm sinh"),
        (("Bùi Thị Hoà", "1988"), ("Bùi Thị Hòa", "1988"), "cùng họ tên, cùng năm sinh"),
        (("Bùi Thị Hoa", "1988-03-09"), ("Bùi Thị Hòa", "1988-03-09"), "tên chỉ khác dấu, cùng ngày sinh"),
        (("Giàng Páo", "1980-03-09"), ("Giàng A Páo", "1980-03-09"), "khác chữ đệm"),
        (("Lò Văn An", "1980-03-09"), ("Lò Văn An", "1980-09-03"), "ngày và tháng sinh đổi chỗ"),
        (("Lò Văn An", "1980-01-01"), ("Lò Văn An", "1980-09-03"), "một bên ghi 01/01"),
        (("Lò Văn An", "1980-09"), ("Lò Văn An", "1980-09-03"), "cùng tháng sinh"),
    ],
)
def test_these_may_be_one_person(one: tuple[str, str], other: tuple[str, str], why: str) -> None:
    for pair in ((one, other), (other, one)):
        found = likeness(*(Described(*described) for described in pair))
        assert found is not None
        assert why in found.why


@pytest.mark.parametrize(
    "one, other",
    [
        (("Nguyễn Thị Lan", "1988"), ("Nguyễn Thị Lan", "1989")),
        (("Nguyễn Thị Lan", "1988-03-09"), ("Nguyễn Thị Lan", "1988-04-09")),
        (("Nguyễn Thị Lan", "1988-03-09"), ("Trần Thị Lan", "1988-03-09")),
        (("Nguyễn Thị Lan", "1988"), ("", "1988")),
        (("Giàng Páo", "1980"), ("Giàng A Páo", "1980")),
        (("Nguyễn Thị Lan", None), ("Nguyễn Thị Lan", "1988")),
    ],
)
def test_these_are_two_people_or_too_little_is_known(
    one: tuple[str, str | None], other: tuple[str, str | None]
) -> None:
    assert likeness(Described(*one), Described(*other)) is None


def test_twins_are_never_one_person_whatever_else_they_share() -> None:
    born = "2024-05-01"
    anh = Described("Vàng Thị Anh", born, "female", "0912345678", near=True)
    em = Described("Vàng Thị Em", born, "female", "0912345678", near=True)
    assert likeness(anh, em) is None


def test_two_encodings_of_one_name_are_one_name() -> None:
    name = "Đặng Thị Ấn"
    found = likeness(Described(name, "1950"), Described(unicodedata.normalize("NFD", name), "1950"))
    assert found is not None
    assert "cùng họ tên" in found.why


def test_neighbours_and_shared_telephones_add_up_and_another_sex_speaks_against() -> None:
    one, near = Described("Giàng Páo", "1980"), Described("Giàng A Páo", "1980", near=True)
    assert likeness(one, near)
    plain = likeness(Described("Lò An", "1980"), Described("Lò An", "1980"))
    phones = likeness(
        Described("Lò An", "1980", phone="0912345678"), Described("Lò An", "1980", phone="0912345678")
    )
    assert plain
    assert phones
    assert phones.score > plain.score
    assert likeness(Described("Lò An", "1980", "male"), Described("Lò An", "1980", "female")) is None
