"""Making a backup: the first place that can take it gets it, the record is told, older ones are thinned."""

import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from station_app.backups.model import BackupMade
from station_app.backups.rules import Kept, is_due, is_due_on_closing, later, to_thin
from station_app.backups.service import record
from station_app.backups.service.finding import spelled
from station_app.backups.service.policy import policy_of
from station_app.backups.service.record import BackupRow
from station_app.backups.service.targets import Place, places, prepare_by_policy, saw
from station_app.common.days import parse_instant, to_instant
from station_app.common.errors import Unavailable
from station_app.store.backup import Report, Unsound, back_up, contents
from station_app.store.database import Database
from station_app.store.label import BROKEN, CLOSING, PARTIAL, PREFIX, read_label

NOWHERE = "T-350"
_NAMES = "SELECT device FROM sync_self UNION SELECT device FROM sync_former"
_FORGOTTEN = timedelta(days=1)
"""A partial copy this old belongs to a program that was killed."""


@dataclass(frozen=True, slots=True)
class Made:
    """The backup, at which place, and why places before it in the order did not get it."""

    row: BackupRow
    place: Place
    skipped: tuple[str, ...]

    @property
    def words(self) -> str:
        why = f" {'; '.join(self.skipped)}." if self.skipped else ""
        return f"Đã sao lưu và kiểm tra {spelled(self.row.records)} bản ghi vào {self.place.name}.{why}"


def known_time(database: Database, known: str | None) -> datetime:
    """The later of this PC's clock and the province's: a clock that was set back makes nothing look young."""
    return later(database.clock.now(), parse_instant(known) if known else None)


def is_wanted(database: Database, reason: str) -> bool:
    """Is it time for one of this reason, and is there anything that the last one does not hold?"""
    last, now, policy = record.last_good(database), database.clock.now(), policy_of(database)
    rule = is_due_on_closing if reason == CLOSING else is_due
    if not rule(parse_instant(last.made_at) if last else None, now, policy):
        return False
    return last is None or not last.is_there or last.content != contents(database).content


def make(database: Database, reason: str, *, known: str | None = None, report: Report | None = None) -> Made:
    """Raises Unavailable when no place can take it: the reasons stand in the record. Saves go on."""
    skipped: list[str] = []
    prepare_by_policy(database)
    for place in places(database):
        if place.folder is None:
            skipped.append(f"{place.name} chưa cắm vào máy")
            continue
        try:
            row = make_in(database, place.folder, reason, place=place.id, known=known, report=report)
        except Unavailable as trouble:
            skipped.append(f"{place.name}: {trouble.happened.rstrip('.')}")
            continue
        if not place.is_here:
            saw(database, place.id)
        thin(database, place)
        return Made(row, place, tuple(skipped))
    raise Unavailable(
        f"Chưa sao lưu được ở đâu cả: {'; '.join(skipped)}.",
        "Dữ liệu đang dùng vẫn an toàn, các bản sao lưu cũ vẫn còn.",
        "Cắm USB sao lưu hoặc dọn ổ đĩa rồi bấm sao lưu lại.",
        NOWHERE,
    )


def make_in(
    database: Database,
    folder: Path,
    reason: str,
    *,
    place: str = "",
    known: str | None = None,
    report: Report | None = None,
) -> BackupRow:
    """One backup into this folder, with its line in the record, also when it fails."""
    counted, began = to_instant(known_time(database, known)), time.monotonic()
    try:
        made = back_up(database, database.key, folder, reason=reason, report=report)
    except Unavailable as trouble:
        kept = trouble.kept if isinstance(trouble, Unsound) else folder
        seconds = time.monotonic() - began
        record.note_failed(database, place, kept, reason, str(trouble), counted_at=counted, seconds=seconds)
        raise
    seconds = time.monotonic() - began
    return record.note_good(database, place, made.folder, made.label, counted_at=counted, seconds=seconds)


def thin(database: Database, place: Place) -> list[BackupRow]:
    """Takes away what newer backups at this place stand for, and what a killed program left half made."""
    if place.folder is None:
        return []
    rows = [row for row in record.backups(database, limit=10_000) if row.place == place.id and row.is_there]
    kept = {str(row.number): row for row in rows}
    policy, now = policy_of(database), database.clock.now()
    leaving = to_thin(
        (Kept(number, parse_instant(row.made_at), row.reason, row.good) for number, row in kept.items()),
        now,
        policy.here if place.is_here else policy.elsewhere,
        policy,
    )
    gone = [kept[one.name] for one in leaving]
    for row in gone:
        _remove(row.folder)
    if gone:
        record.note_thinned(database, [row.number for row in gone])
    _sweep(place.folder, now)
    return gone


def _remove(folder: Path) -> None:
    """Loses its good name first: killed in the middle, nobody takes the rest for a backup."""
    shutil.rmtree(folder.rename(folder.with_name(f"{folder.name}{PARTIAL}")), ignore_errors=True)


def _sweep(folder: Path, now: datetime) -> None:
    for left in folder.glob(f"{PREFIX}*{PARTIAL}"):
        if now.timestamp() - left.stat().st_mtime > _FORGOTTEN.total_seconds():
            shutil.rmtree(left, ignore_errors=True)


def adopt(database: Database) -> int:
    """Backups of this PC that the record does not know: made before an upgrade, or before this file came out
    of an older backup itself. A stick may carry those of another PC of the station. Returns how many."""
    with database.reading() as session:
        raw = database.raw(session)
        names = {name for (name,) in raw.execute(_NAMES)}
        known = set(session.scalars(select(BackupMade.folder)))
    found = [
        (label, place, folder)
        for place in places(database)
        for folder in _folders(place)
        if str(folder) not in known
        and (label := read_label(folder))
        and (place.is_here or label.device in names)
    ]
    for label, place, folder in sorted(found, key=lambda one: one[0].made_at):
        record.note_good(database, place.id, folder, label, counted_at=label.made_at, seconds=0)
    return len(found)


def _folders(place: Place) -> Iterable[Path]:
    if place.folder is None or not place.folder.is_dir():
        return ()
    return (path for path in place.folder.glob(f"{PREFIX}*") if path.suffix not in (PARTIAL, BROKEN))
