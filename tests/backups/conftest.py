"""A founded station with a family in it, opened by its head."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from station_app.app import home
from station_app.households.service import register_household
from station_app.store.database import Database
from station_app.store.vault import FLOOR
from tests.households.families import family
from tests.stations import MovableClock

LOGIN, PASSWORD = "hanh", "suối trong mường hoa"


def unlocked(place: Path, clock: MovableClock | None = None) -> Database:
    return home.unlock(place, LOGIN, PASSWORD, cost=FLOOR, clock=clock or MovableClock())


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "tram"
    home.found(folder, code="12345", name="Trạm Mường Hoa", login=LOGIN, password=PASSWORD, cost=FLOOR)
    return folder


@pytest.fixture
def opened(place: Path) -> Iterator[Database]:
    database = unlocked(place)
    register_household(database, {"hamlet": "Bản Dền"}, family(), confirmed_doubts=True)
    yield database
    database.close()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder as a stick would be mounted."""
    folder = tmp_path / "usb"
    folder.mkdir()
    return folder


def clock_of(database: Database) -> MovableClock:
    assert isinstance(database.clock, MovableClock)
    return database.clock
