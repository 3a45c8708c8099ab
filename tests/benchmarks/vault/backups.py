"""Backups of the whole station: how long one takes, what a nurse who saves meanwhile notices, and a drill."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

from station_app.app import drilling, home
from station_app.backups import service as backups
from station_app.common.errors import Refused
from station_app.immunization.service import DoseToRecord, record_dose
from station_app.store.backup import back_up
from station_app.store.database import Database
from station_app.store.label import SCHEDULE
from tests.benchmarks.commune import HOME, key_of
from tests.benchmarks.day import BenchmarkDay
from tests.benchmarks.figures import Figure, Samples
from tests.benchmarks.giving import doses
from tests.benchmarks.vault.ground import Ground

ENOUGH_SECONDS = 120
"""Somewhat longer than it takes to drink a glass of water; nobody waits for it."""
DRILL_SECONDS = 300
BETWEEN = 0.15
"""Seconds between two saves: far more often than anybody types."""
UNNOTICED = 3
"""A save that takes so many times as long is still over before the finger has left the key."""


def figures(ground: Ground) -> Iterator[Figure]:
    with ground.commune.copied() as work, closing(opened(work / HOME)) as database:
        given = doses(database)
        quiet = _saves(database, given, until=lambda done: done >= 5 * ground.rounds)
        began = time.monotonic()
        done, busy = _beside(database, given, work / "usb")
        seconds = time.monotonic() - began
        beside = f"{done:,} records opened, checked and counted, with {len(busy.wall)} saves meanwhile"
        yield Figure("a verified backup of the whole station", seconds, "s", ENOUGH_SECONDS, beside)
        yield Figure("save a dose while nothing else runs: wall p95", quiet.p95, "ms")
        yield Figure(
            "save a dose during a backup: wall p95", busy.p95, "ms", None, f"without {quiet.p95:.1f} ms"
        )
        share = busy.p95 / quiet.p95
        yield Figure("save a dose during a backup, beside without", share, "times", UNNOTICED, "of both p95")
        yield from _drill(database)


def opened(place: Path) -> Database:
    """As on its own PC: a folder that was copied would first say all of it anew under another name."""
    return home.open_copy(place, key_of(place), BenchmarkDay())


def _drill(database: Database) -> Iterator[Figure]:
    made = backups.make(database, SCHEDULE)
    row = drilling.drill(database, made.row.folder)
    if not row.match:
        raise AssertionError(row.words)
    beside = f"{row.records:,} records compared one by one"
    yield Figure("a restore drill", row.seconds, "s", DRILL_SECONDS, beside)


def _beside(database: Database, given: Iterator[DoseToRecord], target: Path) -> tuple[int, Samples]:
    """One backup on a thread of its own, and a nurse who goes on saving."""
    made: list[int] = []
    thread = threading.Thread(target=lambda: made.append(back_up(database, database.key, target).records))
    thread.start()
    busy = _saves(database, given, until=lambda done: not thread.is_alive())
    thread.join()
    return made[0], busy


def _saves(database: Database, given: Iterator[DoseToRecord], until: Callable[[int], bool]) -> Samples:
    samples = Samples()
    for done, wanted in enumerate(given):
        if until(done):
            break
        with suppress(Refused), samples.timing():
            record_dose(database, wanted, confirmed=True)
        time.sleep(BETWEEN)
    return samples
