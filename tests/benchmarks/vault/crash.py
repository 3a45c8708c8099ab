"""A PC dies at every point of an operation, and the power at its calls to the disk: what is lost, and how
much is looked at. What takes longest of all is left to `make soak`."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.figures import Figure
from tests.benchmarks.vault.ground import Ground, say
from tests.crash.operations import OPERATIONS
from tests.crash.test_kill import LONGEST
from tests.crash.test_power import MOST, look
from tests.crash.visiting import visit, warmed

QUICK = ("draft", "save")


def figures(ground: Ground) -> Iterator[Figure]:
    """A loss would raise, and this benchmark would be named as one that could not be measured."""
    points = disks = 0
    with warmed() as zygote, tempfile.TemporaryDirectory() as folder:
        for operation in QUICK if ground.quick else [one for one in OPERATIONS if one != LONGEST]:
            told = visit(zygote, operation, Path(folder) / operation)
            points += told.points
            say(f"{operation}: {told.points} points")
    with tempfile.TemporaryDirectory() as folder:
        for operation in QUICK if ground.quick else MOST:
            place = Path(folder) / operation
            place.mkdir()
            disks += look(operation, place, most=MOST[operation], chances=1)
    yield Figure("crash points visited: SIGKILL at each statement and file step", points, "points")
    yield Figure("disks opened that a power cut may leave", disks, "disks")
    yield Figure("acknowledged records lost by these", 0, "records", 0)
