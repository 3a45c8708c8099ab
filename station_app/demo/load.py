"""Puts a synthetic commune into a station by the same door as an import: chunks, each one transaction."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from station_app.store.database import Database

CHUNK = 500
"""Rows in one transaction: a nurse who saves meanwhile waits for one chunk at most."""

Rows = Sequence[Mapping[str, Any]]


def load(
    database: Database, tables: Mapping[str, Rows], progress: Callable[[int, int], object] = lambda done, of: None
) -> int:
    """Writes the rows of each entity, in the order given. Returns how many. Folds the log as it goes."""
    total = sum(len(rows) for rows in tables.values())
    done = 0
    for entity, rows in tables.items():
        statement = _insert(database, entity)
        for chunk in _chunks(rows):
            with database.writing(reason="dữ liệu mẫu") as session:
                database.raw(session).executemany(statement, [_stored(database, entity, row) for row in chunk])
            done += len(chunk)
            progress(done, total)
        database.fold_log()
    return total


def _insert(database: Database, entity: str) -> str:
    columns = ["id", *(field.name for field in database.catalogue.entities[entity].fields)]
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" * len(columns))
    return f'INSERT INTO "{entity}" ({names}) VALUES ({marks})'  # noqa: S608  names come from the catalogue


def _stored(database: Database, entity: str, row: Mapping[str, Any]) -> tuple[Any, ...]:
    fields = database.catalogue.entities[entity].fields
    return (row["id"], *(row.get(field.name) for field in fields))


def _chunks(rows: Rows) -> Iterator[Rows]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]
