"""What a guess at a password should cost on this very PC: about half a second, whether it is old or new."""

import time
from collections.abc import Callable

from station_app.store.vault.slots import FLOOR, Argon, password_key

TARGET = 0.5
"""Seconds that a person who signs in hardly notices, and a thief pays for every word of a list."""
MOST_MEMORY = 64 * 1024
"""KiB, RFC 9106's second recommended option: it comes on top of what the window takes, on a PC of 4 GB."""
_PASSES = 3
"""At least so many over it, as in that option; where there is time left, more."""
_STEP = 1024
_NEAR = 0.15
_TRIES = 3

Timer = Callable[[Argon], float]


def measured_cost(target: float = TARGET, *, timer: Timer | None = None) -> Argon:
    """A few derivations are timed, the last ones at the cost that is then chosen. Never below OWASP's
    minimum, however slow the PC, and never above MOST_MEMORY, however fast: more passes fill the time."""
    timed = timer or seconds
    cost = FLOOR
    # The first derivation of a program pays for loading it, and an idle processor for waking up.
    took = min(timed(FLOOR), timed(FLOOR))
    for _ in range(_TRIES):
        chosen = _sized(cost.work * target / max(took, 1e-6))
        if chosen == cost:
            break
        cost = chosen
        if cost == FLOOR:
            break
        took = timed(cost)
        if abs(took - target) <= target * _NEAR:
            break
    return cost


def seconds(cost: Argon) -> float:
    """How long this PC takes for one guess."""
    began = time.perf_counter()
    password_key("đo thử", bytes(16), cost, "", "")
    return time.perf_counter() - began


def _sized(work: float) -> Argon:
    """One lane: the library walks the lanes one after the other, a thief's graphics card would not."""
    if work <= FLOOR.work:
        return FLOOR
    memory = min(MOST_MEMORY, max(FLOOR.memory_kib, int(work / _PASSES) // _STEP * _STEP))
    passes = max(FLOOR.iterations, min(64, round(work / memory)))
    return Argon(memory, passes, 1)
