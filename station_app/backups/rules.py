"""When a backup is due, which may go to make room for newer ones, and when silence is dangerous. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from station_app.backups.schedule import Keep, Policy


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup that lies somewhere: when it was made, why, and whether it was found good."""

    name: str
    at: datetime
    reason: str = "schedule"
    good: bool = True


def to_thin(backups: Iterable[Kept], now: datetime, keep: Keep, policy: Policy) -> list[Kept]:
    """Those that newer ones stand for, oldest first.

    Never the last good one, never one that failed (somebody must look at it), never one from the future
    (a clock was wrong), and none made before an upgrade or a restore until its days are over."""
    good = sorted((one for one in backups if one.good), key=lambda one: one.at)
    wall = now.tzinfo
    stay = {one.name for one in good[-1:]}
    stay |= {one.name for one in good if one.at > now - timedelta(hours=keep.all_hours)}
    stay |= {one.name for one in good if one.at > now - timedelta(days=policy.keep_days.get(one.reason, 0))}
    for count, period in (
        (keep.days, lambda one: one.at.astimezone(wall).date()),
        (keep.weeks, lambda one: one.at.astimezone(wall).isocalendar()[:2]),
        (keep.months, lambda one: (one.at.astimezone(wall).year, one.at.astimezone(wall).month)),
    ):
        stay |= {one.name for one in _last_of_each(good, period)[-count:]} if count else set()
    return [one for one in good if one.name not in stay]


def _last_of_each(good: Sequence[Kept], period: Callable[[Kept], object]) -> list[Kept]:
    return list({period(one): one for one in good}.values())


def is_due(last: datetime | None, now: datetime, policy: Policy) -> bool:
    """The morning's hour has passed since the last one, or so many hours of work. A last one from the future
    says that the clock was set back: then one is due at once."""
    if last is None or last > now:
        return True
    morning = datetime.combine(now.date(), policy.daily_at, now.tzinfo)
    return last < morning <= now or now - last >= policy.every


def is_due_on_closing(last: datetime | None, now: datetime, policy: Policy) -> bool:
    return last is None or last > now or now - last >= policy.on_closing_after


def is_overdue(last: datetime | None, now: datetime, policy: Policy) -> bool:
    """Red: so long ago, or never. Both times are counted by the later of the PC's and the province's."""
    return last is None or now - last > policy.warn_after


def later(one: datetime, other: datetime | None) -> datetime:
    return one if other is None else max(one, other)
