"""The newest reports of our own bugs, kept in the encrypted file: kinds and places only, never a message."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, Text, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from station_app.common.days import to_instant
from station_app.store.database import Database
from station_app.store.record import Local

KEPT = 20


class FaultReport(Local):
    """`lines` is what `common.report.traced` says of one error."""

    __tablename__ = "fault_report"

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[str] = mapped_column(Text)
    lines: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class KeptFault:
    at: str
    lines: tuple[str, ...]


def keep_fault(database: Database, lines: Sequence[str]) -> None:
    with database.writing() as session:
        session.add(FaultReport(at=to_instant(database.clock.now()), lines="\n".join(lines)))
        session.flush()
        newest = session.scalar(select(func.max(FaultReport.number))) or 0
        session.execute(delete(FaultReport).where(FaultReport.number <= newest - KEPT))


def kept_faults(database: Database) -> list[KeptFault]:
    """The newest first."""
    with database.reading() as session:
        found = session.scalars(select(FaultReport).order_by(FaultReport.number.desc()))
        return [KeptFault(one.at, tuple(one.lines.split("\n"))) for one in found]
