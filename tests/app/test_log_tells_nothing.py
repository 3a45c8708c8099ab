"""The audit log of a commune at work holds nothing of anybody: no name, number, address, diagnosis or lot."""

import re
from pathlib import Path

import pytest

from station_app.app import home, summary
from station_app.common.days import FixedClock
from station_app.demo.load import load
from station_app.demo.population import population
from station_app.households import service as households
from station_app.people.service.cards import newest_numbers
from station_app.store import audit
from station_app.store.audit import Action
from station_app.store.vault.slots import FLOOR
from sync.audit import payload
from tests.app.conftest import LOGIN, PASSWORD
from tests.screenshots import CLOCK
from tests.store.test_audit import entries

PEOPLE = 60
_SAID = ("full_name", "number", "phone", "address", "lot", "name", "substance", "reason", "hamlet")
"""Fields of the commune in which somebody is told of."""


@pytest.fixture(scope="module")
def log(tmp_path_factory) -> tuple[str, set[str]]:
    """The log as it travels, after a commune was loaded, pages and sheets opened and commands run; and all
    that is told of the commune's people."""
    place: Path = tmp_path_factory.mktemp("commune") / "home"
    home.found(place, code="99001", name="Trạm", login=LOGIN, password=PASSWORD, cost=FLOOR)
    clock = FixedClock(CLOCK.at)
    database = home.unlock(place, LOGIN, PASSWORD, cost=FLOOR, clock=clock)
    tables = population(2026, people=PEOPLE, as_of=clock.today(), years=1).tables()
    load(database, tables)
    for row in households.list_households(database, limit=20):
        summary.household(database, row.id)
        for member in households.household_card(database, row.id).members:
            audit.note(database, Action.VIEWED, entity="person", record=member.person)
            number = newest_numbers(database, [member.person], "1").get(member.person, "079088012345")
            audit.note(database, Action.PRINTED, entity="person", record=member.person, detail=number)
    database.close()
    again = home.unlock(place, LOGIN, PASSWORD, cost=FLOOR, clock=clock)
    written = "\n".join(payload(entry).decode() for entry in entries(again))
    again.close()
    told = {
        str(value)
        for rows in tables.values()
        for row in rows
        for name, value in row.items()
        if name in _SAID and isinstance(value, str) and len(value) > 3
    }
    return written, told


def test_nothing_that_is_told_of_people_is_in_the_log(log):
    written, told = log
    assert len(told) > PEOPLE
    assert not [value for value in told if value in written]


def test_no_number_of_a_person_is_in_it(log):
    written, _ = log
    assert not re.findall(r'"[^"]*\b\d{9,}\b[^"]*"', written)
