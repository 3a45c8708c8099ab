"""Records as plain rows for scripts: the id and every declared field."""

from typing import Any

from sqlalchemy import Select, inspect, or_
from sqlalchemy.orm import Session

from station_app.store.record import Record
from station_app.store.verbs import Row


def row_of(record: Record) -> Row:
    columns = inspect(type(record)).local_table.columns
    return {"id": record.id} | {c.name: getattr(record, c.name) for c in columns if "field" in c.info}


def rows(session: Session, statement: Select[Any], limit: int) -> list[Row]:
    return [row_of(record) for record in session.scalars(statement.limit(limit))]


def about(model: Any, query: str, named: Select[Any]) -> Any:
    """The records that a query means: one record's id, a person's id, or the people `named` finds."""
    return or_(model.id == query, model.person == query, model.person.in_(named))
