"""A warehouse on each database it may stand on, the rooms' own catalogue, and a clock that stands still."""

from collections.abc import Iterator

import pytest

from station_app.health_records import wire as health_records
from station_app.households import wire as households
from station_app.immunization import wire as immunization
from station_app.people import wire as people
from station_app.staff import wire as staff
from station_app.visits import wire as visits
from sync.catalogue import Catalogue
from sync.gateway.warehouse import Warehouse, open_warehouse

NOW_MS = 1_795_600_000_000
"""25 November 2026."""


class Clock:
    def __init__(self) -> None:
        self.ms = NOW_MS

    def __call__(self) -> int:
        return self.ms

    def pass_days(self, days: int) -> None:
        self.ms += days * 86_400_000


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    rooms = (staff, people, households, health_records, immunization, visits)
    return Catalogue(entity for room in rooms for entity in room.ENTITIES)


@pytest.fixture(params=["postgresql", "sqlite"])
def database_url(request, tmp_path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'warehouse.db'}"
    return request.getfixturevalue("postgres")()


@pytest.fixture
def warehouse(database_url, catalogue, clock) -> Iterator[Warehouse]:
    opened = open_warehouse(database_url, catalogue, clock)
    yield opened
    opened.close()


@pytest.fixture
def provincial(postgres, catalogue, clock) -> Iterator[Warehouse]:
    """As `warehouse`, only on PostgreSQL."""
    opened = open_warehouse(postgres(), catalogue, clock)
    yield opened
    opened.close()
