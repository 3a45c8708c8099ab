"""Doses that look written twice, and what a person decides of them; nothing is thrown away."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from station_app.common.days import PartialDate
from station_app.common.errors import Refused
from station_app.immunization.model import Dose
from station_app.immunization.service.packs import day_of, vaccine_of
from station_app.store.database import Database
from station_app.store.verbs import Value

ONE_DOSE = "ghi trùng trên hai máy; giữ mũi ngày {}"
TWO_DOSES = "hai mũi khác nhau, ghi cùng số thứ tự trên hai máy"
ASKED_AGAIN = "hoàn tác quyết định"
_SAID = "id, vaccine, dose_number, given_on, lot, facility, author, point, device, written_at"
_ALL = """SELECT t.person, p.full_name, t.one, t.other FROM dose_twice AS t
    LEFT JOIN person AS p ON p.id = t.person ORDER BY t.person, t.one, t.other"""


@dataclass(frozen=True, slots=True)
class DoseWritten:
    """One of the two writings: what it says, and who wrote it, when (UTC), where, on which PC."""

    id: str
    label: str
    dose_number: int | None
    given_on: str | None
    lot: str | None
    facility: str | None
    author: str
    point: str
    device: str
    written_at: str


@dataclass(frozen=True, slots=True)
class WrittenTwice:
    """Two doses of one antigen and number, written on two PCs on nearby days. Both are kept, and one is
    counted, until a person has said whether it was one dose or two."""

    person: str
    name: str
    first: DoseWritten
    second: DoseWritten

    @property
    def doses(self) -> tuple[DoseWritten, DoseWritten]:
        return self.first, self.second

    @property
    def one(self) -> str:
        return self.first.id

    @property
    def other(self) -> str:
        return self.second.id

    @property
    def label(self) -> str:
        labels = dict.fromkeys(dose.label for dose in self.doses)
        return " và ".join(labels)

    @property
    def dose_number(self) -> int | None:
        return self.first.dose_number or self.second.dose_number


Before = Mapping[str, dict[str, Value]]
"""dose → the columns that a decision changed, as they were; gives the question back."""


def doses_written_twice(database: Database) -> tuple[WrittenTwice, ...]:
    """For the desk where people decide; those of one person together, the earlier day first."""
    with database.reading() as session:
        rows = session.connection().exec_driver_sql(_ALL).all()
        doses = _written(session, {dose for row in rows for dose in (row.one, row.other)})
    return tuple(
        WrittenTwice(row.person, row.full_name or "", doses[row.one], doses[row.other]) for row in rows
    )


def count_written_twice(database: Database) -> int:
    with database.reading() as session:
        return int(session.connection().exec_driver_sql("SELECT count(*) FROM dose_twice").scalar_one())


def keep_one_dose(database: Database, twice: WrittenTwice, kept: str) -> Before:
    """It was one injection: the other writing is marked as entered in error."""
    day = next(dose.given_on for dose in twice.doses if dose.id == kept)
    [dropped] = [dose.id for dose in twice.doses if dose.id != kept]
    reason = ONE_DOSE.format(_shown(day))
    return _change(database, {dropped: {"gone": reason}}, reason)


def keep_both_doses(database: Database, twice: WrittenTwice) -> Before:
    """They were two injections: each gets its own place in the series."""
    first, second = twice.first.dose_number, twice.second.dose_number
    if first is None:
        first = max(1, second - 1) if second else 1
    return _change(
        database,
        {twice.one: {"dose_number": first}, twice.other: {"dose_number": first + 1}},
        TWO_DOSES,
    )


def ask_twice_again(database: Database, before: Before) -> None:
    """Undo of a decision: both writings stand as they stood, and the question with them."""
    _change(database, before, ASKED_AGAIN)


def _change(database: Database, wanted: Before, reason: str) -> Before:
    before: dict[str, dict[str, Value]] = {}
    with database.writing(reason=reason) as session:
        for dose, values in wanted.items():
            record = session.get(Dose, dose)
            if record is None:
                raise Refused("Không tìm thấy mũi tiêm này trên máy.", "id", code="not_found")
            before[dose] = {name: getattr(record, name) for name in values}
            for name, value in values.items():
                setattr(record, name, value)
    return before


def _written(session: Session, ids: Iterable[str]) -> dict[str, DoseWritten]:
    wanted = sorted(ids)
    found: dict[str, DoseWritten] = {}
    for at in range(0, len(wanted), 400):
        some = wanted[at : at + 400]
        sql = f"SELECT {_SAID} FROM dose WHERE id IN ({','.join('?' * len(some))})"  # noqa: S608
        for row in session.connection().exec_driver_sql(sql, tuple(some)):
            found[row.id] = _line(row)
    return found


def _line(row: Any) -> DoseWritten:
    return DoseWritten(
        row.id,
        vaccine_of(row.vaccine or "").label,
        row.dose_number,
        row.given_on,
        row.lot,
        row.facility,
        row.author or "",
        row.point or "",
        row.device or "",
        row.written_at or "",
    )


def _shown(iso: str | None) -> str:
    on: PartialDate | None = day_of(iso)
    return on.shown if on else iso or "không rõ"
