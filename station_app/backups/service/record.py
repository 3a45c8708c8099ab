"""The record of backups: every attempt with its verdict, kept in this PC's encrypted file."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select, update

from station_app.backups.model import BackupMade
from station_app.common.days import to_instant
from station_app.store.database import Database
from station_app.store.label import Label

GOOD, FAILED = "good", "failed"


@dataclass(frozen=True, slots=True)
class BackupRow:
    """One attempt, as a list shows it. Times are UTC instants."""

    number: int
    made_at: str
    counted_at: str
    reason: str
    place: str
    folder: Path
    size: int
    records: int
    device: str
    seq: int
    content: str
    seconds: float
    good: bool
    words: str
    thinned: bool

    @property
    def is_there(self) -> bool:
        return self.folder.is_dir()


def note_good(
    database: Database, place: str, folder: Path, label: Label, *, counted_at: str, seconds: float
) -> BackupRow:
    return _note(
        database,
        BackupMade(
            made_at=label.made_at, counted_at=counted_at, reason=label.reason, place=place,
            folder=str(folder), size=label.size, records=label.total, device=label.device, seq=label.seq,
            content=label.content, seconds=seconds, verdict=GOOD,
        ),
    )  # fmt: skip


def note_failed(
    database: Database, place: str, folder: Path, reason: str, words: str, *, counted_at: str, seconds: float
) -> BackupRow:
    return _note(
        database,
        BackupMade(
            made_at=to_instant(database.clock.now()), counted_at=counted_at, reason=reason, place=place,
            folder=str(folder), size=0, records=0, device="", seq=0, content="", seconds=seconds,
            verdict=FAILED, words=words,
        ),
    )  # fmt: skip


def note_thinned(database: Database, numbers: list[int]) -> None:
    thinned = {"thinned_at": to_instant(database.clock.now())}
    with database.writing() as session:
        session.execute(update(BackupMade).where(BackupMade.number.in_(numbers)).values(**thinned))


def last_good(database: Database) -> BackupRow | None:
    """The one that was made last: by its number, because clocks are set back."""
    newest = select(BackupMade).where(BackupMade.verdict == GOOD).order_by(BackupMade.number.desc()).limit(1)
    with database.reading() as session:
        found = session.scalars(newest).first()
        return _row(found) if found else None


def backups(database: Database, limit: int = 200) -> list[BackupRow]:
    """Newest first; those thinned away are left out."""
    shown = select(BackupMade).where(BackupMade.thinned_at.is_(None))
    with database.reading() as session:
        rows = session.scalars(shown.order_by(BackupMade.number.desc()).limit(limit))
        return [_row(one) for one in rows]


def _note(database: Database, made: BackupMade) -> BackupRow:
    with database.writing() as session:
        session.add(made)
        session.flush()
        return _row(made)


def _row(made: BackupMade) -> BackupRow:
    return BackupRow(
        made.number,
        made.made_at,
        made.counted_at,
        made.reason,
        made.place,
        Path(made.folder),
        made.size,
        made.records,
        made.device,
        made.seq,
        made.content,
        made.seconds,
        made.verdict == GOOD,
        made.words or "",
        made.thinned_at is not None,
    )
