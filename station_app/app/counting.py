"""Idle days of accounts, counted after a round with the province, at most once an hour."""

import time
from collections.abc import Callable
from pathlib import Path

from station_app.common.days import parse_instant
from station_app.exchange import service as exchange
from station_app.staff import service as staff
from station_app.store import policy
from station_app.store.database import Database
from station_app.store.vault import Vault

EVERY_SECONDS = 3_600


class Counting:
    """`is_due()` on the GUI thread costs nothing; `count()` reads and writes."""

    def __init__(
        self, database: Database, place: Path, running: Callable[[], float] = time.monotonic
    ) -> None:
        self._database, self._place, self._running = database, place, running
        self._last: float | None = None

    def is_due(self) -> bool:
        now = self._running()
        if self._last is not None and now - self._last < EVERY_SECONDS:
            return False
        self._last = now
        return True

    def count(self) -> list[staff.Idle]:
        """By the province's time alone; never heard of the province, nothing is counted."""
        there = exchange.gateway_time(self._database)
        if there is None:
            return []
        return staff.count(
            self._database, Vault(self._place, clock=self._database.clock), parse_instant(there)
        )


def news(database: Database) -> tuple[tuple[staff.Idle, ...], str | None]:
    """For the home board of the head: who is about to be stopped, and why a policy was refused."""
    if not staff.may(database, staff.Right.ADMIT):
        return (), None
    there = exchange.gateway_time(database)
    found = staff.idle(database, Vault(database.path.parent), parse_instant(there) if there else None)
    return tuple(found), policy.standing(database).refused
