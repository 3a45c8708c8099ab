"""A field is declared once, on its table; everything else that knows fields reads that declaration."""

from typing import Any

from sqlalchemy import Boolean, Index, Integer, LargeBinary, MetaData, Text, text
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, mapped_column
from uuid_utils import uuid7

from sync.policy import Entity, Field, Kind, Policy

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

_TYPES: dict[Kind, type[Any]] = {Kind.INTEGER: Integer, Kind.BOOLEAN: Boolean}


def new_id() -> str:
    """UUIDv7 made on this PC; never shown and never a national number."""
    return str(uuid7())


class Base(DeclarativeBase):
    """All tables of the station's file."""

    metadata = MetaData(naming_convention=NAMING)


class Local(Base):
    """A table of this PC alone: derived, staged or kept here; never synced."""

    __abstract__ = True


class Record(Base):
    """A synced table. Its columns are nullable and know no foreign keys: two PCs may each obey a rule and
    break it together, so rules are checked at entry and asked about after a merge.

    `gone` says why a record is no longer valid (rows are never deleted). Author, point, device and time of
    the first writing are stamped at save and never change."""

    __abstract__ = True

    id: Mapped[str] = mapped_column(Text, primary_key=True, default=new_id, sort_order=-1)
    gone: Mapped[str | None] = mapped_column(Text, sort_order=100)
    author: Mapped[str | None] = mapped_column(Text, sort_order=101)
    point: Mapped[str | None] = mapped_column(Text, sort_order=102)
    device: Mapped[str | None] = mapped_column(Text, sort_order=103)
    written_at: Mapped[str | None] = mapped_column(Text, sort_order=104)
    sync_meta: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True, sort_order=105)


def open_label(table: str) -> Index:
    """Finds the records that carry a restricted label in the clear, of which there should be none."""
    return Index(f"ix_{table}_restricted", "restricted", sqlite_where=text("restricted IS NOT NULL"))


def field(
    kind: Kind,
    label: str,
    *,
    policy: Policy = Policy.REVIEW,
    codes: str | None = None,
    required: bool = False,
    sensitive: bool = False,
    refers: str | None = None,
    unit: str | None = None,
    index: bool = False,
    later: bool = False,
) -> MappedColumn[Any]:
    """A column and its declaration. References are indexed; they are how a person's records are found.
    `later`: an upgrade added the column, so that it stands behind those that every record has."""
    declared = {
        "kind": kind,
        "label": label,
        "policy": policy,
        "codes": codes,
        "required": required,
        "sensitive": sensitive,
        "refers": refers,
        "unit": unit,
    }
    return mapped_column(
        _TYPES.get(kind, Text),
        nullable=True,
        index=index or kind is Kind.REFERENCE,
        sort_order=106 if later else 0,
        info={"field": declared},
    )


def entity(
    model: type[Record],
    *,
    label: str,
    subject: str = "id",
    clinical: bool = False,
    sealed_by: str | None = None,
) -> Entity:
    """How a table travels: its declared fields, the field that tells whom a record is about, and the one that
    seals the record when it says anything."""
    fields = tuple(
        Field(name=column.name, **column.info["field"])
        for column in model.__table__.columns
        if "field" in column.info
    )
    return Entity(model.__tablename__, label, fields, subject, clinical, sealed_by)
