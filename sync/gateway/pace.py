"""How much at once and how often: overload makes stations wait, and loses nothing."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import anyio.to_thread

from sync.gateway.refusal import TurnedAway

Result = TypeVar("Result")
BUSY_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one gateway process. A device may ask `burst` times in a row, then `a_second` times; `working`
    questions are answered at once, `waiting` more wait for their turn, others come back `after` seconds."""

    burst: int = 400
    a_second: float = 5.0
    working: int = 16
    waiting: int = 128
    after: int = BUSY_SECONDS


class Pace:
    def __init__(self, limits: Limits, seconds: Callable[[], float] = time.monotonic) -> None:
        self._limits, self._seconds = limits, seconds
        self._buckets: dict[str, tuple[float, float]] = {}
        self._desks = anyio.CapacityLimiter(limits.working)

    def look(self) -> None:
        """Before a question is read. Raises TurnedAway when too many wait already."""
        if self._desks.statistics().tasks_waiting >= self._limits.waiting:
            raise TurnedAway("busy", self._limits.after)

    async def work(self, task: Callable[[], Result]) -> Result:
        self.look()
        return await anyio.to_thread.run_sync(task, limiter=self._desks)

    def count(self, device: str) -> None:
        """One more question of a device whose signature holds. Raises TurnedAway when it asks too often."""
        now, limits = self._seconds(), self._limits
        tokens, since = self._buckets.get(device, (float(limits.burst), now))
        tokens = min(limits.burst, tokens + (now - since) * limits.a_second)
        if tokens < 1:
            raise TurnedAway("too-often", max(1, round((1 - tokens) / limits.a_second)))
        self._forget_the_quiet(now)
        self._buckets[device] = tokens - 1, now

    def _forget_the_quiet(self, now: float) -> None:
        """Only when there are many: whose bucket is full again is as good as unknown."""
        if len(self._buckets) < 10_000:
            return
        full = self._limits.burst / self._limits.a_second
        self._buckets = {d: bucket for d, bucket in self._buckets.items() if now - bucket[1] < full}
