"""What the station already knows of the people and households that a list names."""

import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from station_app.common.names import fold, nfc, words
from station_app.households.rules import HEAD, PERMANENT
from station_app.households.service.intake.entries import Entry
from station_app.people.rules.papers import CITIZEN, NOT_HELD

Namesake = tuple[str, str]
"""Folded name and year of birth."""
Namesakes = dict[Namesake, list[str]]
_HELD = f"gone IS NULL AND coalesce(status, '') NOT IN {NOT_HELD}"
_THESE = "IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class Someone:
    """A person of the station, with the household where they live now."""

    id: str
    full_name: str
    birth_date: str | None
    sex: str | None
    phone: str | None
    citizen: str | None
    household: str | None = None
    code: str = ""
    hamlet: str = ""


@dataclass(frozen=True, slots=True)
class House:
    id: str
    code: str
    hamlet: str
    head: str | None


@dataclass(slots=True)
class Known:
    holders: dict[tuple[str, str], str] = field(default_factory=dict)
    people: dict[str, Someone] = field(default_factory=dict)
    namesakes: Namesakes = field(default_factory=dict)
    houses: dict[str, House] = field(default_factory=dict)
    """By code."""


@dataclass(slots=True)
class Newcomers:
    """Who came into the index while a list was being saved, apart from the list's own people."""

    seen: int
    own: set[str]
    found: Namesakes = field(default_factory=dict)

    def notice(self, session: Session) -> Namesakes:
        for number, person, folded in _rows(
            session, "SELECT number, person, folded FROM person_search WHERE number > ?", self.seen
        ):
            self.seen = max(self.seen, number)
            if person not in self.own:
                self.found.setdefault(_namesake_in(folded), []).append(person)
        return self.found


def look_up(session: Session, entries: Sequence[Entry], namesakes: Namesakes | None = None) -> Known:
    """`namesakes`: where only newcomers are to be looked at, since the others were compared before."""
    known = Known(holders=_holders(session, entries))
    asked = {namesake_of(entry.name, entry.person.get("birth_date")) for entry in entries if entry.name}
    found = _all_namesakes(session, asked) if namesakes is None else namesakes
    known.namesakes = {key: found[key] for key in asked if key in found}
    met = {*known.holders.values(), *(one for ids in known.namesakes.values() for one in ids)}
    met |= {entry.matched for entry in entries if entry.matched}
    known.people = _people(session, met)
    codes = {
        str(code) for entry in entries for code in (entry.station_code, entry.household.get("code")) if code
    }
    known.houses = {house.code: house for house in houses(session, "code", codes)}
    return known


def newest(session: Session) -> int:
    """The last entry of the people's index."""
    return int(_rows(session, "SELECT coalesce(max(number), 0) FROM person_search")[0][0])


def namesake_of(name: str, birth_date: str | None) -> Namesake:
    """As the people's index spells it, with an apostrophe's word once more in one piece."""
    joined = [fold(word.replace("'", "")) for word in re.findall(r"\b\w+(?:'\w+)+", nfc(name))]
    return " ".join([*words(name), *joined]), (birth_date or "")[:4]


def houses(session: Session, column: str, wanted: Iterable[str]) -> list[House]:
    """Live households by `code` or `id`, with who heads them."""
    rows = _rows(
        session,
        "SELECT h.id, coalesce(h.code, ''), coalesce(h.hamlet, ''),"  # noqa: S608
        " (SELECT p.full_name FROM household_member m"
        " JOIN person p ON p.id = m.person AND p.gone IS NULL WHERE m.household = h.id AND m.relation = ?"
        " AND m.gone IS NULL AND m.to_date IS NULL LIMIT 1)"
        f" FROM household h WHERE h.gone IS NULL AND h.{column} {_THESE} ORDER BY h.id DESC",
        HEAD,
        _json(wanted),
    )
    return [House(*row) for row in rows]


def _holders(session: Session, entries: Sequence[Entry]) -> dict[tuple[str, str], str]:
    values = {str(one["value"]) for entry in entries for one in entry.identifiers}
    rows = _rows(
        session,
        "SELECT type, value, person FROM identifier"  # noqa: S608
        f" WHERE value {_THESE} AND {_HELD} AND person IN (SELECT id FROM person WHERE gone IS NULL)",
        _json(values),
    )
    return {(kind, value): person for kind, value, person in rows}


def _all_namesakes(session: Session, asked: Collection[Namesake]) -> Namesakes:
    """One pass over the index: it holds every name folded, and thousands of names are asked for."""
    found: Namesakes = {}
    for person, folded in _rows(session, "SELECT person, folded FROM person_search"):
        key = _namesake_in(folded)
        if key in asked:
            found.setdefault(key, []).append(person)
    return found


def _namesake_in(folded: str) -> Namesake:
    name, _, digits = folded.rpartition(" ")
    return (name, digits[:4]) if digits.isdecimal() else (folded, "")


def _people(session: Session, ids: Collection[str]) -> dict[str, Someone]:
    homes = _homes(session, ids)
    rows = _rows(
        session,
        "SELECT id, coalesce(full_name, ''), birth_date, sex, phone, (SELECT value FROM identifier"  # noqa: S608
        f" WHERE person = p.id AND type = '{CITIZEN}' AND {_HELD} LIMIT 1)"
        f" FROM person p WHERE gone IS NULL AND id {_THESE}",
        _json(ids),
    )
    return {row[0]: Someone(*row, *homes.get(row[0], (None, "", ""))) for row in rows}


def _homes(session: Session, ids: Collection[str]) -> dict[str, tuple[str, str, str]]:
    rows = _rows(
        session,
        "SELECT m.person, h.id, coalesce(h.code, ''), coalesce(h.hamlet, '') FROM household_member m"  # noqa: S608
        " JOIN household h ON h.id = m.household AND h.gone IS NULL"
        f" WHERE m.gone IS NULL AND m.to_date IS NULL AND m.person {_THESE}"
        " ORDER BY coalesce(m.residence, ?) = ?, m.id",
        _json(ids),
        PERMANENT,
        PERMANENT,
    )
    return {person: (household, code, hamlet) for person, household, code, hamlet in rows}


def _json(values: Iterable[str]) -> str:
    return json.dumps(sorted(values))


def _rows(session: Session, sql: str, *values: Any) -> list[Any]:
    return list(session.connection().exec_driver_sql(sql, values).fetchall())
