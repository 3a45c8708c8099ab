"""Two PCs of one station and a warehouse on SQLite, joined by a line that counts what it carries."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select
from uuid_utils import uuid7

from station_app.app.rooms import CATALOGUE
from sync.change import Key
from sync.gateway.tables import DIGEST
from sync.gateway.warehouse import Warehouse, open_warehouse
from sync.message import Proof
from sync.parcel import Message, pack
from sync.round import Broken
from tests.sync.real_world import RealStation, Wire, template

NOW_MS = 1_795_600_000_000


@dataclass
class CountingWire(Wire):
    """Counts what a question and its answer weigh, frames and all; `cut_after` so many it breaks once."""

    sizes: list[tuple[str, int]] = field(default_factory=list)
    cut_after: int | None = None

    def _frames(self, path: str, message: msgspec.Struct, kind: type[Message]) -> tuple[Message, Proof]:
        if self.cut_after == 0:
            self.cut_after = None
            raise Broken("cut")
        if self.cut_after is not None:
            self.cut_after -= 1
        answer, proof = super()._frames(path, message, kind)
        self.sizes.append((path, len(pack(message)) + len(pack(answer)) + 2 * 64 + 10))
        return answer, proof


class CountingStation(RealStation):
    """A PC at such a line."""

    def __init__(self, blank: Path, path: Path, warehouse: Warehouse, scope: str, name: str) -> None:
        super().__init__(blank, path, warehouse, scope, name)
        self.wire = CountingWire(warehouse, self.device, self._signing)
        self._wire = self.wire


@dataclass
class World:
    warehouse: Warehouse
    blank: Path
    a: CountingStation
    b: CountingStation
    others: list[CountingStation] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)

    def another(self, name: str, scope: str = "12345") -> CountingStation:
        """A PC that was enrolled just now."""
        path = self.blank.parent / f"{name}.db"
        station = CountingStation(self.blank, path, self.warehouse, scope, name)
        with station.database.taking_in() as intake:
            intake.raw.execute("UPDATE station SET point = ?", (name,))
        self.others.append(station)
        return station

    def agree(self, *stations: RealStation) -> bool:
        with self.warehouse.engine.connect() as connection:
            words = {row.entity: row.word for row in connection.execute(select(DIGEST)) if row.word}
        ours = [station.digests() for station in stations or (self.a, self.b)]
        return all(kept == counted == words for kept, counted in ours)


@pytest.fixture
def world(tmp_path) -> Iterator[World]:
    warehouse = open_warehouse(f"sqlite:///{tmp_path / 'kho.db'}", CATALOGUE, lambda: NOW_MS)
    blank = template(tmp_path)
    a, b = (CountingStation(blank, tmp_path / f"{n}.db", warehouse, "12345", n) for n in "AB")
    made = World(warehouse, blank, a, b)
    yield made
    for station in (a, b, *made.others):
        station.close()
    warehouse.close()


def rounds(*stations: CountingStation) -> None:
    for station in stations:
        station.round("none", station.wire.chance)


def households(station: RealStation, count: int = 1, **more: str) -> list[Key]:
    keys = [("household", str(uuid7())) for _ in range(count)]
    station.write({key: {"code": f"HO-{n}", "hamlet": "Bản Dền", **more} for n, key in enumerate(keys)}, [])
    return keys
