"""A day's work of a station: 100 visits, 60 doses and 40 corrected people, each saved as a nurse saves it."""

from datetime import date, timedelta
from typing import Any

from station_app.common.days import to_instant
from station_app.common.errors import Refused
from station_app.people.service import correct_person
from station_app.store.database import Database
from station_app.visits.service import record_visit
from tests.benchmarks.day import AS_OF
from tests.benchmarks.giving import doses, recorded

VISITS, DOSES, CORRECTIONS = 100, 60, 40
_TAKEN_OVER = (
    "person", "visit_type", "reason", "symptoms", "pulse", "temperature", "systolic", "diastolic",
    "breathing", "spo2", "weight", "height", "diagnosis", "icd10_main", "treatment", "outcome",
    "practitioner",
)  # fmt: skip


def a_day(database: Database) -> int:
    """Returns how many transactions it made."""
    return _visits(database) + _doses(database) + _corrections(database)


def _visits(database: Database) -> int:
    """The same people come again for the same reasons as in the last weeks, today."""
    made = 0
    for row in _rows(database, "visit", "person IS NOT NULL", "arrived_at DESC", VISITS * 2):
        if made == VISITS:
            break
        arrived = database.clock.now() - timedelta(minutes=made % 50)
        ended = to_instant(arrived + timedelta(minutes=8))
        values = {name: row[name] for name in _TAKEN_OVER}
        values |= {"arrived_at": to_instant(arrived), "started_at": to_instant(arrived), "ended_at": ended}
        if row["follow_up_on"]:
            values["follow_up_on"] = _moved(row["follow_up_on"], row["arrived_at"])
        try:
            record_visit(database, values, confirmed=True)
        except Refused:
            continue
        made += 1
    return made


def _moved(follow_up: str, arrived: str) -> str:
    away = date.fromisoformat(follow_up) - date.fromisoformat(arrived[:10])
    return (AS_OF + away).isoformat()


def _doses(database: Database) -> int:
    waiting = doses(database)
    made = 0
    while made < DOSES:
        made += recorded(database, next(waiting))
    return made


def _corrections(database: Database) -> int:
    """Mostly new telephone numbers, some occupations and spellings."""
    people = _rows(database, "person", "gone IS NULL AND phone IS NOT NULL", "substr(id, -8)", CORRECTIONS)
    for number, person in enumerate(people):
        changed: dict[str, Any] = {"phone": f"09{number * 7919 % 10**8:08}"}
        if number % 4 == 1:
            changed = {"occupation": "21", "note": "Hỏi lại khi đến tiêm"}
        elif number % 4 == 3:
            changed["email"] = f"nguoi.dan.{number}@example.vn"
        correct_person(database, person["id"], changed)
    return len(people)


def _rows(database: Database, table: str, where: str, order: str, limit: int) -> list[dict[str, Any]]:
    with database.reading() as session:
        found = database.raw(session).execute(
            f"SELECT * FROM {table} WHERE {where} ORDER BY {order} LIMIT {limit}"
        )
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
