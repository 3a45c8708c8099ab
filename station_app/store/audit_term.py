"""The end of an entry's term: what it said goes, its hash stays, and the log says that it went.

How long is data (`resources/audit.json`), chosen by the day of the entry. Nothing goes before its term, nor
before the province has confirmed that it holds it; what is not named there, the entries about this among it,
is kept for good. A PC that belongs to no province keeps all."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import resources
from station_app.store.audit_log import FIELDS
from station_app.store.audit_queue import Action, made
from station_app.store.database import SYSTEM, Database
from sync.audit import Entry, hashed

AT_ONCE = 500
"""Entries in one transaction: nobody who saves meanwhile waits for more."""
_COLUMNS = ", ".join(f'"{name}"' for name in FIELDS)
_NOTHING = ", ".join(f'"{name}" = NULL' for name in FIELDS if name != "number")
_CONFIRMED = "SELECT max(number) FROM audit_entry JOIN sync_audit USING (number, hash)"
_OLD = f"""SELECT {_COLUMNS} FROM audit_entry
    WHERE number > ? AND number <= ? AND erased IS NULL AND at < ? ORDER BY number LIMIT ?"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Term:
    """A class of entries and for how many months they are kept; `least`: what the law asks for."""

    name: str
    label: str
    months: int
    least: int


@cache
def _editions() -> tuple[tuple[str, str, Mapping[str, Term]], ...]:
    pack = json.loads(resources.text("audit.json"))
    return tuple(
        (edition["valid_from"], edition["valid_to"] or "9999-12-31", _by_action(edition["classes"]))
        for edition in pack["editions"]
    )


def _by_action(classes: Sequence[Mapping[str, object]]) -> Mapping[str, Term]:
    found: dict[str, Term] = {}
    for one in classes:
        term = Term(
            str(one["class"]), str(one["label"]), int(str(one["months"])), int(str(one["least_months"]))
        )
        actions = one["actions"]
        assert isinstance(actions, list)
        found |= {str(action): term for action in actions}
    return found


def term_of(action: str, on: date) -> Term | None:
    """How long an entry of that day is kept; None: for good. Days before the first edition go by it."""
    day = on.isoformat()
    editions = _editions()
    fitting = next((terms for since, until, terms in editions if since <= day <= until), editions[0][2])
    return fitting.get(action)


def is_over(entry: Entry, today: date) -> bool:
    written = date.fromisoformat(entry.at[:10])
    term = term_of(entry.action, written)
    return term is not None and _months_later(written, term.months) < today


def erase_overdue(database: Database) -> int:
    """Takes away what is past its term, some hundred entries per transaction. Says how many."""
    erased, after = 0, 0
    while True:
        found, after = _overdue(database, after)
        if found:
            erased += _erase(database, found)
        if not after:
            return erased


def _overdue(database: Database, after: int) -> tuple[list[Entry], int]:
    """Of the next old entries those that are over, and where to look on; 0 at the end."""
    today = database.clock.today()
    with database.reading() as session:
        raw = database.raw(session)
        (confirmed,) = raw.execute(_CONFIRMED).fetchone()
        shortest = min(term.months for _, _, terms in _editions() for term in terms.values())
        before = _months_later(today, -shortest).isoformat()
        rows = raw.execute(_OLD, (after, confirmed or 0, before, AT_ONCE)).fetchall()
    entries = [Entry(*row) for row in rows]
    over = [entry for entry in entries if is_over(entry, today)]
    return over, entries[-1].number if len(entries) == AT_ONCE else 0


def _erase(database: Database, entries: Sequence[Entry]) -> int:
    """One door for all of them, shut again in the same transaction, and one entry for each run of a class."""
    with database.writing() as session:
        raw = database.raw(session)
        raw.execute("INSERT INTO audit_door (id) VALUES (1)")
        raw.executemany(
            f"UPDATE audit_entry SET {_NOTHING}, erased = ? WHERE number = ?",  # noqa: S608
            [(hashed(entry), entry.number) for entry in entries],
        )
        raw.execute("DELETE FROM audit_door")
        now = database.clock.now()
        for name, first, last, count in _by_class(entries):
            told = made(Action.ERASED, now, SYSTEM, database.author.point, entity="audit", detail=name)
            database.audit.add(told._replace(record=f"{first}-{last}", times=count))
    return len(entries)


def _by_class(entries: Sequence[Entry]) -> Iterator[tuple[str, int, int, int]]:
    classes: dict[str, list[int]] = {}
    for entry in entries:
        term = term_of(entry.action, date.fromisoformat(entry.at[:10]))
        classes.setdefault(term.name if term else "", []).append(entry.number)
    for name, numbers in classes.items():
        yield name, min(numbers), max(numbers), len(numbers)


def _months_later(day: date, months: int) -> date:
    """The same day that many months on; the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(day)
