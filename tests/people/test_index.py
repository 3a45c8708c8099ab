"""The search index follows every way of writing, holds nothing restricted, and can be made again."""

from sqlalchemy import text

from station_app.people.service import add_identifier, correct_person, rebuild_search, register_person, search
from station_app.store.database import Database
from tests.stations import StationMaker


def _rows(database: Database) -> list[tuple[object, ...]]:
    with database.reading() as session:
        rows = session.execute(
            text("SELECT person, sort_key, given, folded, digits FROM person_search ORDER BY person")
        )
        return [tuple(row) for row in rows]


def test_raw_sql_and_bulk_writes_are_found_too(database: Database) -> None:
    with database.writing() as session:
        session.connection().exec_driver_sql(
            "INSERT INTO person (id, full_name, birth_date, phone) VALUES (?, ?, ?, ?)",
            [(f"019b0000-0000-7000-8000-{i:012}", f"Lò Văn {i}", "1970", f"09{i:08}") for i in range(1200)],
        )
    assert len(_rows(database)) == 1200
    assert [hit.full_name for hit in search(database, "00001199")] == ["Lò Văn 1199"]


def test_what_another_station_wrote_is_found_after_it_is_taken_in(station: StationMaker) -> None:
    here, there = station("A"), station("B")
    lan = register_person(there, {"full_name": "Nguyễn Thị Lan", "birth_date": "1988"})
    with there.reading() as session:
        row = there.raw(session).execute("SELECT full_name, birth_date FROM person").fetchone()
    with here.taking_in() as intake:
        intake.raw.execute("INSERT INTO person (id, full_name, birth_date) VALUES (?, ?, ?)", (lan, *row))
        intake.changed |= {("person", lan)}
    assert [hit.id for hit in search(here, "lan")] == [lan]


def test_a_change_of_something_else_leaves_the_index_as_it_was(database: Database) -> None:
    lan = register_person(database, {"full_name": "Nguyễn Thị Lan", "birth_date": "1988"})
    before = _rows(database)
    correct_person(database, lan, {"note": "thích chè"})
    assert _rows(database) == before
    assert not search(database, "che")


def test_the_index_made_again_is_the_index_that_was_kept(database: Database) -> None:
    lan = register_person(database, {"full_name": "Nguyễn Thị Lan", "birth_date": "1988"})
    add_identifier(database, {"person": lan, "type": "SDDCN", "value": "001188012345"}, confirmed_doubts=True)
    for number in range(5):
        correct_person(database, lan, {"phone": f"091234567{number}"})
    kept = _rows(database)
    assert rebuild_search(database) == 1
    assert _rows(database) == kept
    assert [hit.id for hit in search(database, "4574")] == []
    assert [hit.id for hit in search(database, "5674")] == [lan]
    assert not search(database, "5673")
