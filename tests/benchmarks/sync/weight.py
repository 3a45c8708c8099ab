"""What synchronising adds to the station's file, and to a save."""

import time
from collections.abc import Iterator
from statistics import median
from typing import Any

from station_app.store.database import Database
from station_app.store.record import new_id
from tests.benchmarks.sync.commune import Tables
from tests.benchmarks.sync.figures import Line
from tests.benchmarks.sync.ground import Ground

SAVES = 150
_BOOKS = "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'sync_%'"
_UNSENT, _SUPERSEDED = "sync_outbox", "sync_history"


def figures(ground: Ground) -> Iterator[Line]:
    with ground.ours() as ours:
        yield max(
            (_metadata(ground, database) for database in (ours.a, ours.b)), key=lambda line: line.ours or 0
        )
        capture, with_it, without = _capture(ours.a, ground.tables)
    words = f"the same save with it {with_it:.2f}, without {without:.2f}"
    yield Line("capture in a save", "ms of processor time", capture, 1, None, None, words)


def _metadata(ground: Ground, database: Database) -> Line:
    """Bytes of values, as the file holds them before it is encrypted; the heavier of both PCs is told."""
    with database.reading() as session:
        raw = database.raw(session)
        weights = {entity: _weights(raw, entity) for entity in ground.tables}
        names = raw.execute(_BOOKS).fetchall()
        books = {name: sum(_weights(raw, name).values()) for (name,) in names}
    marks = sum(weight.pop("sync_meta") for weight in weights.values())
    data = sum(sum(weight.values()) for weight in weights.values())
    outbox, superseded = books.pop(_UNSENT), books.pop(_SUPERSEDED)
    share = 100 * (marks + sum(books.values())) / data
    words = (
        f"MB: {marks / 1e6:.1f} beside {data / 1e6:.1f} of records; superseded values {superseded / 1e6:.1f},"
        f" payloads until a backup has them {outbox / 1e6:.1f}"
    )
    return Line("sync metadata in the station's file", "% of the data", share, 10, None, None, words)


def _weights(raw: Any, table: str) -> dict[str, int]:
    columns = [row[1] for row in raw.execute(f"PRAGMA table_info({table})").fetchall()]
    sums = ", ".join(f'coalesce(sum(length(CAST("{column}" AS BLOB))), 0)' for column in columns)
    return dict(zip(columns, raw.execute(f"SELECT {sums} FROM {table}").fetchone(), strict=True))


def _capture(database: Database, tables: Tables) -> tuple[float, float, float]:
    """The same dose by `writing`, and with the capture told to be quiet; both derive what is derived."""
    with_it: list[float] = []
    without: list[float] = []
    for turn in range(SAVES):
        for quiet in (turn % 2 == 0, turn % 2 == 1):
            values = {**tables["dose"][turn], "id": new_id(), "historical": True}
            began = time.process_time_ns()
            _saved(database, values, quiet)
            (without if quiet else with_it).append((time.process_time_ns() - began) / 1e6)
    beyond = median(one - other for one, other in zip(with_it, without, strict=True))
    return beyond, median(with_it), median(without)


def _saved(database: Database, values: dict[str, Any], quiet: bool) -> None:
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    statement = f"INSERT INTO dose ({names}) VALUES ({marks})"
    if quiet:
        with database.taking_in() as intake:
            intake.raw.execute(statement, tuple(values.values()))
            intake.changed |= {("dose", values["id"])}
    else:
        with database.writing() as session:
            database.raw(session).execute(statement, tuple(values.values()))
