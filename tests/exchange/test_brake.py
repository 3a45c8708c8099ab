"""More deletions than a day's work has wait until a person has looked; everything else goes on."""

import pytest

from station_app.app.status import segments
from station_app.cli.parser import parser
from station_app.cli.province import synchronise as province_command
from station_app.common.errors import WAITING, Refused
from station_app.exchange.brake import Watch, held
from station_app.exchange.service import confirm_deletions, held_deletions, line_state, synchronise
from station_app.people.model import Person
from station_app.store.database import Database


def register(database: Database, count: int) -> list[str]:
    with database.writing() as session:
        people = [Person(full_name=f"người {n}", birth_date="1988", sex="female") for n in range(count)]
        session.add_all(people)
    return [person.id for person in people]


def withdraw(database: Database, people: list[str]) -> None:
    with database.writing(reason="nhập nhầm") as session:
        for person in people:
            session.get_one(Person, person).gone = "nhập nhầm"


def here(database: Database) -> int:
    with database.reading() as session:
        return session.query(Person).filter(Person.gone.is_(None)).count()


def told(database: Database) -> tuple[int, int]:
    """The exit code of `station sync`, and what the bar at the bottom says."""
    options = parser().parse_args(["sync"])
    done = province_command(database, options)
    [*held] = [segment.words for segment in segments(line_state(database)) if "lượt xoá" in segment.words]
    assert isinstance(done.data, dict)
    assert done.data["held_deletions"] == (int(held[0].split()[0]) if held else 0)
    return done.code, done.data["held_deletions"]


@pytest.mark.parametrize(
    "records, deleted, waits",
    [
        pytest.param(200, 10, False, id="ten are a day's work"),
        pytest.param(200, 11, True, id="eleven of two hundred are more than one in a hundred"),
        pytest.param(1200, 12, False, id="twelve of twelve hundred are not"),
        pytest.param(200, 51, True, id="more than fifty always wait"),
    ],
)
def test_pitfall_10_a_mass_deletion_waits_for_a_person(province, enrolled, records, deleted, waits):
    """pitfall 10: an empty or broken source must not empty the province."""
    a, b = enrolled("A"), enrolled("B")
    people = register(a, records)
    synchronise(a)
    synchronise(b)
    withdraw(a, people[:deleted])
    register(a, 1)
    outcome = synchronise(a)
    assert told(a) == (WAITING if waits else 0, deleted if waits else 0)
    waiting = held_deletions(a)
    assert (waiting is not None) == waits
    assert outcome.match is (None if waits else True)
    synchronise(b)
    assert here(b) == records + (0 if waits else 1 - deleted)
    if waiting is None:
        with pytest.raises(Refused):
            confirm_deletions(a)
        return
    assert (waiting.count, waiting.records, len(waiting.keys)) == (deleted, records + 1, deleted)
    assert line_state(a).unsent == 2
    synchronise(b)
    assert here(b) == records, "what others do goes on"
    assert confirm_deletions(a) == deleted
    assert synchronise(a).match is True
    synchronise(b)
    assert here(b) == records + 1 - deleted
    assert held_deletions(a) is None


def test_unsent_work_is_looked_through_once_and_anew_under_another_name(database):
    people = register(database, 40)
    watch = Watch()
    for deleted in (people[:6], people[6:12]):
        withdraw(database, deleted)
        with database.reading() as session:
            raw = database.raw(session)
            assert held(raw, watch) == held(raw)
            assert watch.upto == line_state(database).written
    with database.taking_in() as intake:
        intake.raw.execute("UPDATE sync_self SET device = 'another234'")
        watch.found = []
        assert held(intake.raw, watch) == held(intake.raw)
        assert watch.found
