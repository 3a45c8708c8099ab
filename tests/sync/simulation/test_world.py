"""Whatever lines, disks and clocks do: nothing that was said to be saved is lost, and all come to agree."""

import os
import time

import pytest

from tests.sync.simulation.run import fault, run_seed
from tests.sync.simulation.steps import Step

SEED = int(os.environ.get("SEED", "1"))
MINUTES = float(os.environ.get("MINUTES", "10"))


@pytest.mark.parametrize("seed", [SEED, *(SEED * 1000 + number for number in range(3))])
def test_a_world_of_faults_ends_with_everything_everywhere(seed, postgres):
    """Run again with SEED=…; the failing script is cut down and printed."""
    run_seed(seed, postgres)


@pytest.mark.soak
def test_many_worlds_of_faults_end_with_everything_everywhere(postgres):
    """For half of MINUTES."""
    end = time.monotonic() + MINUTES * 30
    seed = SEED * 1_000_000
    while time.monotonic() < end:
        run_seed(seed, postgres)
        seed += 1


def test_a_pc_that_loses_what_it_said_is_saved_is_found_out():
    """The world can fail: a disk that gives back an older file is noticed at once."""
    steps = [Step("new", 1, 0, 5), Step("power_cut_in_a_save", 1, 0, 5), Step("loses_its_last_save", 1)]
    wrong = fault(steps)
    assert isinstance(wrong, AssertionError)
    assert "lost by the PC" in str(wrong)
