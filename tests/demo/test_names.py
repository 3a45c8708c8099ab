"""Names follow the rules of each people."""

import re

import pytest

from station_app.demo.chance import Chance
from station_app.demo.names import DAO, EDE, HMONG, KINH, PEOPLES, SURNAMES, TAY, THAI, full_name, surname


@pytest.mark.parametrize(
    "people, sex, form",
    [
        (HMONG, "male", r"\S+ (A|Seo|Mí|Văn) \S+"),
        (HMONG, "female", r"\S+ Thị \S+"),
        (THAI, "female", r"(Lò|Cầm|Quàng|Hà|Vì|Tòng|Lường|Điêu|Bạc|Cà|Lèo|Mè) \S+ \S+"),
        (DAO, "male", r"(Triệu|Phàn|Chảo|Lý|Tẩn|Bàn|Đặng|Lò|Vàng) \S+ \S+"),
        (EDE, "female", r"H'\S+ \S+"),
        (EDE, "male", r"Y \S+ \S+"),
        (KINH, "female", r"\S+ \S+ \S+( \S+)?"),
        (TAY, "male", r"\S+ \S+ \S+"),
    ],
)
def test_a_name_has_the_form_of_its_people(people, sex, form):
    chance = Chance(5, "names")
    for _ in range(50):
        assert re.fullmatch(form, full_name(chance, people, sex, surname(chance, people)))


def test_every_people_of_the_commune_has_names_for_both_sexes():
    chance = Chance(5, "every people")
    drawn = {chance.among(PEOPLES) for _ in range(5_000)}
    assert drawn == set(SURNAMES)
    for people in SURNAMES:
        for sex in ("male", "female"):
            assert full_name(chance, people, sex, surname(chance, people))
