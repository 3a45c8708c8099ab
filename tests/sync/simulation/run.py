"""Runs a seed; one that fails is shrunk to the shortest script that fails, which is printed."""

import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

from tests.postgres import FreshDatabase
from tests.sync.simulation.ending import check
from tests.sync.simulation.shrink import shrink
from tests.sync.simulation.steps import Step, script
from tests.sync.simulation.world import world

LENGTH = 80
_MEMORY = Path("/dev/shm")
"""Where there is such a thing, files that are deleted again need no disk."""


def run(steps: Sequence[Step], fresh: FreshDatabase | None = None) -> None:
    """On SQLite, or on a new database of `fresh`."""
    database = fresh() if fresh else None
    room = str(_MEMORY) if _MEMORY.is_dir() else None
    with (
        tempfile.TemporaryDirectory(prefix="tram-world-", dir=room) as folder,
        world(Path(folder), database) as made,
    ):
        made.run(steps)
        check(made)


def fault(steps: Sequence[Step], fresh: FreshDatabase | None = None) -> Exception | None:
    """What is wrong at the end of these steps; None: all is well."""
    try:
        run(steps, fresh)
    except Exception as error:
        return error
    return None


def kind(error: Exception | None) -> tuple[str, str] | None:
    """Two scripts fail alike when the same thing is raised in the same place."""
    if error is None:
        return None
    place = traceback.extract_tb(error.__traceback__)[-1]
    return type(error).__name__, f"{place.filename} {place.name} {place.line}"


def run_seed(seed: int, postgres: FreshDatabase) -> None:
    """Every tenth seed stands on PostgreSQL."""
    fresh = postgres if seed % 10 == 0 else None
    steps = script(seed, LENGTH)
    wrong = fault(steps, fresh)
    if wrong is not None:
        shortest = shrink(steps, lambda some: kind(fault(some, fresh)) == kind(wrong), tries=200)
        told = "\n".join(f"    {step!r}," for step in shortest)
        raise AssertionError(
            f"SEED={seed}: of {len(steps)} steps these {len(shortest)} fail:\n{told}"
        ) from wrong
