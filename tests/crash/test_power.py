"""The power goes: of what was not flushed anything may be lost. What was said to be saved is there.

The calls of the real program are recorded once per operation; each of their beginnings gives disks, and the
real program opens them."""

import random
import shutil
from pathlib import Path

import pytest

from tests.crash.figures import keep_states
from tests.crash.operations import OPERATIONS
from tests.crash.power import Recorded
from tests.crash.recording import Step, record
from tests.crash.visiting import copied, fingerprint

pytestmark = pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace is not installed: nothing can hear what the disk was asked"
)
SEED = 11
MOST = {
    "draft": 20, "save": 20, "dose": 10, "import": 10, "taking in": 10, "folding the log": 15, "backup": 6,
    "new password": 10, "restore": 2, "rekey": 2, "founding": 2,
}  # fmt: skip
"""Of how many places of an operation the suite looks at the disk; make soak at all, with more chances."""


def cuts(steps: list[Step], most: int | None) -> list[int]:
    """After each step; of too many the last ones, where names change and something is said, and by chance."""
    begin = next(at for at, step in enumerate(steps, 1) if step.kind == "begin")
    every = list(range(begin, len(steps) + 1))
    if most is None or len(every) <= most:
        return every
    turns = [at for at in every if steps[at - 1].kind in ("rename", "unlink", "said", "sync")]
    chance = random.Random(SEED)
    some = chance.sample(turns, min(len(turns), most // 2))
    return sorted({every[-1], *some, *chance.sample(every, most - len(some))})


def look(operation: str, tmp_path: Path, most: int | None, chances: int) -> int:
    """How many different disks were opened; each kept what was said, and work went on in it."""
    work, made = OPERATIONS[operation], tmp_path / "made"
    made.mkdir()
    work.prepare(made)
    steps = record(operation, copied(made, tmp_path / "recorded"), tmp_path / "trace")
    recorded, seen = Recorded(made, steps), set[str]()
    for at in cuts(steps, most):
        said = recorded.said(at)
        for way in ("killed", "unflushed", *range(chances)):
            chance = random.Random(f"{SEED} {at} {way}") if isinstance(way, int) else None
            recorded.put(tmp_path / "disk", at, chance, everything=way == "killed")
            disk = fingerprint(tmp_path / "disk", made, said, exact=True)
            if disk in seen:
                continue
            seen.add(disk)
            try:
                work.judge(tmp_path / "disk", said)
            except BaseException as fault:
                last = f"{steps[at - 1].kind} {steps[at - 1].name}"
                fault.add_note(f"{operation}: after {at} of {len(steps)} ({last}), {way}; said {said}")
                raise
    return len(seen)


@pytest.mark.parametrize("operation", MOST)
def test_a_power_cut_loses_nothing_that_was_said(operation, tmp_path: Path):
    keep_states(operation, look(operation, tmp_path, most=MOST[operation], chances=1))


@pytest.mark.soak
@pytest.mark.parametrize("operation", OPERATIONS)
def test_at_every_call_to_the_disk(operation, tmp_path: Path):
    keep_states(operation, look(operation, tmp_path, most=None, chances=3))
