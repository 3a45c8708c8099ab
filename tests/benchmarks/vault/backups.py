"""One verified backup of the whole station: how long it takes."""

import time
from collections.abc import Iterator
from contextlib import closing

from station_app.store.backup import back_up
from tests.benchmarks.commune import HOME, key_of, unlocked
from tests.benchmarks.figures import Figure
from tests.benchmarks.vault.ground import Ground

ENOUGH_SECONDS = 120
"""Somewhat longer than it takes to drink a glass of water; nobody waits for it."""


def figures(ground: Ground) -> Iterator[Figure]:
    with ground.commune.copied() as work, closing(unlocked(work / HOME)) as database:
        began = time.monotonic()
        done = back_up(database, key_of(work / HOME), work / "usb")
        seconds = time.monotonic() - began
    beside = f"{done.records:,} records, opened, checked and counted"
    yield Figure("a verified backup of the whole station", seconds, "s", ENOUGH_SECONDS, beside)
