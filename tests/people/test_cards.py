"""A person's card: age in words, labels, numbers, and the insurance that counts today."""

from station_app.people.service import add_identifier, list_people, people_named, person_card, register_person
from station_app.store.database import Database


def test_a_birth_year_alone_gives_an_age_that_says_so(database: Database) -> None:
    card = person_card(database, register_person(database, {"full_name": "Lò Văn An", "birth_date": "1950"}))
    assert (card.born, card.age) == ("1950", "khoảng 76 tuổi")


def test_who_has_died_stays_at_the_age_of_death(database: Database) -> None:
    values = {"full_name": "Lò Văn An", "birth_date": "1950-01-02", "died_on": "2020-06-01"}
    assert person_card(database, register_person(database, values)).age == "70 tuổi"


def test_the_insurance_that_is_valid_counts_before_the_one_that_ran_out(database: Database) -> None:
    person = register_person(database, {"full_name": "Lò Văn An", "birth_date": "1950"})
    assert person_card(database, person).insurance is None
    old = {"person": person, "type": "MA_THE_BHYT", "value": "GD4010123456789", "valid_to": "2025-12-31"}
    add_identifier(database, old)
    insurance = person_card(database, person).insurance
    assert insurance is not None
    assert (insurance.valid, insurance.words) == (False, "hết hạn 31/12/2025")
    add_identifier(database, {**old, "value": "GD4010123456780", "valid_to": "2026-12-31"})
    insurance = person_card(database, person).insurance
    assert insurance is not None
    assert (insurance.number, insurance.words) == ("GD4010123456780", "đến 31/12/2026")
    assert len(person_card(database, person).identifiers) == 2


def test_people_are_listed_in_vietnamese_order_page_by_page(database: Database) -> None:
    for name in ("Trần Văn Đức", "Nguyễn Thị Dung", "Lê Thị Ấn", "Bùi Văn An", "Bùi Thị Ân"):
        register_person(database, {"full_name": name, "birth_date": "1980"})
    page, place = list_people(database, 3)
    rest, end = list_people(database, 3, place)
    assert [hit.full_name for hit in [*page, *rest]] == [
        "Bùi Văn An", "Bùi Thị Ân", "Lê Thị Ấn", "Nguyễn Thị Dung", "Trần Văn Đức",
    ]  # fmt: skip
    assert end is None


def test_names_are_told_for_ids(database: Database) -> None:
    person = register_person(database, {"full_name": "Lò Văn An", "birth_date": "1950"})
    assert people_named(database, [person, "nobody"]) == {person: "Lò Văn An"}
