"""A station whose signed-in person is its head, and a family to ask for its data."""

import pytest

from station_app.people.model import Person
from station_app.staff import service as staff
from station_app.store.database import Database
from tests.windows import frame  # noqa: F401  a fixture for the files beside


@pytest.fixture
def database(station) -> Database:
    """The head is signed in: who else may decide is a matter of rights."""
    made = station("A")
    staff.first_head(made, name="Lò Thị Hạnh", login="hanh")
    return made


@pytest.fixture
def person(database: Database) -> str:
    with database.writing() as session:
        found = Person(full_name="Giàng Thị Mỷ", birth_date="1988-03-09", sex="female", phone="0912000111")
        session.add(found)
    return found.id


@pytest.fixture
def child(database: Database) -> str:
    with database.writing() as session:
        found = Person(full_name="Vừ Thị Dí", birth_date="2022-01-05", sex="female")
        session.add(found)
    return found.id
