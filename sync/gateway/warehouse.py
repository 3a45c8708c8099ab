"""A warehouse that is open for work: its database, its identity, its catalogue and its clock."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, Engine, create_engine, event, insert, select, text, update
from sqlalchemy.engine import make_url

import resources
from sync import clock
from sync.bundle_key import opening_key
from sync.catalogue import Catalogue
from sync.gateway.epoch import watch_timeline
from sync.gateway.projection import keep_up
from sync.gateway.tables import BOOKS, SELF
from sync.gateway.typed import TypedTables, add_missing_columns, bring_up, instant

_BUSY_S = 30
_CREATING = 7_310_522
"""Key of the advisory lock under which one process at a time makes tables."""


@dataclass(slots=True)
class Warehouse:
    """`epoch` as this process heard of it last; an exchange reads it anew."""

    engine: Engine
    epoch: str
    salt: str
    key: Ed25519PrivateKey
    typed: TypedTables
    wall_ms: Callable[[], int]

    @property
    def catalogue(self) -> Catalogue:
        return self.typed.catalogue

    @property
    def public_key(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    def close(self) -> None:
        self.engine.dispose()


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def open_warehouse(
    url: str, catalogue: Catalogue | None = None, wall_ms: Callable[[], int] = _now_ms
) -> Warehouse:
    """Opens the warehouse at `url`, making what is missing; several processes may do so at once."""
    catalogue = catalogue or Catalogue.from_json(resources.text("catalog.json"))
    engine = engine_for(url)
    typed = TypedTables(catalogue, in_schema=engine.dialect.name == "postgresql")
    try:
        return _opened(engine, typed, wall_ms)
    except BaseException:
        engine.dispose()  # one that is not ready yet is tried again: no connection is left behind
        raise


def _opened(engine: Engine, typed: TypedTables, wall_ms: Callable[[], int]) -> Warehouse:
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CREATING})
        BOOKS.create_all(connection)
        add_missing_columns(connection, BOOKS.tables.values())
        bring_up(connection, typed)
        _found(connection)
        watch_timeline(connection, instant(wall_ms() << clock.BITS))
        known = connection.execute(select(SELF)).one()
    key = Ed25519PrivateKey.from_private_bytes(bytes(known.seed))
    typed.private = opening_key(key).private_bytes_raw()
    keep_up(engine, typed, instant(wall_ms() << clock.BITS))
    return Warehouse(engine, known.epoch, known.salt, key, typed, wall_ms)


def _found(connection: Connection) -> None:
    """A new warehouse names itself; one of the first release hashed its codes with its epoch."""
    known = connection.execute(select(SELF.c.epoch, SELF.c.salt)).one_or_none()
    if known is None:
        epoch, seed = secrets.token_hex(8), secrets.token_bytes(32)
        connection.execute(insert(SELF).values(id=1, epoch=epoch, salt=epoch, seed=seed))
    elif known.salt is None:
        connection.execute(update(SELF).values(salt=known.epoch))


def engine_for(url: str) -> Engine:
    target = make_url(url)
    if target.get_backend_name() == "sqlite":
        engine = create_engine(target, hide_parameters=True, connect_args={"timeout": _BUSY_S})
        _one_writer(engine)
        return engine
    # Parameters are patients: they must not reach a log by way of an error's text.
    return create_engine(
        target.set(drivername="postgresql+psycopg"), hide_parameters=True, pool_size=10, max_overflow=10
    )


def _one_writer(engine: Engine) -> None:
    """SQLite's lock is the whole file: taking it at BEGIN makes two processes wait instead of fail."""

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
