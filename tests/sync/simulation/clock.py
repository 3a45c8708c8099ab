"""Time in the simulated world: one true time, and clocks on PCs that run away from it or stand still."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tests.stations import HANOI

START = datetime(2026, 11, 21, 8, 0, tzinfo=HANOI)


@dataclass
class Time:
    """Moves by a millisecond with each look at it, and as the script says."""

    moment: datetime = START

    def now(self) -> datetime:
        self.moment += timedelta(milliseconds=1)
        return self.moment

    def passes(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)

    def wall_ms(self) -> int:
        return int(self.now().timestamp() * 1000)


@dataclass
class PCClock:
    """Implements common.days.Clock."""

    time: Time
    ahead: timedelta = field(default_factory=timedelta)
    stands: datetime | None = None

    def now(self) -> datetime:
        return self.stands or self.time.now() + self.ahead

    def today(self) -> date:
        return self.now().date()

    def set_off(self, days: float) -> None:
        self.ahead, self.stands = timedelta(days=days), None

    def stand_still(self) -> None:
        self.stands = self.now()
