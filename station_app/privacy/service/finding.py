"""Which records are about a person, of every kind the catalogue knows, sealed ones for who may see them."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from station_app.store.database import Database
from station_app.store.record import Base, Record
from station_app.store.unsealing import sealed_rows
from station_app.store.verbs import Entity

PERSON, HOUSEHOLD = "person", "household"
_STAMPS = ("id", "gone", "written_at")
Row = dict[str, Any]


def about_people(database: Database) -> list[Entity]:
    """Every entity whose records are about one person."""
    return [one for one in database.catalogue.entities.values() if PERSON in (one.name, one.subject)]


def rows_about(database: Database, session: Session, entity: Entity, person: str) -> Iterator[Row]:
    """Live records of one kind about a person, with their stamps."""
    column = "id" if entity.name == PERSON else PERSON
    yield from live_rows(database, session, entity, f'"{column}" = ?', (person,))
    yield from (
        {name: getattr(one, name) for name in _names(entity)} for one in _sealed(session, entity, person)
    )


def live_rows(
    database: Database, session: Session, entity: Entity, where: str, given: tuple[str, ...]
) -> list[Row]:
    """`where` is ours, never typed. Sealed records are not in it: their columns are empty."""
    names = _names(entity)
    columns = ", ".join(f'"{name}"' for name in names)
    query = f'SELECT {columns} FROM "{entity.name}" WHERE gone IS NULL AND {where}'  # noqa: S608  names come from the catalogue
    rows = database.raw(session).execute(query, given).fetchall()
    return [dict(zip(names, row, strict=True)) for row in rows]


def ids_about(database: Database, session: Session, person: str) -> dict[str, list[str]]:
    """The ids of all records about a person, withdrawn ones too, the oldest first; and of their houses."""
    found: dict[str, list[str]] = {}
    raw = database.raw(session)
    for entity in about_people(database):
        column = "id" if entity.name == PERSON else PERSON
        query = f'SELECT id FROM "{entity.name}" WHERE "{column}" = ?'  # noqa: S608  names come from the catalogue
        ids = [str(record) for (record,) in raw.execute(query, (person,))]
        found[entity.name] = sorted({*ids, *(one.id for one in _sealed(session, entity, person))})
    houses = raw.execute(
        "SELECT DISTINCT household FROM household_member WHERE person = ? AND gone IS NULL"
        " AND household IN (SELECT id FROM household) ORDER BY household",
        (person,),
    )
    return found | {HOUSEHOLD: [str(record) for (record,) in houses]}


def _sealed(session: Session, entity: Entity, person: str) -> list[Record]:
    if not entity.sealed_by:
        return []
    return sealed_rows(session, _models()[entity.name], subjects=[person])


def _models() -> Mapping[str, type[Record]]:
    return {
        mapper.class_.__tablename__: mapper.class_
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Record)
    }


def _names(entity: Entity) -> list[str]:
    return [*_STAMPS, *(field.name for field in entity.fields)]
