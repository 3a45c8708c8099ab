"""What must be kept of a person and until when; which records are past their term, and letting them go."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from station_app.common.days import PartialDate
from station_app.common.errors import Refused
from station_app.privacy.rules.retention import Kept, retention
from station_app.privacy.schedule import Retention
from station_app.privacy.service.finding import PERSON, about_people, live_rows, rows_about
from station_app.privacy.service.packs import retention_on
from station_app.privacy.service.rights import require_right
from station_app.store import audit
from station_app.store.audit import Action
from station_app.store.database import Database
from station_app.store.verbs import Entity

AT_ONCE = 50
"""More in one round would look like an accident to the province, and wait for a person there."""


@dataclass(frozen=True, slots=True)
class KeptLine:
    """So many records of one kind that are kept alike."""

    entity: str
    label: str
    count: int
    kept: Kept

    @property
    def rule(self) -> str:
        return f"{self.kept.keeping.label} ({self.kept.keeping.law})"


@dataclass(frozen=True, slots=True)
class Overdue:
    """A record past the end of its term."""

    entity: str
    record: str
    label: str
    until: date
    rule: str


def kept_of(database: Database, person: str) -> tuple[KeptLine, ...]:
    """All records about a person, by kind and term: the answer to a request to delete."""
    counted: dict[tuple[str, Kept], int] = {}
    with database.reading() as session:
        pack, died = retention_on(database.clock.today()), _died_on(database, session, person)
        for entity in about_people(database):
            for row in rows_about(database, session, entity, person):
                key = entity.name, retention(entity.name, row, pack, died_on=died)
                counted[key] = counted.get(key, 0) + 1
    entities = database.catalogue.entities
    return tuple(KeptLine(name, entities[name].label, count, kept) for (name, kept), count in counted.items())


def past_term(database: Database, limit: int = AT_ONCE) -> tuple[Overdue, ...]:
    """Records that nothing obliges the station to keep any more, the longest past first."""
    today = database.clock.today()
    pack = retention_on(today)
    with database.reading() as session:
        found = [
            Overdue(entity.name, str(row["id"]), entity.label, kept.until, kept.keeping.law)
            for entity in about_people(database)
            for row, died in _candidates(database, session, entity, pack, today)
            if (kept := retention(entity.name, row, pack, died_on=died)).is_over(today) and kept.until
        ]
    return tuple(sorted(found, key=lambda one: (one.until, one.entity, one.record))[:limit])


def let_go(database: Database, records: Sequence[Overdue]) -> int:
    """Marks records past their term as gone, on every PC and at the province; the head answers for it.

    Each is judged again as it stands now: a record still within its term stops all of them. The bytes of what
    was written stay in the encrypted history and its chain; nothing shows, prints or exports them."""
    require_right(database)
    today = database.clock.today()
    pack = retention_on(today)
    with database.writing(reason="hết thời hạn lưu trữ") as session:
        for one in records:
            entity = database.catalogue.entities[one.entity]
            rows = list(live_rows(database, session, entity, "id = ?", (one.record,)))
            if not rows:
                raise Refused(
                    f"{one.label} này không còn trên máy. Xem lại danh sách.", "id", code="not_found"
                )
            died = _died_on(database, session, str(rows[0].get(PERSON) or one.record))
            kept = retention(one.entity, rows[0], pack, died_on=died)
            unreadable = entity.name != PERSON and rows[0].get(PERSON) is None
            if unreadable or not kept.is_over(today):
                raise Refused(f"{one.label} này còn phải giữ {kept.words}.", "id", code="within_term")
            why = f"hết thời hạn lưu: {kept.keeping.law}"
            mark = f'UPDATE "{one.entity}" SET gone = ? WHERE id = ?'  # noqa: S608  names come from the catalogue
            database.raw(session).execute(mark, (why, one.record))
        audit.note(
            database, Action.REQUEST_HANDLED, entity="retention", detail=f"past term, let go {len(records)}"
        )
    return len(records)


def _candidates(
    database: Database, session: Session, entity: Entity, pack: Retention, today: date
) -> Iterator[tuple[dict[str, Any], date | None]]:
    """Only what can be past a term is read: what was written long ago, or whose person died long ago. Of a
    sealed record nobody can say whom it is about; it is kept."""
    kept_as = pack.entities.get(entity.name, pack.unlisted)
    years = kept_as.keeping.years
    if years is None:
        return
    before = str(today.year - years)
    if kept_as.keeping.after_death:
        column = "id" if entity.name == PERSON else PERSON
        where = f'"{column}" IN (SELECT id FROM person WHERE died_on < ?)'  # noqa: S608  names come from us
    else:
        where = f"written_at < ? AND {PERSON} IS NOT NULL"
    for row in live_rows(database, session, entity, where, (before,)):
        who = str(row["id"] if entity.name == PERSON else row.get(PERSON) or "")
        yield row, _died_on(database, session, who)


def _died_on(database: Database, session: Session, person: str) -> date | None:
    row = database.raw(session).execute("SELECT died_on FROM person WHERE id = ?", (person,)).fetchone()
    try:
        return PartialDate.parse_iso(row[0]).latest if row and row[0] else None
    except Refused:
        return None
