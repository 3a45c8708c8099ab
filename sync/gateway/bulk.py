"""Many rows in one statement, on PostgreSQL as one JSON document and on SQLite as one batch."""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import ARRAY, JSON, Boolean, Column, Connection, LargeBinary, Table
from sqlalchemy.dialects import postgresql

from sync.change import Key

Row = dict[str, Any]

_encoder = msgspec.json.Encoder()
_POSTGRES = postgresql.dialect()  # type: ignore[no-untyped-call]


def add(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Raises IntegrityError where a key is already there."""
    _run(connection, table, rows, "refuse", ())


def insert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Rows whose key is already there are left as they are."""
    _run(connection, table, rows, "nothing", ())


def upsert(connection: Connection, table: Table, rows: Sequence[Row], *, keep: tuple[str, ...] = ()) -> None:
    """Rows whose key is already there take the new values, but for the columns in `keep`."""
    _run(connection, table, rows, "update", keep)


def upsert_own(connection: Connection, table: Table, rows: Sequence[Row]) -> int:
    """As `upsert`, but a row of another scope is left alone. Returns how many rows were written."""
    return _run(connection, table, rows, "own", ())


def _run(
    connection: Connection, table: Table, rows: Sequence[Row], conflict: str, keep: tuple[str, ...]
) -> int:
    if not rows:
        return 0
    if connection.dialect.name == "postgresql":
        sql = _from_document(table) + _on_conflict(table, conflict, keep)
        return connection.exec_driver_sql(sql, (_encoder.encode(rows).decode(),)).rowcount
    sql = _values(table) + _on_conflict(table, conflict, keep)
    plain = [tuple(_plain(column, row.get(column.name)) for column in table.columns) for row in rows]
    return connection.exec_driver_sql(sql, plain).rowcount


@cache
def _from_document(table: Table) -> str:
    names = ", ".join(_quoted(column) for column in table.columns)
    wanted = ", ".join(_read(column) for column in table.columns)
    shapes = ", ".join(f"{_quoted(column)} {_shape(column)}" for column in table.columns)
    return (
        f"INSERT INTO {name(table)} AS t ({names})"  # noqa: S608
        f" SELECT {wanted} FROM json_to_recordset(%s::json) AS x({shapes})"
    )


@cache
def _values(table: Table) -> str:
    names = ", ".join(_quoted(column) for column in table.columns)
    marks = ", ".join("?" for _ in table.columns)
    return f"INSERT INTO {name(table)} AS t ({names}) VALUES ({marks})"  # noqa: S608


@cache
def _on_conflict(table: Table, conflict: str, keep: tuple[str, ...]) -> str:
    if conflict == "refuse":
        return ""
    if conflict == "nothing":
        return " ON CONFLICT DO NOTHING"
    keys = ", ".join(_quoted(column) for column in table.primary_key.columns)
    changing = [column for column in table.columns if not column.primary_key and column.name not in keep]
    sets = ", ".join(f"{_quoted(column)} = excluded.{_quoted(column)}" for column in changing)
    return f" ON CONFLICT ({keys}) DO UPDATE SET {sets}" + (
        " WHERE t.scope = excluded.scope" if conflict == "own" else ""
    )


def name(table: Table) -> str:
    return f'"{table.schema}"."{table.name}"' if table.schema else f'"{table.name}"'


def _quoted(column: Column[Any]) -> str:
    return f'"{column.name}"'


def _shape(column: Column[Any]) -> str:
    # JSON has no bytes: they travel as base64.
    return "text" if isinstance(column.type, LargeBinary) else column.type.compile(_POSTGRES)


def _read(column: Column[Any]) -> str:
    quoted = f"x.{_quoted(column)}"
    return f"decode({quoted}, 'base64')" if isinstance(column.type, LargeBinary) else quoted


def _plain(column: Column[Any], value: Any) -> Any:
    if value is not None and isinstance(column.type, JSON | ARRAY):
        return json.dumps(value, ensure_ascii=False)
    return int(value) if isinstance(column.type, Boolean) and value is not None else value


_KEYS = {
    "postgresql": "json_to_recordset(%s::json) AS k(entity text, id text)",
    "sqlite": "(SELECT value ->> 'entity' AS entity, value ->> 'id' AS id FROM json_each(?)) AS k",
}


def records(connection: Connection, keys: Iterable[Key]) -> list[Any]:
    """(entity, id, scope, state, why it is quarantined) of those that exist."""
    document = _encoder.encode([{"entity": entity, "id": record} for entity, record in keys]).decode()
    sql = (
        "SELECT r.entity, r.id, r.scope, r.state, q.reason"  # noqa: S608
        f" FROM {_KEYS[connection.dialect.name]}"
        " JOIN gateway_record r ON r.entity = k.entity AND r.id = k.id"
        " LEFT JOIN gateway_quarantine q ON q.entity = k.entity AND q.id = k.id"
    )
    return list(connection.exec_driver_sql(sql, (document,)).all())
