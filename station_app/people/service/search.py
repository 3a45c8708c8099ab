"""The one search: a name without marks in any order, a phone, the end of a number, a scanned card."""

import json
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from station_app.common.cards import parse_citizen_qr, parse_insurance_qr
from station_app.common.errors import Refused
from station_app.common.names import fold
from station_app.people.model import Identifier, Person
from station_app.people.service.hits import PersonHit, hits
from station_app.people.service.index import TAIL
from station_app.store.database import Database

FEW = 400
"""So many can be ranked one by one in a millisecond; of more, the index gives the first in order."""
_DATE = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")
_ROW = "SELECT number, person, sort_key, given, folded, digits FROM person_search"


class Found(NamedTuple):
    """A row of the index."""

    number: int
    person: str
    sort_key: str
    given: str
    folded: str
    digits: str


def search(database: Database, text: str, limit: int = 20) -> list[PersonHit]:
    """Best first: whole words before beginnings, given names first, then in Vietnamese order."""
    today = database.clock.today()
    with database.reading() as session:
        if "|" in text:
            return _holders_of_card(database, session, text, limit)
        typed = tokens(text)
        found = _best(session.connection(), typed, limit)
        numbers = {row.person: number for row in found if (number := _number_found(row, typed))}
        return hits(session, [row.person for row in found], today, words=typed, numbers=numbers)


def tokens(text: str) -> list[str]:
    """The words to look for. A date is one word of digits, and so is a number however it was spaced."""
    dated = _DATE.sub(lambda day: f" {day[3]}{int(day[2]):02}{int(day[1]):02} ", text)
    if dated == text and not any(sign.isalpha() for sign in text):
        digits = re.sub(r"\D", "", text)
        if len(digits) == 11 and digits.startswith("84"):
            digits = "0" + digits[2:]
        return [digits] if digits else []
    return list(dict.fromkeys(fold(dated).split()))


def _best(connection: Connection, typed: Sequence[str], limit: int) -> list[Found]:
    if not typed:
        return []
    if len(typed) == 1 and typed[0].isdigit():
        return _by_digits(connection, typed[0], limit)
    if len(typed) == 1 and len(typed[0]) <= 2:
        # Nearly everyone has such a word: do not count them first.
        given = _in_order(connection, typed, limit, given_only=True)
        if len(given) >= limit:
            return given
    numbers = _matching(connection, _expression(typed), FEW + 1)
    if len(numbers) > FEW:
        return _in_order(connection, typed, limit)
    return sorted(_rows(connection, numbers), key=lambda row: _rank(row, typed))[:limit]


def _by_digits(connection: Connection, digits: str, limit: int) -> list[Found]:
    """The number itself first, then those that end so, then those that begin so."""
    ends = _matching(connection, f'"{TAIL}{digits[::-1]}"*', FEW)
    begins = _matching(connection, f'"{digits}"*', limit) if len(ends) < limit else []
    last = set(begins) - set(ends)
    found = _rows(connection, [*ends, *last])
    return sorted(
        found, key=lambda row: (row.number in last, digits not in row.digits.split(), row.sort_key)
    )[:limit]


def _matching(connection: Connection, expression: str, most: int) -> list[int]:
    rows = connection.exec_driver_sql(
        "SELECT rowid FROM person_words WHERE person_words MATCH ? LIMIT ?", (expression, most)
    )
    return [number for (number,) in rows.all()]


def _rows(connection: Connection, numbers: Sequence[int]) -> list[Found]:
    rows = connection.exec_driver_sql(
        f"{_ROW} WHERE number IN (SELECT value FROM json_each(?))",  # noqa: S608  constant text
        (json.dumps(list(numbers)),),
    )
    return [Found(*row) for row in rows.all()]


def matching_people(session: Session, text: str, most: int) -> list[str] | None:
    """Everyone the text fits, in no order; None where they are more than `most`."""
    typed = tokens(text)
    if not typed:
        return []
    people = session.connection().exec_driver_sql(
        "SELECT person FROM person_search WHERE number IN"
        " (SELECT rowid FROM person_words WHERE person_words MATCH ? LIMIT ?)",
        (_expression(typed), most + 1),
    )
    found = list(people.scalars())
    return found if len(found) <= most else None


def _expression(typed: Sequence[str]) -> str:
    return " AND ".join(map(_beginning, typed))


def _beginning(word: str) -> str:
    return f'("{word}"* OR "{TAIL}{word[::-1]}"*)' if word.isdigit() else f'"{word}"*'


def _rank(row: Found, typed: Sequence[str]) -> tuple[int, bool, bool, bool, str]:
    whole = {*row.folded.split(), *row.digits.split()}
    return (
        sum(word not in whole for word in typed),
        row.given != typed[-1],
        row.given not in typed,
        not row.given.startswith(typed[-1]),
        row.sort_key,
    )


def _in_order(
    connection: Connection, typed: Sequence[str], limit: int, *, given_only: bool = False
) -> list[Found]:
    """For words that very many share: the index is walked in order until the list is full."""
    found: dict[int, Found] = {}
    last = typed[-1]
    walks: list[tuple[str, tuple[str, ...], str]] = [
        ("given = ?", (last,), "sort_key"),
        ("given >= ? AND given < ?", (last, last + "\U0010ffff"), "given, sort_key"),
    ]
    if not given_only:
        walks.append(("1", (), "sort_key"))
    having = " AND ".join("instr(' ' || folded, ' ' || ?)" for _ in typed)
    for where, values, order in walks:
        rows = connection.exec_driver_sql(
            f"{_ROW} WHERE {where} AND {having} ORDER BY {order} LIMIT ?", (*values, *typed, limit)
        )
        for row in rows:
            found.setdefault(row[0], Found(*row))
        if len(found) >= limit:
            break
    return list(found.values())[:limit]


def _number_found(row: Found, typed: Iterable[str]) -> str | None:
    for word in typed:
        if any(sign.isdigit() for sign in word):
            for number in row.digits.split():
                if number.endswith(word) or number.startswith(word):
                    return number.upper()
    return None


def _holders_of_card(database: Database, session: Session, text: str, limit: int) -> list[PersonHit]:
    """Who holds the scanned card's number; else who has the name and birth date that stand on it."""
    scanned = _card(text)
    if scanned is None:
        return []
    numbers, name, born = scanned
    holders = session.execute(
        select(Identifier.person, Identifier.value)
        .join(Person, Person.id == Identifier.person)
        .where(Identifier.value.in_(numbers), Identifier.gone.is_(None), Person.gone.is_(None))
    ).all()
    today = database.clock.today()
    if holders:
        by_number = {str(person): str(value) for person, value in holders}
        return hits(session, list(by_number)[:limit], today, numbers=by_number)
    typed = [*fold(name).split(), *([born] if born else [])]
    found = _best(session.connection(), typed, limit)
    return hits(session, [row.person for row in found], today, words=typed)


def _card(text: str) -> tuple[list[str], str, str] | None:
    try:
        citizen = parse_citizen_qr(text)
        born = citizen.born.iso.replace("-", "") if citizen.born else ""
        return [n for n in (citizen.number, citizen.old_number) if n], citizen.full_name, born
    except Refused:
        pass
    try:
        insurance = parse_insurance_qr(text)
    except Refused:
        return None
    born = insurance.born.iso.replace("-", "") if insurance.born else ""
    return [insurance.number, insurance.number[-10:]], insurance.full_name, born
