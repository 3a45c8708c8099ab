"""The day on which the benchmark commune stands, the same on every machine and in every year."""

import time
from datetime import date, datetime, timedelta, timezone

HANOI = timezone(timedelta(hours=7))
AS_OF = date(2026, 11, 21)


class BenchmarkDay:
    """Implements common.days.Clock: it is always the morning after the commune's last entry."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._morning = datetime(AS_OF.year, AS_OF.month, AS_OF.day, 8, 0, tzinfo=HANOI)

    def now(self) -> datetime:
        return self._morning + timedelta(seconds=time.monotonic() - self._began)

    def today(self) -> date:
        return AS_OF
