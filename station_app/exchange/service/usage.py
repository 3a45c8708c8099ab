"""What this line carries in a day, and what it may: a budget that whoever pays for the line has set."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from station_app.common.days import Clock
from station_app.store.database import Database

MB = 1_000_000
_KEPT_DAYS = 60


@dataclass(frozen=True, slots=True)
class Usage:
    """Bytes of today, heads of HTTP included. `budget` is None where none is set; `allowed`: for today a
    person has said that it does not count."""

    day: str
    up: int
    down: int
    budget: int | None
    allowed: bool

    @property
    def left(self) -> int | None:
        """Bytes that may still pass today; None: as many as there are."""
        return None if self.budget is None or self.allowed else self.budget - self.up - self.down


def usage(database: Database) -> Usage:
    day = database.clock.today().isoformat()
    with database.reading() as session:
        raw = database.raw(session)
        line = raw.execute("SELECT budget FROM sync_line").fetchone()
        used = raw.execute("SELECT up, down, allowed FROM sync_usage WHERE day = ?", (day,)).fetchone()
    up, down, allowed = used or (0, 0, 0)
    return Usage(day, up, down, line[0] if line else None, bool(allowed))


def allow_more(database: Database) -> None:
    """The nurse needs the line: today the budget does not count. Tomorrow it does again."""
    day = database.clock.today().isoformat()
    with database.taking_in() as intake:
        intake.raw.execute(
            "INSERT INTO sync_usage VALUES (?, 0, 0, 1) ON CONFLICT DO UPDATE SET allowed = 1", (day,)
        )


def count(raw: Any, clock: Clock, up: int, down: int) -> None:
    today = clock.today()
    raw.execute(
        "INSERT INTO sync_usage VALUES (?, ?, ?, 0)"
        " ON CONFLICT DO UPDATE SET up = up + excluded.up, down = down + excluded.down",
        (today.isoformat(), up, down),
    )
    raw.execute("DELETE FROM sync_usage WHERE day < ?", ((today - timedelta(days=_KEPT_DAYS)).isoformat(),))
