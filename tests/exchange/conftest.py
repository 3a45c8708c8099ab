"""A warehouse that listens on this machine, on SQLite or on PostgreSQL, and stations enrolled with it."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from station_app.app.rooms import CATALOGUE
from station_app.exchange.service import enroll
from station_app.store.database import Database
from sync.gateway.enrolment import create_code
from sync.gateway.serve import listen, url
from sync.gateway.serve import server as serving
from sync.gateway.warehouse import Warehouse, open_warehouse
from tests.exchange.worlds import world  # noqa: F401  a fixture
from tests.proxy import Proxy, between
from tests.stations import StationMaker
from tests.windows import frame  # noqa: F401  a fixture for the files beside

NOW_MS = 1_795_222_800_000
"""21 November 2026, 08:00 in Hà Nội, as the stations' clocks say."""


@dataclass
class Province:
    warehouse: Warehouse
    url: str
    proxy: Proxy
    ahead_ms: int = 0

    def code(self, station: str = "12345", point: str = "Bản Dền") -> str:
        return create_code(self.warehouse, station=station, point=point)


@pytest.fixture
def province(request, tmp_path) -> Iterator[Province]:
    database = f"sqlite:///{tmp_path / 'kho.db'}"
    if getattr(request, "param", "sqlite") == "postgresql":
        database = request.getfixturevalue("postgres")()
    made: list[Province] = []
    begun = time.monotonic()

    def wall_ms() -> int:
        return NOW_MS + int((time.monotonic() - begun) * 1000) + (made[0].ahead_ms if made else 0)

    warehouse = open_warehouse(database, CATALOGUE, wall_ms)
    sockets = listen(("127.0.0.1",), 0)
    server = serving(warehouse)
    thread = threading.Thread(target=server.run, args=(sockets,))
    thread.start()
    with between(url(sockets[0], "http")) as (proxy, address):
        made.append(Province(warehouse, address, proxy))
        yield made[0]
    server.should_exit = True
    thread.join()
    for bound in sockets:
        bound.close()
    warehouse.close()


Enrolled = Callable[[str], Database]


@pytest.fixture
def enrolled(province: Province, station: StationMaker) -> Enrolled:
    """`enrolled("A")` is a PC of station 12345 that the province knows."""

    def make(name: str) -> Database:
        database = station(name)
        enroll(database, province.url, province.code(point=f"Điểm {name}"))
        return database

    return make
