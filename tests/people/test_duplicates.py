"""Before a second record is made, the nurse is shown who may already be this person."""

from station_app.people.service import likely_duplicates, register_person
from station_app.store.database import Database


def test_the_same_name_with_a_birth_year_that_agrees_is_shown_with_the_reason(database: Database) -> None:
    """pitfall 16: ids are nobody's numbers; who is likely the same is shown before saving."""
    lan = register_person(database, {"full_name": "Nguyễn Thị Lan", "birth_date": "1988-03-09"})
    register_person(database, {"full_name": "Nguyễn Thị Lan", "birth_date": "1989"})
    register_person(database, {"full_name": "Trần Thị Lan", "birth_date": "1988"})
    (hit,) = likely_duplicates(database, {"full_name": "nguyen thi lan", "birth_date": "1988"})
    assert (hit.id, hit.why) == (lan, "cùng họ tên, cùng năm sinh")


def test_a_twin_is_not_shown(database: Database) -> None:
    register_person(database, {"full_name": "Vàng Thị Anh", "birth_date": "2024-05-01"})
    assert not likely_duplicates(database, {"full_name": "Vàng Thị Em", "birth_date": "2024-05-01"})


def test_who_lives_near_is_shown_first_and_the_person_being_edited_never(database: Database) -> None:
    values = {"full_name": "Giàng A Páo", "birth_date": "1980"}
    far, near = register_person(database, values), register_person(database, values)
    assert [hit.id for hit in likely_duplicates(database, values, near={near})] == [near, far]
    assert [hit.id for hit in likely_duplicates(database, values, apart_from=far)] == [near]


def test_without_a_name_nobody_is_suspected(database: Database) -> None:
    register_person(database, {"full_name": "Giàng A Páo", "birth_date": "1980"})
    assert not likely_duplicates(database, {"birth_date": "1980"})
