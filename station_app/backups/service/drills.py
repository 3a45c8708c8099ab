"""Which backups were restored for practice, and what came of it."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from station_app.backups.model import BackupDrill
from station_app.backups.service.finding import spelled
from station_app.common.days import to_instant
from station_app.store.database import Database

MATCH, DIFFERS = "match", "differs"


@dataclass(frozen=True, slots=True)
class DrillRow:
    """One drill: of which backup, how long it took, how many records came back, and whether all is as it was.
    `gained`: what the station has written since that backup, and would write again after a real loss."""

    at: str
    folder: Path
    backup_at: str
    seconds: float
    records: int
    gained: int
    match: bool
    words: str

    @property
    def in_words(self) -> str:
        took = max(1, round(self.seconds))
        return f"Diễn tập khôi phục: {took} giây, {spelled(self.records)} bản ghi, {self.words}"


def note_drill(
    database: Database,
    folder: Path,
    *,
    backup_at: str,
    seconds: float,
    records: int,
    gained: int,
    match: bool,
    words: str,
) -> DrillRow:
    drill = BackupDrill(
        at=to_instant(database.clock.now()), folder=str(folder), backup_at=backup_at, seconds=seconds,
        records=records, gained=gained, verdict=MATCH if match else DIFFERS, words=words,
    )  # fmt: skip
    with database.writing() as session:
        session.add(drill)
        session.flush()
        return _row(drill)


def last_drill(database: Database) -> DrillRow | None:
    newest = select(BackupDrill).order_by(BackupDrill.number.desc()).limit(1)
    with database.reading() as session:
        found = session.scalars(newest).first()
        return _row(found) if found else None


def _row(drill: BackupDrill) -> DrillRow:
    return DrillRow(
        drill.at,
        Path(drill.folder),
        drill.backup_at,
        drill.seconds,
        drill.records,
        drill.gained,
        drill.verdict == MATCH,
        drill.words,
    )
