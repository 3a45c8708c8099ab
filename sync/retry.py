"""When to try again after the line failed: soon at first, then ever later, never all stations at once."""

import random

FIRST_SECONDS = 5.0
LONGEST_SECONDS = 15 * 60.0


def wait(failures: int, chance: random.Random, after: float = 0.0) -> float:
    """Seconds until the next try after `failures` in a row; full jitter (AWS Architecture Blog, 2015).

    Never sooner than the gateway asked for with `after`."""
    ceiling = min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** min(failures, 20))
    return max(chance.uniform(FIRST_SECONDS / 2, ceiling), politely(after, chance))


def politely(after: float, chance: random.Random) -> float:
    """What the gateway asked for and up to half as much again: it told the same to many."""
    return after * chance.uniform(1.0, 1.5)
