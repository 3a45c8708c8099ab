"""A list is taken back whole: what it made is marked as entered in error, but what care has since used."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from station_app.households.model import ImportRow
from station_app.households.service.intake.staging import TAKEN_BACK, TAKING_BACK, import_of
from station_app.households.service.intake.verdicts import Verdict
from station_app.people import service as people
from station_app.staff import service as staff
from station_app.store.audit import Action, note
from station_app.store.database import Database
from station_app.store.verbs import Kind

Key = tuple[str, str]
_LEAST, MOST, _WANTED = 5, 60, 0.12


@dataclass(frozen=True, slots=True)
class Kept:
    """A row whose records stay, and why."""

    row: int
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class TakenBack:
    """`withdrawn` counts records; `kept` are for a person to look at."""

    import_id: str
    finished: bool
    withdrawn: int
    kept: tuple[Kept, ...]


def take_back(
    database: Database, import_id: str, progress: Callable[[int, int], bool] = lambda done, total: True
) -> TakenBack:
    """Withdraws what the import made, household by household. Refuses, and lists, records corrected since
    and people whom other records have come to speak of: a dose, a visit, a child."""
    staff.require(database, staff.Right.IMPORT)
    with database.writing() as session:
        import_of(session, import_id).state = TAKING_BACK
        session.execute(
            _rows_of(import_id, Verdict.KEPT).values(verdict=str(Verdict.NEW))
        )  # looked at once more
    note(database, Action.IMPORTED, entity="import", record=import_id, detail="taken back")
    withdrawn, finished = _all_groups(database, import_id, progress)
    if finished:
        _close(database, import_id)
    with database.reading() as session:
        rows = session.execute(
            select(ImportRow.row, ImportRow.name, ImportRow.reason)
            .where(ImportRow.import_id == import_id, ImportRow.verdict == str(Verdict.KEPT))
            .order_by(ImportRow.number)
        ).all()
    return TakenBack(import_id, finished, withdrawn, tuple(Kept(*row) for row in rows))


def _rows_of(import_id: str, verdict: Verdict) -> Any:
    return update(ImportRow).where(ImportRow.import_id == import_id, ImportRow.verdict == str(verdict))


def _close(database: Database, import_id: str) -> None:
    """What had not become records yet never will."""
    with database.writing() as session:
        session.execute(
            _rows_of(import_id, Verdict.NEW)
            .where(ImportRow.records == "[]")
            .values(verdict=str(Verdict.TAKEN_BACK), done=True)
        )
        import_of(session, import_id).state = TAKEN_BACK


def _all_groups(database: Database, import_id: str, progress: Callable[[int, int], bool]) -> tuple[int, bool]:
    with database.reading() as session:
        total = len(session.scalars(_waiting(import_id).with_only_columns(ImportRow.number)).all())
    withdrawn, size, done = 0, 2 * _LEAST, 0
    while True:
        begun = monotonic()
        with database.writing(reason=f"rút lại danh sách {import_id}", bulk=True) as session:
            rows = _next(session, import_id, size)
            withdrawn += _Piece(database, session, import_id, rows).withdraw()
        if not rows:
            return withdrawn, True
        size = max(_LEAST, min(MOST, int(size * min(2.0, _WANTED / max(monotonic() - begun, 0.001)))))
        done += len(rows)
        if not progress(done, total) and done < total:
            return withdrawn, False


def _waiting(import_id: str) -> Any:
    return (
        select(ImportRow)
        .where(
            ImportRow.import_id == import_id,
            ImportRow.records != "[]",
            ImportRow.verdict.in_([str(Verdict.NEW), str(Verdict.MATCHED)]),
        )
        .order_by(ImportRow.number)
    )


def _next(session: Session, import_id: str, size: int) -> list[ImportRow]:
    """Some rows, and all others of their households: a house goes or stays with those who live in it."""
    some = session.scalars(_waiting(import_id).limit(size)).all()
    groups = {row.household_group for row in some if row.household_group is not None}
    numbers = [row.number for row in some]
    whole = _waiting(import_id).where(
        or_(ImportRow.number.in_(numbers), ImportRow.household_group.in_(groups))
    )
    return list(session.scalars(whole))


@dataclass(slots=True)
class _Piece:
    """Some households of the list, with every record that it made for them."""

    database: Database
    session: Session
    import_id: str
    rows: Sequence[ImportRow]
    made: dict[int, list[Key]] = field(default_factory=dict)

    def withdraw(self) -> int:
        if not self.rows:
            return 0
        self.made = {
            row.number: [(entity, record) for entity, record in json.loads(row.records)] for row in self.rows
        }
        everything = [key for keys in self.made.values() for key in keys]
        touched = self._edited(everything) | self._spoken_of(everything)
        leaving = [key for row in self.rows for key in self._leaving(row, touched)]
        leaving += self._empty_houses(touched)
        return self._mark_gone(leaving)

    def _leaving(self, row: ImportRow, touched: Mapping[Key, str]) -> list[Key]:
        """All of a row but its house, or nothing of it."""
        own = [key for key in self.made[row.number] if key[0] != "household"]
        reasons = list(dict.fromkeys(touched[key] for key in own if key in touched))
        row.verdict = str(Verdict.KEPT if reasons else Verdict.TAKEN_BACK)
        row.reason = " ".join(reasons) if reasons else row.reason
        return [] if reasons else own

    def _empty_houses(self, touched: Mapping[Key, str]) -> list[Key]:
        staying = {row.household for row in self.rows if row.verdict == Verdict.KEPT}
        return [
            key
            for keys in self.made.values()
            for key in keys
            if key[0] == "household" and key not in touched and key[1] not in staying
        ]

    def _edited(self, keys: Sequence[Key]) -> dict[Key, str]:
        """A record that only its import has written has seen one change."""
        states = self.database.shelf(self.session).load(keys)
        return {
            key: "Đã được sửa sau khi nhập."
            for key, state in states.items()
            if sum(state.context.values()) > 1
        }

    def _spoken_of(self, keys: Sequence[Key]) -> dict[Key, str]:
        """Records of this piece that another record refers to, whichever room it belongs to."""
        own = json.dumps([record for _, record in keys])
        found: dict[Key, str] = {}
        for entity in self.database.catalogue.entities.values():
            for declared in entity.fields:
                if declared.kind is not Kind.REFERENCE or declared.refers not in ("person", "household"):
                    continue
                rows = self.session.connection().exec_driver_sql(
                    f'SELECT DISTINCT "{declared.name}" FROM "{entity.name}" WHERE gone IS NULL'  # noqa: S608
                    f' AND "{declared.name}" IN (SELECT value FROM json_each(?))'
                    " AND id NOT IN (SELECT value FROM json_each(?))",
                    (own, own),
                )
                found |= {
                    (declared.refers, record): f"Đã có {entity.label.lower()} ghi sau khi nhập."
                    for (record,) in rows
                }
        return found

    def _mark_gone(self, keys: Iterable[Key]) -> int:
        gone, count = people.mistaken(f"rút lại danh sách {self.import_id}"), 0
        by_entity: dict[str, list[str]] = {}
        for entity, record in keys:
            by_entity.setdefault(entity, []).append(record)
        for entity, ids in by_entity.items():
            done = self.session.connection().exec_driver_sql(
                f'UPDATE "{entity}" SET gone = ? WHERE gone IS NULL'  # noqa: S608  names come from the catalogue
                " AND id IN (SELECT value FROM json_each(?))",
                (gone, json.dumps(ids)),
            )
            count += done.rowcount
        return count
