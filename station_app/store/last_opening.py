"""When this station was opened last, and how new its slot file was then: what is older now is noticed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from station_app.common.days import parse_instant, to_instant
from station_app.store.database import Database
from station_app.store.station import LastOpening
from station_app.store.vault.slot_file import Slots


@dataclass(frozen=True, slots=True)
class Seen:
    """`generation`: the newest that was ever seen of this vault."""

    vault: str
    generation: int
    at: datetime


def last_opening(database: Database) -> Seen | None:
    with database.reading() as session:
        row = session.scalars(select(LastOpening)).first()
        return Seen(row.vault, row.generation, parse_instant(row.at)) if row else None


def note_opening(database: Database, slots: Slots) -> None:
    """The newest generation ever seen is kept: an older file stays noticed until it is replaced."""
    seen = last_opening(database)
    known = seen.generation if seen and seen.vault == slots.vault else 0
    at = to_instant(database.clock.now())
    with database.writing() as session:
        newest = max(known, slots.generation)
        session.merge(LastOpening(id=1, vault=slots.vault, generation=newest, at=at))
