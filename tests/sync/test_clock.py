"""The clock never goes back, stays near the wall, and is not pulled along by a PC that is years ahead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.change import Mark
from sync.clock import BITS, tick, wall_ms, witness

NOW = 1_795_000_000_000
READINGS = st.integers(0, 2**62)


@pytest.mark.parametrize(
    "last, wall, wanted",
    [
        pytest.param(0, NOW, NOW << BITS, id="the first reading is the wall's"),
        pytest.param(NOW << BITS, NOW, (NOW << BITS) + 1, id="twice in a millisecond counts on"),
        pytest.param((NOW << BITS) + 7, NOW - 5_000, (NOW << BITS) + 8, id="a wall put back counts on"),
        pytest.param(NOW << BITS, NOW + 1, NOW + 1 << BITS, id="the wall moves on"),
    ],
)
def test_ticks(last: int, wall: int, wanted: int):
    assert tick(last, wall) == wanted


@given(READINGS, st.integers(0, 2**46))
def test_a_tick_is_always_later(last, wall):
    assert tick(last, wall) > last
    assert wall_ms(tick(last, wall)) >= wall


@given(READINGS, READINGS)
def test_what_was_witnessed_is_before_what_is_written_next(last, seen):
    assert tick(witness(last, seen), 0) > seen


@pytest.mark.parametrize(
    "hlc, stamp, wanted",
    [(5, None, 5), (5, 9, 5), (900, 9, 9), (0, 0, 0)],
    ids=["not yet stamped", "an honest clock", "years ahead", "the beginning of time"],
)
def test_a_stamp_caps_the_time_of_a_mark(hlc, stamp, wanted):
    assert Mark("u", "A", hlc, stamp).time == wanted
