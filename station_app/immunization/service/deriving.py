"""Keeps the due list and the doses written twice in step with the cards, for just the people who changed."""

import json
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from station_app.common.days import PartialDate
from station_app.immunization.model import DueEdition
from station_app.immunization.rules import DueDose, Given, in_order, next_doses, pairs
from station_app.immunization.schedule import Schedule, Series
from station_app.immunization.service.cards import province_of, waiting
from station_app.immunization.service.packs import day_of, edition, given, schedule_on
from station_app.store.database import Changes, Database

CHUNK = 200
"""People at a time: a refresh never holds the file for longer than a save can wait."""

_NOT_DONE = ""
_RECIPIENTS = (
    "SELECT DISTINCT person FROM dose WHERE id IN (SELECT value FROM json_each(?)) AND person IS NOT NULL"
)
_TWICE = "SELECT one, other, person FROM dose_twice WHERE person IN (SELECT value FROM json_each(?))"
_SEVERAL_PCS = """SELECT person FROM dose WHERE person IN (SELECT value FROM json_each(?)) AND gone IS NULL
    GROUP BY person HAVING count(DISTINCT device) > 1"""
_COLUMNS = (
    "person, series, dose_number, label, vaccine, due_on, earliest_on, overdue_after, latest_on, stale_after"
)
_STANDING = f"SELECT {_COLUMNS} FROM dose_due WHERE person IN (SELECT value FROM json_each(?))"  # noqa: S608
_FORGET_DUE = "DELETE FROM dose_due WHERE person = ? AND series = ?"
_YOUNG = """SELECT id, birth_date, sex FROM person WHERE id IN (SELECT value FROM json_each(?))
    AND birth_date >= ? AND gone IS NULL AND died_on IS NULL"""
_DOSES = """SELECT person, vaccine, given_on, id, device, dose_number FROM dose
    WHERE person IN (SELECT value FROM json_each(?)) AND gone IS NULL"""
_WRITE_DUE = f"INSERT OR REPLACE INTO dose_due ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
_SET_EDITION = """INSERT INTO due_edition (id, day, edition) VALUES (1, ?, ?)
    ON CONFLICT (id) DO UPDATE SET day = excluded.day, edition = excluded.edition"""

_TURN = threading.Lock()


def derive(connection: Connection, changed: Changes) -> None:
    """Runs in the transaction of every write. Before the first refresh nobody has asked for a due list, so
    that a great import is reckoned once, at the end."""
    raw = _raw(connection)
    vaccinated = _recipients(raw, changed.get("dose", frozenset()))
    for chunk in _chunks(vaccinated):
        _note_twice(raw, chunk)
    people = sorted({*vaccinated, *changed.get("person", frozenset())})
    if people:
        _reckon_again(raw, people)


def refresh_due(database: Database, today: date) -> int:
    """Brings the due list to today: all of it when another edition of the schedule is in force, else only
    what was right for one day. Returns how many people were reckoned anew. Cheap when nothing is to do; a
    file that is only read keeps the list it has."""
    if database.frozen:
        return 0
    # Two screens may ask at once: the second must not count a list that the first is still making.
    with _TURN:
        return _refresh(database, today)


def _refresh(database: Database, today: date) -> int:
    with database.reading() as session:
        stored = session.get(DueEdition, 1)
        wanted = edition(today, province_of(session))
        if stored and (stored.day, stored.edition) == (today.isoformat(), wanted):
            return 0
        everyone = stored is None or stored.edition != wanted
        people = _all_young(session, today) if everyone else _stale(session, today)
    if everyone:
        _reckon_everyone(database, people, today, wanted)
    else:
        with database.writing() as session:
            _reckon_again(_mark(session, today, wanted), people)
    return len(people)


def _reckon_everyone(database: Database, people: Sequence[str], today: date, wanted: str) -> None:
    """The day comes first, so that what is saved meanwhile is reckoned for it; the edition when all is done,
    so that a refresh that was cut off begins again."""
    with database.writing() as session:
        _mark(session, today, _NOT_DONE).execute("DELETE FROM dose_due")
    for chunk in _chunks(people):
        with database.writing() as session:
            _note_twice(_raw(session.connection()), chunk)
            _reckon_again(_raw(session.connection()), chunk)
    with database.writing() as session:
        _mark(session, today, wanted)


def _mark(session: Session, today: date, wanted: str) -> Any:
    raw = _raw(session.connection())
    raw.execute(_SET_EDITION, (today.isoformat(), wanted))
    return raw


def _raw(connection: Connection) -> Any:
    """Nine small statements at every save: the driver alone takes a fifth of the time."""
    return connection.connection.driver_connection


