"""After a failure the wait grows, never beyond the longest, and no two stations wait alike."""

import random

import pytest

from sync.retry import FIRST_SECONDS, LONGEST_SECONDS, wait


@pytest.mark.parametrize("failures", [0, 1, 2, 5, 8, 20, 10_000])
def test_a_wait_stays_within_its_bounds(failures):
    chance = random.Random(failures)
    for _ in range(200):
        seconds = wait(failures, chance)
        assert (
            FIRST_SECONDS / 2
            <= seconds
            <= min(LONGEST_SECONDS, FIRST_SECONDS * 2.0**failures if failures < 20 else LONGEST_SECONDS)
        )


def test_what_a_busy_gateway_asked_for_is_kept_and_not_by_all_at_the_same_moment():
    chance = random.Random(3)
    waits = [wait(1, chance, after=120.0) for _ in range(200)]
    assert min(waits) >= 120
    assert max(waits) <= 180
    assert len({round(seconds) for seconds in waits}) > 40


def test_stations_spread_out_and_wait_longer_as_failures_go_on():
    chance = random.Random(1)
    waits = {failures: [wait(failures, chance) for _ in range(500)] for failures in (1, 4, 9)}
    means = [sum(line) / len(line) for line in waits.values()]
    assert means == sorted(means)
    assert len({round(seconds, 3) for seconds in waits[9]}) > 450
