"""The station's side: the real encrypted file and the real exchange service, timed."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from station_app.app.rooms import CATALOGUE, DERIVE, GUARD
from station_app.common.errors import Unavailable
from station_app.demo.chance import Chance
from station_app.demo.load import load
from station_app.exchange import service as exchange
from station_app.store.database import Author, Database, create
from sync.round import Outcome
from tests.benchmarks.day import AS_OF, HANOI
from tests.benchmarks.sync.commune import SEED, Tables
from tests.benchmarks.sync.edits import Edit
from tests.benchmarks.sync.gateway import STATION

FILE = "station.db"
_KEY = bytes(range(32))
_AUTHOR = "019b0000-0000-7000-8000-00000000000a"
_PAUSE = 0.05
"""Seconds before the line is tried again, the same as PouchDB is given; a real PC waits longer."""


class BusyDay:
    """Implements common.days.Clock: between two savings a nurse needs from half a minute to three."""

    def __init__(self) -> None:
        self._chance = Chance(SEED, "clock")
        self._moment = datetime(AS_OF.year, AS_OF.month, AS_OF.day, 7, 30, tzinfo=HANOI)

    def now(self) -> datetime:
        return self._moment

    def today(self) -> date:
        return self._moment.date()

    def go_on(self) -> None:
        self._moment += timedelta(milliseconds=self._chance.whole(30_000, 180_000))


@dataclass
class Round:
    seconds: float
    cpu: float
    tries: int
    outcome: Outcome | None

    @property
    def settled(self) -> bool:
        return self.outcome is not None and self.outcome.match is True


def found(folder: Path, point: str) -> None:
    folder.mkdir(parents=True)
    facts = {"code": STATION, "name": "Trạm Y tế xã Mường Hoa", "point": point, "point_name": f"Bản {point}"}
    create(folder / FILE, _KEY, CATALOGUE, facts)


@contextmanager
def opened(folder: Path, url: str | None = None, authority: str | None = None) -> Iterator[Database]:
    """`url`: where the province is reached this time; `authority`: the only one believed (PEM)."""
    author = Author(_AUTHOR, folder.name)
    database = Database(folder / FILE, _KEY, CATALOGUE, author, derive=DERIVE, guard=GUARD, clock=BusyDay())
    try:
        if url:
            exchange.set_line(database, gateways=[url], authority=authority)
        yield database
    finally:
        database.fold_log()
        database.close()


def fill(database: Database, tables: Tables) -> None:
    """By the door of an import: household by household, every row captured."""
    load(database, tables)


def write(database: Database, edits: Iterable[Edit]) -> None:
    """Each is saved by itself, as a nurse saves."""
    for edit in edits:
        assert isinstance(database.clock, BusyDay)
        database.clock.go_on()
        with database.writing() as session:
            database.raw(session).execute(*_statement(edit))


def _statement(edit: Edit) -> tuple[str, tuple[Any, ...]]:
    names, values = tuple(edit.values), tuple(edit.values.values())
    if edit.new:
        columns, marks = ", ".join(("id", *names)), ", ".join("?" * (len(names) + 1))
        return f"INSERT INTO {edit.entity} ({columns}) VALUES ({marks})", (edit.id, *values)
    changed = ", ".join(f"{name} = ?" for name in names)
    return f"UPDATE {edit.entity} SET {changed} WHERE id = ?", (*values, edit.id)


def enrol(database: Database, url: str, code: str) -> None:
    exchange.enroll(database, url, code)


def synchronised(database: Database, tries: int = 1) -> Round:
    """Rounds until one is through and both sides agree."""
    began, used = time.perf_counter(), time.process_time()
    outcome, tried = None, 0
    while tried < tries and (outcome is None or outcome.match is not True):
        tried += 1
        try:
            outcome = exchange.synchronise(database)
        except Unavailable:
            if tried == tries:
                break
            time.sleep(_PAUSE)
    return Round(time.perf_counter() - began, time.process_time() - used, tried, outcome)


def visible(database: Database, edits: Iterable[Edit]) -> int:
    """How many of the written values stand in the rows that the nurse sees."""
    seen = 0
    with database.reading() as session:
        raw = database.raw(session)
        for edit in edits:
            names = ", ".join(edit.values)
            query = f"SELECT {names} FROM {edit.entity} WHERE id = ?"
            row = raw.execute(query, (edit.id,)).fetchone() or ()
            seen += sum(one == other for one, other in zip(row, edit.values.values(), strict=False))
    return seen
