"""Two stations that never met give codes that never meet."""

from station_app.households.service import find_by_code, next_code, register_household
from station_app.store.database import Database
from tests.stations import StationMaker


def test_two_pcs_of_one_point_never_give_the_same_code(station: StationMaker) -> None:
    here, there = station("A"), station("B")
    with there.writing() as session:
        session.connection().exec_driver_sql("UPDATE station SET point = 'A'")
    codes = [next_code(database, "Bản Dền") for database in (here, there) for _ in range(20)]
    assert len(set(codes)) == 40


def test_a_code_typed_from_a_paper_is_skipped(database: Database) -> None:
    first = next_code(database, "Bản Dền")
    taken = f"{first[:-4]}{int(first[-4:]) + 1:04}"
    register_household(database, {"hamlet": "Bản Dền", "code": taken})
    assert next_code(database, "Bản Dền") == f"{first[:-4]}{int(first[-4:]) + 2:04}"


def test_a_household_is_found_however_its_code_was_typed(database: Database) -> None:
    house = register_household(database, {"hamlet": "Bản Dền", "code": "12345-DEN-7"})
    for typed in ("12345-DEN-7", " 12345-den-7 ", "12345 -den- 7"):
        assert find_by_code(database, typed) == house
    assert find_by_code(database, "12345-DEN-8") is None
    assert find_by_code(database, "???") is None
