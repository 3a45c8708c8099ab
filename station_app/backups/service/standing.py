"""How the backups stand, for the home board, the bottom bar and their own page."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from station_app.backups.rules import is_overdue
from station_app.backups.service import record
from station_app.backups.service.drills import DrillRow, last_drill
from station_app.backups.service.making import known_time
from station_app.backups.service.policy import policy_of
from station_app.backups.service.record import BackupRow
from station_app.backups.service.targets import HERE, Place, places
from station_app.common.days import parse_instant, shown_instant
from station_app.store.database import Database

ONLY_UNLOCKED = "Sao lưu tự động chạy khi có người đang đăng nhập; tắt phần mềm thì không có gì chạy."


@dataclass(frozen=True, slots=True)
class Standing:
    """`last` is the last good one; `overdue` is red. `now` is the station's own wall clock."""

    last: BackupRow | None
    overdue: bool
    days: int
    failed: BackupRow | None
    places: tuple[Place, ...]
    drill: DrillRow | None
    drill_due: bool
    now: datetime

    @property
    def only_here(self) -> bool:
        """A disk that dies takes its own backups with it."""
        return self.last is not None and self.last.place == HERE

    @property
    def words(self) -> str:
        """As in “Sao lưu 07:00 hôm nay”."""
        if self.last is None:
            return "Chưa có bản sao lưu nào"
        if self.overdue:
            return f"Bản sao lưu tốt gần nhất đã {self.days} ngày ({shown_instant(self.last.made_at)})"
        return f"Sao lưu {shown_day(self.last.made_at, self.now)}"

    @property
    def where(self) -> str:
        """The name of the place of the last one, and whether that is enough."""
        if self.last is None:
            return ""
        if self.only_here:
            return "chỉ trên ổ đĩa của máy này; cắm USB sao lưu để có bản ở nơi khác"
        return next((place.name for place in self.places if place.id == self.last.place), "thư mục đã chọn")


def standing(database: Database, known: str | None = None) -> Standing:
    """`known`: the time at the province when it was last heard of."""
    policy, now = policy_of(database), database.clock.now()
    last, drill, counted = record.last_good(database), last_drill(database), known_time(database, known)
    since = parse_instant(last.counted_at) if last else None
    latest = next(iter(record.backups(database, limit=1)), None)
    return Standing(
        last,
        is_overdue(since, counted, policy),
        (counted - since).days if since else 0,
        latest if latest is not None and not latest.good else None,
        tuple(places(database)),
        drill,
        last is not None and (drill is None or _passed(drill.at, now) > policy.drill_after),
        now,
    )


def shown_day(instant: str, now: datetime) -> str:
    """07:00 hôm nay, 16:30 hôm qua, 07:00 12/11/2026."""
    shown, today = shown_instant(instant), now.date()
    days: dict[date, str] = {today: "hôm nay", today - timedelta(days=1): "hôm qua"}
    day = parse_instant(instant).astimezone(now.tzinfo).date()
    return f"{shown[:5]} {days[day]}" if day in days else shown


def _passed(instant: str, now: datetime) -> timedelta:
    return now - parse_instant(instant)
