"""The station's file once more, under another key: every table, index and trigger, and all their rows."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from errno import EIO
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from station_app.common.errors import Unavailable
from station_app.store.faults import in_words

Progress = Callable[[int, int], bool]
"""Told pages done and pages in all; False stops the work where nothing is lost."""

_EVERY = 5_000
"""Steps of SQLite's machine between two looks at the progress: a few milliseconds."""
_BUSY_MS = 500


class Stopped(Exception):
    """Whoever watched the progress wants no more of it."""


@contextmanager
def exclusive(path: Path, key: bytes) -> Iterator[Any]:
    """The file in one piece, without a log beside it, and nobody else in it. Raises Unavailable where
    somebody is."""
    with in_words(), closing(sqlcipher.connect(str(path), isolation_level=None)) as connection:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        try:
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
        except sqlcipher.OperationalError as error:
            if "locked" not in str(error):
                raise
            raise Unavailable(
                "Một cửa sổ hay một lệnh khác đang mở dữ liệu của trạm.",
                "Khóa cũ còn nguyên, chưa có gì thay đổi.",
                "Đóng các cửa sổ khác của phần mềm rồi đổi khóa lại.",
                "TR-K15",
            ) from error
        yield connection


def copy(source: Any, target: Path, key: bytes, progress: Progress) -> None:
    """Writes `target` under `key`, and compares what arrived. Raises Stopped, or Unavailable."""
    source.execute(f"ATTACH DATABASE ? AS fresh KEY \"x'{key.hex()}'\"", (str(target),))
    # A copy cut short is thrown away: it needs no journal. Whoever calls waits for the disk at the end.
    source.execute("PRAGMA fresh.journal_mode = OFF")
    source.execute("PRAGMA fresh.synchronous = OFF")
    pages = _number(source, "PRAGMA main.page_count")
    _watched(source, lambda: progress(min(pages, _pages(source, target)), pages))
    for name in ("user_version", "application_id"):
        source.execute(f"PRAGMA fresh.{name} = {_number(source, f'PRAGMA main.{name}')}")
    rows, arrived = _rows(source, "main"), _rows(source, "fresh")
    source.execute("DETACH DATABASE fresh")
    if rows != arrived:
        raise Unavailable(
            "Bản mới của tệp dữ liệu không khớp với bản cũ.",
            "Tệp cũ và khóa cũ còn nguyên, đang được dùng.",
            "Kiểm tra ổ đĩa rồi đổi khóa lại; nếu gặp lại, báo cán bộ tin học.",
            "TR-K16",
        )


def _watched(source: Any, go_on: Callable[[], bool]) -> None:
    source.set_progress_handler(lambda: 0 if go_on() else 1, _EVERY)
    try:
        source.execute("SELECT sqlcipher_export('fresh')").fetchone()
    except sqlcipher.OperationalError as error:
        if "interrupted" in str(error):
            raise Stopped from error
        # What fails inside this function of SQLCipher's comes without SQLite's code.
        raise OSError(EIO, str(error)) from error
    finally:
        source.set_progress_handler(None, 0)


def _pages(source: Any, target: Path) -> int:
    return target.stat().st_size // 4096 if target.exists() else 0


def _rows(source: Any, schema: str) -> dict[str, int]:
    made = f"SELECT name, coalesce(sql, '') FROM {schema}.sqlite_master WHERE type = 'table'"  # noqa: S608
    tables = [name for name, sql in source.execute(made).fetchall() if "VIRTUAL TABLE" not in sql.upper()]
    counted = {
        name: _number(source, f'SELECT count(*) FROM {schema}."{name}"')  # noqa: S608
        for name in tables
    }
    others = f"SELECT count(*) FROM {schema}.sqlite_master WHERE name NOT LIKE 'sqlite_%'"  # noqa: S608
    return counted | {"": _number(source, others)}


def _number(source: Any, statement: str) -> int:
    return int(source.execute(statement).fetchone()[0])
