"""When to try again after the line failed: soon at first, then ever later, never all stations at once."""

import random

FIRST_SECONDS = 5.0
LONGEST_SECONDS = 15 * 60.0


def wait(failures: int, chance: random.Random) -> float:
    """Seconds until the next try after `failures` in a row; full jitter (AWS Architecture Blog, 2015)."""
    ceiling = min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** min(failures, 20))
    return chance.uniform(FIRST_SECONDS / 2, ceiling)
