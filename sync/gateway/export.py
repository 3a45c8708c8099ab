"""The typed tables as files, one per entity, for a province that has no database client at hand."""

import csv
import json
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, select, table

from sync.gateway.warehouse import Warehouse

_AT_ONCE = 1000
_FORMULA = re.compile(r"[=@\t\r\n＝＋－＠]|[+-](?!\d+$)")


def export(warehouse: Warehouse, folder: Path, *, form: str = "csv", settled: bool = False) -> dict[str, int]:
    """Writes all tables as they are at one moment and returns how many rows each has.

    `<entity>.csv` is UTF-8 with a mark, so that Excel shows Vietnamese; `<entity>.json` is one object a line.
    `settled`: facts only, from the views."""
    folder.mkdir(parents=True, exist_ok=True)
    engine = warehouse.engine
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.begin() as connection:
        return {
            entity: _write(connection, of_entity, folder / f"{entity}.{form}", settled)
            for entity, of_entity in warehouse.typed.tables.items()
        }


def _write(connection: Connection, of_entity: Table, file: Path, settled: bool) -> int:
    names = [column.name for column in of_entity.columns]
    source = table(f"{of_entity.name}_settled", *map(_bare, of_entity.columns), schema=of_entity.schema)
    chosen = select(source if settled else of_entity)
    rows = connection.execution_options(yield_per=_AT_ONCE).execute(chosen)
    write = _write_csv if file.suffix == ".csv" else _write_json
    return write(file, names, rows)


def _bare(column: Any) -> Any:
    return column._copy()


def _write_csv(file: Path, names: Sequence[str], rows: Iterable[Any]) -> int:
    count = 0
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(names)
        for row in rows:
            writer.writerow([_cell(value) for value in row])
            count += 1
    return count


def _write_json(file: Path, names: Sequence[str], rows: Iterable[Any]) -> int:
    count = 0
    with file.open("w", encoding="utf-8") as out:
        for row in rows:
            named = dict(zip(names, map(_plain, row), strict=True))
            out.write(json.dumps(named, ensure_ascii=False) + "\n")
            count += 1
    return count


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _cell(value: Any) -> Any:
    """A spreadsheet must not take a typed text for a formula."""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and _FORMULA.match(value):
        return "'" + value
    return _plain(value)
