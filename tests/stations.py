"""Real stations for tests: an encrypted file, all rooms, a clock that stands still until told."""

import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from station_app.app.rooms import CATALOGUE, DERIVE, GUARD
from station_app.store.database import Author, Database, create
from station_app.store.vault import Private

HANOI = timezone(timedelta(hours=7))


@dataclass
class MovableClock:
    """Implements common.days.Clock; each reading is a millisecond later than the one before."""

    moment: datetime = datetime(2026, 11, 21, 8, 0, tzinfo=HANOI)

    def now(self) -> datetime:
        self.moment += timedelta(milliseconds=1)
        return self.moment

    def today(self) -> date:
        return self.moment.date()

    def move(self, **by: float) -> None:
        self.moment += timedelta(**by)


StationMaker = Callable[[str], Database]
_KEYS: dict[str, bytes] = {}
"""By station, so that copies of its file can be opened."""


def opened(path: Path, like: Database, machine: str | None = None) -> Database:
    """The file at `path`, which began as a copy of `like`'s, as a program on that machine opens it."""
    clock = MovableClock(like.clock.now())
    return Database(
        path,
        _KEYS[like.author.user],
        CATALOGUE,
        like.author,
        derive=DERIVE,
        guard=GUARD,
        clock=clock,
        machine=machine,
    )


def copied(database: Database, path: Path) -> Path:
    """The station's file as a disk image or an old backup has it."""
    database.fold_log()
    shutil.copyfile(database.path, path)
    return path


@pytest.fixture
def station(tmp_path: Path) -> Iterator[StationMaker]:
    """Makes stations by name: `station("A")` is a new PC of station 12345, service point A."""
    made: list[Database] = []

    def make(name: str) -> Database:
        path, key = tmp_path / f"{name}.db", secrets.token_bytes(32)
        private = Private(secrets.token_bytes(32))
        facts = {
            "code": "12345",
            "name": "Trạm Y tế xã Mường Hoa",
            "point": name,
            "point_name": f"Bản {name}",
        }
        create(path, key, CATALOGUE, facts)
        author = Author(f"019b0000-0000-7000-8000-{len(made):012x}", name)
        _KEYS[author.user] = key
        database = Database(
            path, key, CATALOGUE, author, derive=DERIVE, guard=GUARD, clock=MovableClock(), private=private
        )
        made.append(database)
        return database

    yield make
    for database in made:
        database.close()


@pytest.fixture
def database(station: StationMaker) -> Database:
    return station("A")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
