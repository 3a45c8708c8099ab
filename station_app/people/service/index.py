"""The search index: folded names, birth digits and numbers of everyone who is live; nothing restricted."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from sqlalchemy import Connection

from station_app.common.names import fold, nfc, sort_key, words
from station_app.store.database import Changes, Database

TAIL = "\ue000"
"""Marks a number written backwards, so that its last digits are a prefix. No typed text folds to it."""
CHUNK = 500


_APOSTROPHES = re.compile(r"\b\w+(?:'\w+)+")
"""From the beginning of a word only: a name without end must not be tried at each of its letters."""


class Words(NamedTuple):
    """What is indexed of one person."""

    sort_key: str
    given: str
    folded: str
    digits: str

    @property
    def tokens(self) -> str:
        backwards = " ".join(TAIL + number[::-1] for number in self.digits.split())
        return f"{self.folded} {self.digits} {backwards}"


def derive(connection: Connection, changed: Changes) -> None:
    """Brings the index up to date with changed people and numbers, in the transaction that changed them.

    A number never moves to another person (`correct_identifier` refuses it), so its holder is enough."""
    people = set(changed.get("person", ()))
    for chunk in _chunks(changed.get("identifier", ())):
        rows = connection.exec_driver_sql(
            "SELECT DISTINCT person FROM identifier WHERE id IN (SELECT value FROM json_each(?))", (chunk,)
        )
        people.update(person for (person,) in rows if person)
    for chunk in _chunks(people):
        _refresh(connection, chunk)


def rebuild_search(database: Database) -> int:
    """Throws the index away and makes it again. Returns how many people are in it."""
    with database.writing() as session:
        connection = session.connection()
        connection.exec_driver_sql("DELETE FROM person_search")
        connection.exec_driver_sql("INSERT INTO person_words (person_words) VALUES ('delete-all')")
        everyone = connection.exec_driver_sql("SELECT id FROM person WHERE gone IS NULL").scalars().all()
        derive(connection, {"person": frozenset(everyone)})
        return len(everyone)


def birth_digits(iso: str | None) -> str:
    """1988-03-09 as one word, so that a year finds it as a prefix."""
    return (iso or "").replace("-", "")


def _chunks(ids: Iterable[str]) -> Iterator[str]:
    rest = iter(sorted(ids))
    while chunk := list(islice(rest, CHUNK)):
        yield json.dumps(chunk)


def _refresh(connection: Connection, chunk: str) -> None:
    wanted = _wanted(connection, chunk)
    present = {
        person: (number, Words(*kept))
        for number, person, *kept in connection.exec_driver_sql(
            "SELECT number, person, sort_key, given, folded, digits FROM person_search"
            " WHERE person IN (SELECT value FROM json_each(?))",
            (chunk,),
        )
    }
    stale = [(number,) for person, (number, kept) in present.items() if wanted.get(person) != kept]
    if stale:
        connection.exec_driver_sql("DELETE FROM person_words WHERE rowid = ?", stale)
        connection.exec_driver_sql("DELETE FROM person_search WHERE number = ?", stale)
    fresh = [
        (person, found)
        for person, found in wanted.items()
        if person not in present or present[person][1] != found
    ]
    if fresh:
        _insert(connection, fresh)


def _insert(connection: Connection, fresh: Sequence[tuple[str, Words]]) -> None:
    last = connection.exec_driver_sql("SELECT max(number) FROM person_search").scalar() or 0
    numbered = list(enumerate(fresh, start=last + 1))
    connection.exec_driver_sql(
        "INSERT INTO person_search (number, person, sort_key, given, folded, digits)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [(number, person, *found) for number, (person, found) in numbered],
    )
    connection.exec_driver_sql(
        "INSERT INTO person_words (rowid, words) VALUES (?, ?)",
        [(number, found.tokens) for number, (_, found) in numbered],
    )


def _wanted(connection: Connection, chunk: str) -> dict[str, Words]:
    numbers: dict[str, set[str]] = {}
    for person, value in connection.exec_driver_sql(
        "SELECT person, value FROM identifier WHERE gone IS NULL AND value <> ''"
        " AND coalesce(status, '') <> 'mistyped' AND person IN (SELECT value FROM json_each(?))",
        (chunk,),
    ):
        numbers.setdefault(person, set()).add(value)
    people = connection.exec_driver_sql(
        "SELECT id, full_name, birth_date, phone, guardian_phone FROM person"
        " WHERE gone IS NULL AND id IN (SELECT value FROM json_each(?))",
        (chunk,),
    )
    return {
        person: _words(name or "", born, {*numbers.get(person, ()), *filter(None, phones)})
        for person, name, born, *phones in people
    }


def _words(name: str, born: str | None, numbers: Iterable[str]) -> Words:
    spelled = words(name)
    joined = [fold(word.replace("'", "")) for word in _APOSTROPHES.findall(nfc(name))]
    folded = " ".join([*spelled, *joined, birth_digits(born)]).strip()
    digits = " ".join(sorted({_plain(number) for number in numbers}))
    return Words(sort_key(name), spelled[-1] if spelled else "", folded, digits)


def _plain(number: str) -> str:
    return number.lower() if number.isascii() and number.isalnum() else fold(number).replace(" ", "")
