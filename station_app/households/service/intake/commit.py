"""A staged list becomes records, a few households at a time, so that whoever saves meanwhile never waits."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic

from sqlalchemy import select
from sqlalchemy.orm import Session

from station_app.common.errors import Refused
from station_app.households.model import ImportRow
from station_app.households.service.intake.known import Newcomers
from station_app.households.service.intake.piece import Piece, next_rows
from station_app.households.service.intake.staging import (
    COMMITTING,
    DONE,
    READ,
    TAKEN_BACK,
    TAKING_BACK,
    import_of,
    move_on,
)
from station_app.households.service.intake.verdicts import Verdict
from station_app.staff import service as staff
from station_app.store.audit import Action, note
from station_app.store.database import Database

Progress = Callable[[int, int], bool]
"""Told rows done and rows in all after each piece; False stops at this safe place."""

MOST = 70
"""Rows in one transaction: as many as fit one envelope of 64 KiB."""
_LEAST, _WANTED = 20, 0.12
"""Seconds that one transaction should take; it may take up to 0.2 before anybody feels it."""
_FOLD_EVERY = 25


@dataclass(frozen=True, slots=True)
class Done:
    """`finished` is False where the caller stopped it; then `commit` goes on from here."""

    import_id: str
    finished: bool
    accepted: int
    matched: int
    rejected: int
    households: int
    people: int


def commit(database: Database, import_id: str, progress: Progress = lambda done, total: True) -> Done:
    """Makes records of the rows that wait. A crash between pieces loses nothing and doubles nothing: each
    piece marks its rows in the transaction that makes their records."""
    staff.require(database, staff.Right.IMPORT)
    with database.reading() as session:
        found = import_of(session, import_id)
    if found.state == TAKING_BACK:
        raise Refused(
            f"Danh sách này đang rút lại dở. Rút cho xong (mã {import_id}) rồi nhập lại.",
            "import",
            code="taken_back",
        )
    if found.state == TAKEN_BACK:
        raise Refused("Danh sách này đã được rút lại. Nhập lại tệp nếu cần.", "import", code="taken_back")
    if found.state not in (READ, COMMITTING, DONE):
        raise Refused("Danh sách này chưa đọc xong. Nhập lại tệp.", "import", code="unread")
    if found.state == READ:
        move_on(database, import_id, COMMITTING)
    finished = found.state == DONE or _all_pieces(database, import_id, progress, found.seen)
    if finished and found.state != DONE:
        move_on(database, import_id, DONE)
    done = _told(database, import_id, finished)
    if found.state != DONE:
        detail = f"{done.people} people, {done.households} households"
        note(database, Action.IMPORTED, entity="import", record=import_id, detail=detail)
    return done


def _all_pieces(database: Database, import_id: str, progress: Progress, seen: int) -> bool:
    with database.reading() as session:
        total, waiting, own = _standing(session, import_id)
    newcomers = Newcomers(seen, own)
    size, turn = _LEAST, 0
    while waiting:
        begun = monotonic()
        with database.writing(reason=f"nhập danh sách {import_id}", bulk=True) as session:
            rows = next_rows(session, import_id, size)
            Piece(session, import_id, newcomers).save(rows)
        took = max(monotonic() - begun, 0.001)
        size = max(_LEAST, min(MOST, int(size * min(2.0, _WANTED / took))))
        waiting = waiting - len(rows) if rows else 0
        turn += 1
        if turn % _FOLD_EVERY == 0:
            database.fold_log()
        if not progress(total - waiting, total) and waiting:
            return False
    return True


def _standing(session: Session, import_id: str) -> tuple[int, int, set[str]]:
    """Rows in all, rows that wait, and the people this import has made."""
    rows = session.execute(
        select(ImportRow.done, ImportRow.verdict, ImportRow.person).where(ImportRow.import_id == import_id)
    ).all()
    own = {person for done, verdict, person in rows if done and verdict == Verdict.NEW and person}
    return len(rows), sum(not done for done, *_ in rows), own


def admit(database: Database, import_id: str, numbers: Sequence[int]) -> int:
    """Lets in rows that were only asked about: somebody says that they are other people. Returns how many;
    `commit` then saves them."""
    with database.writing() as session:
        found = import_of(session, import_id)
        if found.state in (TAKING_BACK, TAKEN_BACK):
            raise Refused("Danh sách này đã được rút lại.", "import", code="taken_back")
        rows = session.scalars(
            select(ImportRow).where(
                ImportRow.import_id == import_id,
                ImportRow.number.in_(numbers),
                ImportRow.verdict.in_([str(Verdict.ASKED), str(Verdict.REPEATED)]),
                ImportRow.field == "full_name",
            )
        ).all()
        for row in rows:
            row.verdict, row.field, row.reason, row.done = str(Verdict.NEW), "", "", False
            row.parsed = json.dumps({**json.loads(row.parsed), "admitted": True}, ensure_ascii=False)
        if rows and found.state == DONE:
            found.state = COMMITTING
        return len(rows)


def _told(database: Database, import_id: str, finished: bool) -> Done:
    with database.reading() as session:
        rows = session.execute(
            select(ImportRow.verdict, ImportRow.records).where(
                ImportRow.import_id == import_id, ImportRow.done
            )
        ).all()
    verdicts = [verdict for verdict, _ in rows]
    made = [entity for _, records in rows for entity, _ in json.loads(records)]
    accepted = sum(verdict in (Verdict.NEW, Verdict.KEPT) for verdict in verdicts)
    matched = verdicts.count(Verdict.MATCHED)
    return Done(
        import_id,
        finished,
        accepted,
        matched,
        len(verdicts) - accepted - matched,
        made.count("household"),
        made.count("person"),
    )
