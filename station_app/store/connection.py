"""How a connection to the encrypted file is made: the key first, then the rules of durability."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from station_app.store.faults import is_damage

BUSY_MS = 10_000
CACHE_KB = 16_000
"""Pages kept decrypted by a connection: with SQLite's own 2 MB, long lists were decrypted anew each time."""


def connect(path: Path, key: bytes, *, read_only: bool = False, frozen: bool = False) -> Any:
    """A DB-API connection. The raw key skips SQLCipher's own derivation (the vault has done it).

    synchronous=FULL: a commit is on the disk before "Đã lưu" is said. No automatic checkpoint: a save costs
    one fsync, the log is folded in between by `Database.fold_log`. `frozen`: nobody writes to this file and
    nothing is made beside it, as on a disk that cannot be written; its write-ahead log must be empty."""
    place = f"{path.resolve().as_uri()}?immutable=1" if frozen else str(path)
    connection = sqlcipher.connect(place, isolation_level=None, check_same_thread=False, uri=frozen)
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if not frozen:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KB}")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    if read_only:
        connection.execute("PRAGMA query_only = ON")
    return connection


def fold(path: Path, key: bytes) -> None:
    """Moves the write-ahead log of a file that nobody else has open into it."""
    connection = connect(path, key)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.close()


def engine(path: Path, key: bytes, *, read_only: bool, frozen: bool = False) -> Engine:
    """Readers begin when they first read; the writer takes the file at once and never has to retry."""
    made = create_engine(
        "sqlite+pysqlite://",
        module=sqlcipher,
        creator=lambda: connect(path, key, read_only=read_only, frozen=frozen),
        poolclass=QueuePool,
        pool_size=4 if read_only else 1,
        max_overflow=8 if read_only else 0,
        pool_use_lifo=True,
        hide_parameters=True,  # an error of a statement never quotes what was written
    )

    @event.listens_for(made, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return made


@contextmanager
def session_on(made: Engine) -> Iterator[Session]:
    """A connection that met a damaged page is thrown away: SQLCipher reads nothing more by it, not even what
    is sound, and says that the key is wrong."""
    with Session(made, expire_on_commit=False) as session:
        try:
            yield session
        except (DBAPIError, sqlcipher.DatabaseError) as error:
            if is_damage(error):
                session.invalidate()
            raise
