"""Five PCs and a hub, whatever happens: nothing is lost that nobody had been shown, and all come to agree."""

import os
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from station_app.app.rooms import CATALOGUE
from sync.change import Key
from sync.gateway.warehouse import Warehouse, open_warehouse
from sync.merge import State
from tests.sync.real_world import RealStation, template, warehouse_state
from tests.sync.script import Script
from tests.sync.worlds import Hub, MemoryReplica

PCS = "ABCDE"
MORE = 50 if os.environ.get("SOAK") else 1
"""With SOAK=1 it looks further."""


class InMemory(Script):
    def __init__(self) -> None:
        super().__init__()
        self.hub = Hub()
        self.replicas = [MemoryReplica(self.hub, name) for name in PCS]

    def hub_state(self, key: Key) -> State:
        return self.hub.state(key)


def test_five_pcs_in_memory_lose_nothing_and_agree():
    run_state_machine_as_test(InMemory, settings=settings(max_examples=100 * MORE, stateful_step_count=40))


class OnStations(Script):
    """The same on encrypted files, through triggers, with real envelopes and a real warehouse.

    The warehouse serves one station after another; the ids of each start with its number."""

    warehouse: Warehouse
    blank: Path
    numbers: Iterator[int]

    def __init__(self) -> None:
        super().__init__()
        number = next(self.numbers)
        self.keys = tuple((entity, f"{number:08x}{record[8:]}") for entity, record in self.keys)
        self.folder = tempfile.TemporaryDirectory(prefix="tram-machine-")
        self.stations = [
            RealStation(self.blank, Path(self.folder.name, f"{name}.db"), self.warehouse, str(number), name)
            for name in PCS
        ]
        self.replicas = self.stations

    def hub_state(self, key: Key) -> State:
        return warehouse_state(self.warehouse, key)

    def teardown(self) -> None:
        try:
            super().teardown()
            if self.oracle.changes:
                assert all(station.last and station.last.match for station in self.stations)
        finally:
            for station in self.stations:
                station.close()
            self.folder.cleanup()


@pytest.fixture(scope="module")
def blank(tmp_path_factory) -> Path:
    return template(tmp_path_factory.mktemp("blank"))


def _run_on_stations(url: str, blank: Path, **wanted) -> None:
    warehouse = open_warehouse(url, CATALOGUE)
    script = type("OnStations", (OnStations,), {"warehouse": warehouse, "blank": blank, "numbers": count(1)})
    try:
        run_state_machine_as_test(script, settings=settings(**wanted))
    finally:
        warehouse.close()


def test_five_stations_and_an_embedded_warehouse_lose_nothing_and_agree(tmp_path, blank):
    _run_on_stations(f"sqlite:///{tmp_path / 'kho.db'}", blank, max_examples=8 * MORE, stateful_step_count=30)


def test_five_stations_and_the_postgresql_warehouse_lose_nothing_and_agree(postgres, blank):
    _run_on_stations(postgres(), blank, max_examples=5 * MORE, stateful_step_count=30)
