"""A failing script is cut down to the steps that it takes, and to no others."""

import random

import pytest

from tests.sync.simulation.shrink import shrink
from tests.sync.simulation.steps import Step, script


def in_order(script, *wanted):
    """Do the wanted ones occur, one after the other?"""
    line = iter(script)
    return all(any(each == one for each in line) for one in wanted)


@pytest.mark.parametrize(
    "planted", [(3,), (0, 199), (7, 8, 9), (5, 60, 61, 120, 198), tuple(range(0, 200, 25))], ids=str
)
def test_a_planted_fault_is_cut_down_to_its_steps(planted):
    tries = 0

    def fails(some):
        nonlocal tries
        tries += 1
        return in_order(some, *planted)

    assert shrink(range(200), fails) == list(planted)
    assert tries < 200


def test_steps_that_only_fail_together_stay_together():
    """One of the steps alone does not fail, nor do two without the third."""
    chance = random.Random(1)
    noise = [chance.choice("abcdef") for _ in range(150)]
    noise[40], noise[90], noise[91] = "open", "change", "save"
    assert shrink(noise, lambda some: in_order(some, "open", "change", "save")) == ["open", "change", "save"]


def test_what_always_fails_is_cut_down_to_nothing():
    assert shrink(range(50), lambda some: True) == []


def test_when_the_tries_run_out_what_is_left_still_fails():
    left = shrink(range(200), lambda some: in_order(some, 3, 100, 150), tries=12)
    assert in_order(left, 3, 100, 150)
    assert len(left) < 200


def test_a_seed_gives_the_same_script_each_time_and_its_steps_can_be_pasted():
    assert script(7, 40) == script(7, 40) != script(8, 40)
    step = script(7, 40)[5]
    assert eval(repr(step), {"Step": Step}) == step
