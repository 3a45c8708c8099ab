"""The tables that the province queries: one per entity, real types, only ever growing."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    MetaData,
    Numeric,
    Table,
    Text,
    Uuid,
    inspect,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import CreateColumn, CreateSchema
from sqlalchemy.types import TypeEngine

from sync import clock
from sync.catalogue import Catalogue
from sync.change import Dot, Key, Mark, Value
from sync.gateway import validation
from sync.gateway.bulk import Row
from sync.merge import HERE, State
from sync.policy import LIFE, SEAL, Entity, Kind
from sync.rows import GONE
from sync.showing import projection, questions

SCHEMA = "warehouse"
"""On SQLite, which has no schemas, the tables carry plain names."""
RESTRICTED = "restricted"
"""The schema of what stations sealed, for the few whom the province lets in; on SQLite a prefix."""
_FOR_FEW = (
    "Bản ghi thuộc nhóm hạn chế (HIV, tâm thần, phá thai, bạo lực), mở từ bản niêm phong của trạm. "
    "Chỉ cấp quyền đọc cho người được giao; đừng cấp cho vai trò đọc schema warehouse."
)
FIXED = ("_author", "_point", "_device", "_written_at")
"""Stamped with a record's first writing; never changed by a later one."""

# SQLite would store a UUID without dashes and a date as whatever it was given: text says what it is.
_ON_SQLITE = Text()


_TYPES: dict[Kind, TypeEngine[Any]] = {
    Kind.TEXT: Text(),
    Kind.CODE: Text(),
    Kind.INTEGER: BigInteger(),
    Kind.DECIMAL: Numeric(),
    Kind.BOOLEAN: Boolean(),
    Kind.DATE: Date().with_variant(_ON_SQLITE, "sqlite"),
    Kind.INSTANT: DateTime(timezone=True).with_variant(_ON_SQLITE, "sqlite"),
    Kind.REFERENCE: Uuid(as_uuid=False).with_variant(_ON_SQLITE, "sqlite"),
}


def _table(entity: Entity, metadata: MetaData, prefix: str = "") -> Table:
    columns: list[Column[Any]] = [Column("id", _TYPES[Kind.REFERENCE], primary_key=True)]
    for field in entity.fields:
        columns.append(Column(field.name, _TYPES[field.kind]))
        if field.kind is Kind.DATE:
            columns.append(Column(f"{field.name}_precision", Text))
    columns += [Column(name, Text) for name in ("_scope", "_author", "_point", "_device")]
    columns += [Column(name, _TYPES[Kind.INSTANT]) for name in ("_written_at", "_changed_at")]
    columns += [
        Column("_gone", Text),
        Column("_in_question", JSON().with_variant(ARRAY(Text), "postgresql")),
        Column("_quarantined", Boolean),
        Column("extra", JSON().with_variant(JSONB(), "postgresql")),
    ]
    return Table(prefix + entity.name, metadata, *columns)


class TypedTables:
    """The typed tables of a catalogue, and how a state becomes a row of them."""

    def __init__(self, catalogue: Catalogue, *, in_schema: bool) -> None:
        self.catalogue = catalogue
        self.metadata = MetaData(schema=SCHEMA if in_schema else None)
        self.tables = {entity.name: _table(entity, self.metadata) for entity in catalogue.entities.values()}
        self.restricted_metadata = MetaData(schema=RESTRICTED if in_schema else None)
        prefix = "" if in_schema else f"{RESTRICTED}_"
        self.restricted = {
            entity.name: _table(entity, self.restricted_metadata, prefix)
            for entity in catalogue.entities.values()
            if entity.sealed_by
        }
        self.private: bytes | None = None
        """What opens the grants of the stations; without it sealed records wait."""
        self._kinds = {e.name: {f.name: f.kind for f in e.fields} for e in catalogue.entities.values()}
        self._fits = {
            entity: {name: validation.FITS[kind] for name, kind in kinds.items()}
            for entity, kinds in self._kinds.items()
        }
        self._dates = {
            entity: [(name, f"{name}_precision") for name, kind in kinds.items() if kind is Kind.DATE]
            for entity, kinds in self._kinds.items()
        }
        self._blank: dict[str, Row] = {
            entity: dict.fromkeys(column.name for column in table.columns)
            for entity, table in self.tables.items()
        }
        self._required = {
            e.name: tuple(f.name for f in e.fields if f.required) for e in catalogue.entities.values()
        }

    def row(self, key: Key, scope: str, state: State) -> tuple[Row | None, str | None]:
        """The typed row, if one can be made, and why it must wait, if it must."""
        entity = self.catalogue.entities.get(key[0])
        if entity is None:
            return None, None
        values = projection(state, self.catalogue, key[0])
        life = values.pop(LIFE, HERE)
        row, wrong = self._typed(key[0], values)
        # A record that was withdrawn is no fact: nothing of it has to be put right.
        is_fact = life == HERE
        missing = [n for n in self._required[key[0]] if values.get(n) in (None, "")] if is_fact else ()
        objection = validation.objection(entity, key[1], wrong, missing) if is_fact else None
        if not validation.is_uuid(key[1]):
            return None, objection
        several = len(state.marks) > 1 and any(len(register) > 1 for register in state.fields.values())
        _put_provenance(row, state)
        row["id"], row["_scope"] = key[1], scope
        row["_gone"] = None if life == HERE else clean(str(life).removeprefix(GONE))
        row["_in_question"] = questions(state, self.catalogue, key[0]) if several else []
        row["_quarantined"] = objection is not None
        return row, objection

    def _typed(self, entity: str, values: Mapping[str, Value]) -> tuple[Row, dict[str, str]]:
        """The columns in their order, and what is wrong with values that fit none; those and fields that only
        a newer station knows are put beside, as they came."""
        fits = self._fits[entity]
        row: Row = self._blank[entity].copy()
        extra: Row = {}
        wrong: dict[str, str] = {}
        for name, value in values.items():
            fit = fits.get(name)
            if fit is None and name.startswith(SEAL):
                continue
            if fit is None:
                extra[name] = clean(value) if isinstance(value, str) else value
            elif value is None or fit(value):
                row[name] = value
            else:
                wrong[name] = validation.fault(self._kinds[entity][name], value)
                extra[name] = clean(str(value))
        for name, precision in self._dates[entity]:
            if day := row[name]:
                row[name], row[precision] = validation.earliest(day) or (None, None)
        row["extra"] = extra
        return row, wrong


