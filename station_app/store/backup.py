"""A copy of the station that has been opened and counted before it is called good."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from station_app.common.errors import Unavailable
from station_app.store.connection import connect
from station_app.store.database import Database
from station_app.store.faults import in_words
from sync.catalogue import Catalogue

_SLACK = 1.2
"""Free space asked for, as a multiple of the file: a half-written backup helps nobody."""


@dataclass(frozen=True, slots=True)
class Backup:
    """Where the copy lies, and how many records and transactions it was found to hold."""

    folder: Path
    records: int
    transactions: int


def back_up(database: Database, key: bytes, target: Path) -> Backup:
    """Copies file and vault, encrypted with the same key, into a new folder below `target`.

    The folder gets its name only when the copy has been opened, checked and counted; until then it is called
    partial. Raises Unavailable when there is no room or the copy is not sound; nothing older is touched."""
    stamp = database.clock.now().strftime("%Y%m%d-%H%M%S")
    final = target / f"tram-{stamp}"
    try:
        return _made(database, key, target / f"tram-{stamp}.partial", final)
    except OSError as error:
        raise Unavailable(
            f"Không ghi được bản sao lưu vào {target} ({error.strerror}).",
            "Dữ liệu đang dùng vẫn an toàn, các bản sao lưu cũ vẫn còn.",
            "Kiểm tra ổ đĩa, hoặc chọn thư mục khác.",
            "T-308",
        ) from error


def _made(database: Database, key: bytes, partial: Path, final: Path) -> Backup:
    home = database.path.parent
    partial.mkdir(parents=True)
    require_room(database.path, partial)
    _copy(database.path, key, partial / database.path.name)
    for name in ("vault.json", "vault.bak.json", "station.json"):
        if (home / name).exists():
            shutil.copy2(home / name, partial / name)
    records, transactions = verify(partial / database.path.name, key, database.catalogue)
    _flush(partial)
    partial.rename(final)
    return Backup(final, records, transactions)


def _copy(source: Path, key: bytes, target: Path) -> None:
    """A consistent copy under the same key; who saves meanwhile does not wait."""
    with in_words():
        connection = connect(source, key)
        try:
            connection.execute("VACUUM INTO ?", (str(target),))
        finally:
            connection.close()


def verify(path: Path, key: bytes, catalogue: Catalogue) -> tuple[int, int]:
    """Opens a file, checks every page's seal and every index, and counts. Raises Unavailable otherwise."""
    with in_words():
        connection = connect(path, key, read_only=True)
        try:
            damaged = connection.execute("PRAGMA cipher_integrity_check").fetchall()
            structure = connection.execute("PRAGMA integrity_check").fetchone()[0]
            records = sum(
                connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
                for name in catalogue.entities
            )
            transactions = connection.execute("SELECT count(*) FROM sync_outbox").fetchone()[0]
        finally:
            connection.close()
    if damaged or structure != "ok":
        raise Unavailable(
            f"Tệp {path.name} bị hỏng ({len(damaged)} trang, {structure[:60]}).",
            "Không có gì bị xoá.",
            "Giữ nguyên thư mục này, khôi phục từ bản sao lưu tốt gần nhất và báo cán bộ tin học.",
            "T-304",
        )
    return records, transactions


def require_room(path: Path, target: Path) -> None:
    """Raises Unavailable where the disk of `target` cannot take a copy of the file."""
    needed = int(path.stat().st_size * _SLACK)
    if shutil.disk_usage(target).free < needed:
        raise Unavailable(
            f"Ổ đĩa của {target} không đủ chỗ (cần {needed // 2**20 + 1} MB).",
            "Dữ liệu đang dùng vẫn an toàn, các bản sao lưu cũ vẫn còn.",
            "Chọn ổ khác hoặc xoá bớt tệp không cần.",
            "T-301",
        )


def _flush(folder: Path) -> None:
    for path in (*folder.iterdir(), folder):
        flush(path)


def flush(path: Path) -> None:
    """Waits until the disk has it."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
