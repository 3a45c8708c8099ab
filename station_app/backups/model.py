"""What this PC knows of its backups: those that were made, where they may go, and which were tried out."""

from sqlalchemy import Float, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from station_app.store.record import Local


class BackupMade(Local):
    """One attempt. `verdict` good or failed, with the words of what was wrong; `counted_at` is the later of
    this PC's and the province's time, so that a clock set back makes no backup look young. `thinned_at`: the
    copy was taken away to make room for newer ones."""

    __tablename__ = "backup"

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    made_at: Mapped[str] = mapped_column(Text)
    counted_at: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(Text)
    folder: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(Integer)
    records: Mapped[int] = mapped_column(Integer)
    device: Mapped[str] = mapped_column(Text)
    seq: Mapped[int] = mapped_column(Integer)
    content: Mapped[str] = mapped_column(Text)
    seconds: Mapped[float] = mapped_column(Float)
    verdict: Mapped[str] = mapped_column(Text)
    words: Mapped[str | None] = mapped_column(Text)
    thinned_at: Mapped[str | None] = mapped_column(Text)


class BackupPlace(Local):
    """A disk or stick prepared for backups: known again by the mark on it, wherever it is mounted."""

    __tablename__ = "backup_place"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    rank: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(Text)
    path: Mapped[str] = mapped_column(Text)
    prepared_at: Mapped[str] = mapped_column(Text)
    seen_at: Mapped[str | None] = mapped_column(Text)


class BackupDrill(Local):
    """A backup that was restored for practice, and what came of it."""

    __tablename__ = "backup_drill"

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[str] = mapped_column(Text)
    folder: Mapped[str] = mapped_column(Text)
    backup_at: Mapped[str] = mapped_column(Text)
    seconds: Mapped[float] = mapped_column(Float)
    records: Mapped[int] = mapped_column(Integer)
    gained: Mapped[int] = mapped_column(Integer)
    verdict: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
