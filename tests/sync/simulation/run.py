"""Runs a seed; one that fails is shrunk to the shortest script that fails, which is printed to be run again."""

import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

from tests.sync.simulation.ending import check
from tests.sync.simulation.shrink import shrink
from tests.sync.simulation.steps import Step, script
from tests.sync.simulation.world import world

_MEMORY = Path("/dev/shm")
"""Where there is such a thing, files that are deleted again need no disk."""


def run(steps: Sequence[Step], database: str | None = None) -> None:
    room = str(_MEMORY) if _MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="tram-world-", dir=room) as folder, world(Path(folder), database) as made:
        made.run(steps)
        check(made)


def fault(steps: Sequence[Step]) -> str | None:
    """What is wrong at the end of these steps; None: all is well."""
    try:
        run(steps)
    except Exception:
        return traceback.format_exc()
    return None


def run_seed(seed: int, length: int) -> None:
    steps = script(seed, length)
    wrong = fault(steps)
    if wrong is not None:
        shortest = shrink(steps, lambda some: fault(some) is not None, tries=200)
        told = "\n".join(f"    {step!r}," for step in shortest)
        raise AssertionError(f"SEED={seed}: {len(steps)} steps fail, {len(shortest)} suffice:\n{told}\n{fault(shortest)}")
