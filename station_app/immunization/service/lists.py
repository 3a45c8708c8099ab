"""Whom to call: the due list by hamlet, and its numbers for the home board."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from station_app.immunization.service.deriving import refresh_due
from station_app.store.database import Database

# A person lives where an open membership says; one whose every membership ended has moved away, and one
# who never had any (a new-born) still has to be called.
_LIVING_HERE = """
    FROM dose_due AS d
    JOIN person AS p ON p.id = d.person AND p.gone IS NULL AND p.died_on IS NULL
    LEFT JOIN household_member AS m ON m.id = (
        SELECT min(id) FROM household_member
        WHERE person = p.id AND gone IS NULL AND (to_date IS NULL OR to_date > :today))
    LEFT JOIN household AS h ON h.id = m.household AND h.gone IS NULL
    WHERE d.due_on <= :until AND (d.latest_on IS NULL OR d.latest_on >= :today)
      AND (m.id IS NOT NULL
           OR NOT EXISTS (SELECT 1 FROM household_member WHERE person = p.id AND gone IS NULL))"""
_IN_HAMLET = " AND coalesce(h.hamlet, '') = :hamlet"
_CHILDREN = """SELECT p.id, p.full_name, p.birth_date, p.sex, p.guardian_name,
    coalesce(p.guardian_phone, p.phone, h.phone) AS phone, h.hamlet, h.id AS household, h.code,
    min(d.due_on) AS due_on, max(d.overdue_after < :today) AS overdue"""
_ORDER = " GROUP BY p.id ORDER BY overdue DESC, due_on, p.id LIMIT :limit OFFSET :offset"
_PER_HAMLET = "SELECT hamlet, sum(overdue), sum(NOT overdue) FROM ({each}) GROUP BY hamlet ORDER BY hamlet"
_DOSES = """SELECT person, series, dose_number, label, vaccine, due_on, earliest_on, latest_on,
    overdue_after < ? FROM dose_due WHERE person IN (SELECT value FROM json_each(?)) AND due_on <= ?
    AND (latest_on IS NULL OR latest_on >= ?) ORDER BY due_on, series"""


@dataclass(frozen=True, slots=True)
class DueItem:
    """One dose that a child waits for."""

    series: str
    dose_number: int
    label: str
    vaccine: str
    due_on: date
    earliest_on: date
    latest_on: date | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class DueLine:
    """One child of the due list with all the doses to be given; `phone` is the first that is known."""

    person: str
    name: str
    birth_date: str | None
    sex: str | None
    hamlet: str | None
    household: str | None
    household_code: str | None
    guardian: str | None
    phone: str | None
    overdue: bool
    doses: tuple[DueItem, ...]


@dataclass(frozen=True, slots=True)
class DuePage:
    """One page of the list, and how many children the whole list has."""

    lines: tuple[DueLine, ...]
    total: int


@dataclass(frozen=True, slots=True)
class HamletDue:
    """How many children of a hamlet have an overdue dose, and how many only doses that are due."""

    hamlet: str | None
    overdue: int
    due: int


def due_list(
    database: Database,
    today: date,
    *,
    hamlet: str | None = None,
    until: date | None = None,
    offset: int = 0,
    limit: int = 100,
) -> DuePage:
    """Overdue first, then the longest due. `hamlet=""` asks for the children of no household; `until` looks
    ahead. Brings the list to `today` where nobody has asked yet today."""
    refresh_due(database, today)
    asked = {"today": today.isoformat(), "until": (until or today).isoformat(), "hamlet": hamlet}
    where = _LIVING_HERE if hamlet is None else _LIVING_HERE + _IN_HAMLET
    with database.reading() as session:
        total = _all(session, f"SELECT count(DISTINCT p.id) {where}", asked)[0][0]
        paged = {**asked, "limit": limit, "offset": offset}
        children = _all(session, f"{_CHILDREN} {where} {_ORDER}", paged)
        doses = _items(session, [child.id for child in children], today, until or today)
    return DuePage(tuple(_line(child, doses[child.id]) for child in children), total)


def due_counts(database: Database, today: date) -> tuple[HamletDue, ...]:
    """Per hamlet, in the order of their names, for the home board; the same children as the list."""
    refresh_due(database, today)
    each = f"SELECT p.id, h.hamlet, max(d.overdue_after < :today) AS overdue {_LIVING_HERE} GROUP BY p.id"
    sql = _PER_HAMLET.format(each=each)
    with database.reading() as session:
        rows = _all(session, sql, {"today": today.isoformat(), "until": today.isoformat()})
    return tuple(HamletDue(*row) for row in rows)


def _all(session: Session, sql: str, asked: dict[str, Any]) -> Sequence[Any]:
    return session.connection().exec_driver_sql(sql, asked).all()


def _items(session: Session, children: list[str], today: date, until: date) -> dict[str, list[DueItem]]:
    found: dict[str, list[DueItem]] = defaultdict(list)
    asked = (today.isoformat(), json.dumps(children), until.isoformat(), today.isoformat())
    for (
        person,
        series,
        number,
        label,
        vaccine,
        due,
        earliest,
        latest,
        overdue,
    ) in session.connection().exec_driver_sql(_DOSES, asked):
        found[person].append(
            DueItem(
                series,
                number,
                label,
                vaccine,
                date.fromisoformat(due),
                date.fromisoformat(earliest),
                date.fromisoformat(latest) if latest else None,
                bool(overdue),
            )
        )
    return found


def _line(child: Any, doses: Sequence[DueItem]) -> DueLine:
    return DueLine(
        child.id,
        child.full_name or "",
        child.birth_date,
        child.sex,
        child.hamlet,
        child.household,
        child.code,
        child.guardian_name,
        child.phone,
        bool(child.overdue),
        tuple(doses),
    )
