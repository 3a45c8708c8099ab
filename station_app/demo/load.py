"""Puts a synthetic commune into a station by the same door as an import, household by household."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from station_app.store.database import Database

CHUNK = 300
"""Rows in one transaction, about as many as fit one envelope; a nurse who saves meanwhile hardly waits."""
FOLD_EVERY = 100
"""Transactions after which the write-ahead log is folded into the file."""

Row = Mapping[str, Any]
Rows = Sequence[Row]
Told = Callable[[int, int], object]


def load(database: Database, tables: Mapping[str, Rows], progress: Told = lambda done, of: None) -> int:
    """Writes all rows, each household with its people and their records together. Returns how many."""
    total = sum(len(rows) for rows in tables.values())
    statements = {entity: _insert(database, entity) for entity in tables}
    done = 0
    for turn, chunk in enumerate(_chunks(_families(tables)), 1):
        with database.writing(reason="dữ liệu mẫu", bulk=True) as session:
            raw = database.raw(session)
            for entity, rows in chunk.items():
                raw.executemany(statements[entity], [_stored(database, entity, row) for row in rows])
        done += sum(len(rows) for rows in chunk.values())
        progress(done, total)
        if turn % FOLD_EVERY == 0:
            database.fold_log()
    database.fold_log()
    return total


def _families(tables: Mapping[str, Rows]) -> Iterator[list[tuple[str, Row]]]:
    """All rows about one household, so that a person's search words and due doses are derived once."""
    house_of = {row["person"]: row["household"] for row in tables["household_member"]}
    families: dict[str, list[tuple[str, Row]]] = {row["id"]: [] for row in tables["household"]}
    for entity, rows in tables.items():
        for row in rows:
            match entity:
                case "household":
                    house = row["id"]
                case "person":
                    house = house_of[row["id"]]
                case "household_member":
                    house = row["household"]
                case _:
                    house = house_of[row["person"]]
            families[house].append((entity, row))
    yield from families.values()


def _chunks(families: Iterator[list[tuple[str, Row]]]) -> Iterator[dict[str, list[Row]]]:
    chunk: dict[str, list[Row]] = {}
    size = 0
    for family in families:
        for entity, row in family:
            chunk.setdefault(entity, []).append(row)
        size += len(family)
        if size >= CHUNK:
            yield chunk
            chunk, size = {}, 0
    if chunk:
        yield chunk


def _insert(database: Database, entity: str) -> str:
    columns = ["id", *(field.name for field in database.catalogue.entities[entity].fields)]
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" * len(columns))
    return f'INSERT INTO "{entity}" ({names}) VALUES ({marks})'  # noqa: S608  names come from the catalogue


def _stored(database: Database, entity: str, row: Row) -> tuple[Any, ...]:
    fields = database.catalogue.entities[entity].fields
    return (row["id"], *(row.get(field.name) for field in fields))
