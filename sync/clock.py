"""Hybrid logical clock (Kulkarni et al. 2014): close to wall time, never behind what was seen."""

BITS = 16
"""A reading is milliseconds since 1970 in the upper 47 bits and a counter in the lower 16."""


def tick(last: int, wall_ms: int) -> int:
    """The next reading after `last` when the wall says `wall_ms`; always greater than `last`."""
    return max(last + 1, wall_ms << BITS)


def witness(last: int, seen: int) -> int:
    """The clock after a change was taken in. `seen` is already capped by the gateway's stamp, so that one
    PC with a clock years ahead does not pull all the others along."""
    return max(last, seen)


def wall_ms(reading: int) -> int:
    return reading >> BITS
