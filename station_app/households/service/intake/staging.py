"""Where a list waits, row by row, in the station's encrypted file: unsynced, safe from a power cut."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from station_app.common.days import to_instant
from station_app.common.errors import Refused
from station_app.households.model import ImportList, ImportRow
from station_app.households.service.intake.entries import Entry
from station_app.households.service.intake.verdicts import Judged
from station_app.store.database import Database
from station_app.store.record import new_id

READING, READ, COMMITTING, DONE, TAKING_BACK, TAKEN_BACK = (
    "reading",
    "read",
    "committing",
    "done",
    "taking_back",
    "taken_back",
)
OPEN = (READING, READ, COMMITTING, TAKING_BACK)
_AT_ONCE = 500
"""Rows staged in one transaction, some 30 ms: the nurse who saves meanwhile does not notice."""
_PARTS = ("person", "identifiers", "household", "relation", "station_code", "told")


@dataclass(frozen=True, slots=True)
class Staged:
    """A row to be kept: what it says, and what was decided about it."""

    entry: Entry
    judged: Judged
    household: str | None
    done: bool


def same_file(session: Session, sha256: str) -> ImportList | None:
    """The import of these very bytes, unless it was taken back."""
    return session.scalars(
        select(ImportList)
        .where(ImportList.sha256 == sha256, ImportList.state != TAKEN_BACK)
        .order_by(ImportList.started_at.desc())
        .limit(1)
    ).first()


def import_of(session: Session, import_id: str) -> ImportList:
    found = session.get(ImportList, import_id)
    if found is None:
        raise Refused(f"Không có lần nhập danh sách {import_id} trên máy này.", "import", code="not_found")
    return found


def stage(
    database: Database, name: str, sha256: str, seen: int, facts: Mapping[str, Any], rows: Sequence[Staged]
) -> str:
    """Keeps a list in pieces; until the last one is in, it counts as being read and is read again."""
    with database.writing() as session:
        earlier = same_file(session, sha256)
        import_id = earlier.id if earlier else new_id()
        if earlier is None:
            session.add(
                ImportList(
                    id=import_id,
                    file_name=name,
                    sha256=sha256,
                    started_at=to_instant(database.clock.now()),
                    started_by=database.author.user,
                    state=READING,
                    seen=seen,
                    facts="{}",
                )
            )
        else:
            earlier.state, earlier.seen, earlier.file_name = READING, seen, name
    _clear(database, import_id)
    for start in range(0, len(rows), _AT_ONCE):
        piece = [
            _row(import_id, place, rows[place]) for place in range(start, min(start + _AT_ONCE, len(rows)))
        ]
        with database.writing() as session:
            session.execute(insert(ImportRow), piece)
    move_on(database, import_id, READ, facts=json.dumps(facts, ensure_ascii=False))
    return import_id


def move_on(database: Database, import_id: str, state: str, **values: Any) -> None:
    with database.writing() as session:
        session.execute(update(ImportList).where(ImportList.id == import_id).values(state=state, **values))


def discard(database: Database, import_id: str) -> None:
    """Forgets a list of which nothing was saved. Raises Refused once its rows are becoming records."""
    with database.reading() as session:
        if import_of(session, import_id).state not in (READING, READ):
            raise Refused("Danh sách này đã nhập một phần. Dùng “Rút lại danh sách”.", "import", code="begun")
    _clear(database, import_id)
    with database.writing() as session:
        session.execute(delete(ImportList).where(ImportList.id == import_id))


def _clear(database: Database, import_id: str) -> None:
    while True:
        with database.writing() as session:
            some = (
                select(ImportRow.number)
                .where(ImportRow.import_id == import_id)
                .limit(4 * _AT_ONCE)
                .scalar_subquery()
            )
            gone = session.execute(
                delete(ImportRow).where(ImportRow.import_id == import_id, ImportRow.number.in_(some))
            )
            if not getattr(gone, "rowcount", 0):
                return


def counts(session: Session, import_id: str) -> dict[str, int]:
    rows = session.execute(
        select(ImportRow.verdict, func.count())
        .where(ImportRow.import_id == import_id)
        .group_by(ImportRow.verdict)
    )
    return {str(verdict): int(count) for verdict, count in rows}


def entry_again(row: ImportRow) -> Entry:
    """The entry as it was understood when the list was read."""
    parsed = json.loads(row.parsed)
    return Entry(
        row.sheet,
        row.row,
        {},
        group=row.household_group,
        matched=row.person,
        **{name: parsed[name] for name in _PARTS},
    )


def _row(import_id: str, place: int, staged: Staged) -> dict[str, Any]:
    entry, judged = staged.entry, staged.judged
    return {
        "import_id": import_id,
        "number": place,
        "sheet": entry.sheet,
        "row": entry.row,
        "name": entry.name,
        "raw": json.dumps(entry.raw, ensure_ascii=False),
        "parsed": json.dumps({name: getattr(entry, name) for name in _PARTS}, ensure_ascii=False),
        "verdict": str(judged.verdict),
        "field": judged.field,
        "reason": judged.reason,
        "told": "\n".join(entry.told),
        "household_group": entry.group,
        "household": staged.household,
        "person": judged.person,
        "records": "[]",
        "done": staged.done,
    }