def clean(text: str) -> str:
    """PostgreSQL holds every character but one."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def instant(hlc: int) -> str:
    return _second(clock.wall_ms(hlc) // 1000)


@lru_cache(4096)
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _written(item: tuple[Dot, Mark]) -> int:
    return item[1].hlc


def _put_provenance(row: Row, state: State) -> None:
    (device, _), first = min(state.marks.items(), key=_written)
    changed = max(mark.time for mark in state.marks.values())
    row["_author"], row["_point"], row["_device"] = clean(first.author), clean(first.point), device
    row["_written_at"], row["_changed_at"] = instant(first.hlc), instant(changed)


def bring_up(connection: Connection, typed: TypedTables) -> None:
    """Makes missing schema, tables, columns, indexes and views; changes and drops nothing."""
    if typed.metadata.schema:
        connection.execute(CreateSchema(typed.metadata.schema, if_not_exists=True))
    typed.metadata.create_all(connection)
    add_missing_columns(connection, typed.tables.values())
    for name, table in typed.tables.items():
        _index_references(connection, typed.catalogue.entities[name], table)
        _settled_view(connection, table)
    _bring_up_restricted(connection, typed)


def _bring_up_restricted(connection: Connection, typed: TypedTables) -> None:
    """PostgreSQL lets nobody but the owner into a new schema; the comment says to leave it so."""
    if schema := typed.restricted_metadata.schema:
        connection.execute(CreateSchema(schema, if_not_exists=True))
        connection.exec_driver_sql(f"REVOKE ALL ON SCHEMA {schema} FROM PUBLIC")
        connection.exec_driver_sql(f"COMMENT ON SCHEMA {schema} IS '{_FOR_FEW}'")
    typed.restricted_metadata.create_all(connection)
    add_missing_columns(connection, typed.restricted.values())
    for name, table in typed.restricted.items():
        _index_references(connection, typed.catalogue.entities[name], table)
        _settled_view(connection, table)


def add_missing_columns(connection: Connection, tables: Iterable[Table]) -> None:
    """A database that an older version made grows; nothing is changed or dropped."""
    looking = inspect(connection)
    for table in tables:
        present = {column["name"] for column in looking.get_columns(table.name, schema=table.schema)}
        for column in table.columns:
            if column.name not in present:
                shape = CreateColumn(column).compile(dialect=connection.dialect)
                connection.exec_driver_sql(f"ALTER TABLE {_name(table)} ADD COLUMN {shape}")


def _index_references(connection: Connection, entity: Entity, table: Table) -> None:
    for field in entity.fields:
        if field.kind is Kind.REFERENCE:
            index = f'"{table.name}_by_{field.name}"'
            connection.exec_driver_sql(
                f'CREATE INDEX IF NOT EXISTS {index} ON {_name(table)} ("{field.name}")'
            )


def _settled_view(connection: Connection, table: Table) -> None:
    """Facts only: no row that is disputed, waits in quarantine, or was entered in error."""
    view = _name(table).removesuffix('"') + '_settled"'
    nothing = "'{}'" if table.schema else "'[]'"
    body = (
        f"SELECT * FROM {_name(table)}"  # noqa: S608
        f" WHERE _in_question = {nothing} AND NOT _quarantined AND _gone IS NULL"
    )
    # Columns are only ever appended, which is what OR REPLACE allows; SQLite's SELECT * follows by itself.
    making = "CREATE OR REPLACE VIEW" if table.schema else "CREATE VIEW IF NOT EXISTS"
    connection.exec_driver_sql(f"{making} {view} AS {body}")


def _name(table: Table) -> str:
    return f'"{table.schema}"."{table.name}"' if table.schema else f'"{table.name}"'