def _reckon_again(raw: Any, people: Iterable[str]) -> None:
    if known := _reckoned(raw):
        for chunk in _chunks(people):
            _reckon(raw, chunk, known[1], known[0])


def _all_young(session: Session, today: date) -> list[str]:
    oldest = schedule_on(today, province_of(session)).oldest_followed(today)
    sql = "SELECT id FROM person WHERE birth_date >= ? AND gone IS NULL AND died_on IS NULL ORDER BY id"
    return [row[0] for row in session.connection().exec_driver_sql(sql, (str(oldest.year),))]


def _stale(session: Session, today: date) -> list[str]:
    sql = "SELECT DISTINCT person FROM dose_due WHERE stale_after < ? ORDER BY person"
    return [row[0] for row in session.connection().exec_driver_sql(sql, (today.isoformat(),))]


def _reckoned(raw: Any) -> tuple[date, Schedule] | None:
    sql = "SELECT day, (SELECT province FROM station) FROM due_edition"
    row = raw.execute(sql).fetchone()
    if row is None:
        return None
    day = date.fromisoformat(row[0])
    return day, schedule_on(day, row[1])


def _recipients(raw: Any, doses: Iterable[str]) -> list[str]:
    found: set[str] = set()
    for chunk in _chunks(sorted(doses)):
        found.update(row[0] for row in raw.execute(_RECIPIENTS, (json.dumps(chunk),)))
    return sorted(found)


def _note_twice(raw: Any, people: list[str]) -> None:
    """Only what differs is written, and only cards that two PCs wrote on are read."""
    standing = {tuple(row) for row in raw.execute(_TWICE, (json.dumps(people),))}
    several = [row[0] for row in raw.execute(_SEVERAL_PCS, (json.dumps(people),))]
    cards = _cards(raw, json.dumps(several)) if several else {}
    wanted = {
        (one.id, other.id, person) for person, card in cards.items() for one, other in pairs(in_order(card))
    }
    raw.executemany("DELETE FROM dose_twice WHERE one = ? AND other = ? AND person = ?", standing - wanted)
    raw.executemany("INSERT INTO dose_twice (one, other, person) VALUES (?, ?, ?)", wanted - standing)


def _reckon(raw: Any, people: list[str], schedule: Schedule, day: date) -> None:
    """Only rows that differ are written: each page written is a page encrypted."""
    asked = json.dumps(people)
    standing = {tuple(row) for row in raw.execute(_STANDING, (asked,))}
    wanted = set(_wanted(raw, asked, schedule, day))
    leaving = {row[:2] for row in standing} - {row[:2] for row in wanted}
    if leaving:
        raw.executemany(_FORGET_DUE, sorted(leaving))
    if fresh := wanted - standing:
        raw.executemany(_WRITE_DUE, sorted(fresh, key=lambda row: row[:2]))


def _wanted(raw: Any, asked: str, schedule: Schedule, day: date) -> Iterator[tuple[Any, ...]]:
    oldest = str(schedule.oldest_followed(day).year)
    young = raw.execute(_YOUNG, (asked, oldest)).fetchall()
    if not young:
        return
    cards = _cards(raw, json.dumps([person for person, _, _ in young]))
    for person, birth_date, sex in young:
        yield from _rows(person, day_of(birth_date), sex or "unknown", cards[person], schedule, day)


def _cards(raw: Any, asked: str) -> dict[str, list[Given]]:
    cards: dict[str, list[Given]] = defaultdict(list)
    for person, *row in raw.execute(_DOSES, (asked,)):
        if dose := given(*row):
            cards[person].append(dose)
    return cards


def _rows(
    person: str, born: PartialDate | None, sex: str, card: Sequence[Given], schedule: Schedule, day: date
) -> Iterator[tuple[Any, ...]]:
    if born is None:
        return
    series = {one.code: one for one in schedule.series}
    live_today = any(dose.vaccine.live_injectable and dose.on.latest == day for dose in card)
    stale_after = day.isoformat() if live_today else None
    for step in waiting(next_doses(schedule, born=born, sex=sex, given=card, on=day)):
        if step.due and step.earliest and step.overdue_after:
            yield (
                *(person, step.series, step.number, step.label, step.vaccine),
                *(step.due.isoformat(), step.earliest.isoformat(), step.overdue_after.isoformat()),
                *(_last_day(step, series[step.series], born), stale_after),
            )


def _last_day(step: DueDose, series: Series, born: PartialDate) -> str | None:
    """Past it the dose may not be given, or the programme no longer follows the child: it leaves the list."""
    days = [step.latest] if step.latest else []
    if series.follow_until:
        days.append(series.follow_until.after(born.latest) - timedelta(days=1))
    return min(days).isoformat() if days else None


def _chunks(people: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(people)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
