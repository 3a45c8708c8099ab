"""A copy of the station that has been opened, checked and counted before it is called good."""

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from station_app.common.days import Clock, to_instant
from station_app.common.errors import Unavailable
from station_app.store.connection import connect
from station_app.store.database import Database
from station_app.store.faults import in_words
from station_app.store.label import BROKEN, BY_HAND, PARTIAL, Label, name_at, write_label
from sync.books import digests
from sync.catalogue import Catalogue

Report = Callable[[int], bool]
"""Hears how many records are done and answers whether to go on."""

ALONGSIDE = ("vault.json", "vault.bak.json", "station.json")
"""What opens the copy, and what it is called; the slot file with both its copies."""
_SLACK = 1.2
"""Free space asked for, as a multiple of the file: a half-written backup helps nobody."""
_STEPS = 20_000
"""Steps of SQLite's machine between two looks at how far the copy is: some tens a second."""
_COPIED = 0.6
"""Which part of the work is done when the copy is written; the rest is looking at it."""


class Stopped(Exception):
    """Somebody asked to stop in the middle; nothing is left of the copy."""


class Unsound(Unavailable):
    """The copy was made and is not good; `kept` is where it lies, for whoever looks into it."""

    def __init__(self, why: Unavailable, kept: Path) -> None:
        super().__init__(why.happened, why.safety, why.action, why.code)
        self.kept = kept


@dataclass(frozen=True, slots=True)
class Backup:
    """Where the copy lies, what it says of itself, and how much it was found to hold."""

    folder: Path
    label: Label

    @property
    def records(self) -> int:
        return self.label.total

    @property
    def transactions(self) -> int:
        return self.label.transactions


def back_up(
    database: Database, key: bytes, target: Path, *, reason: str = BY_HAND, report: Report | None = None
) -> Backup:
    """Copies file and vault, encrypted with the same key, into a new folder below `target`.

    The folder gets its name only when the copy has been opened, checked and counted, and holds what the
    station held; until then it is called partial. Raises Unavailable when there is no room or the copy is
    not sound, and keeps an unsound one under a name that says so; nothing older is touched. Saves go on."""
    return back_up_file(
        database.path, key, database.catalogue, target, database.clock, reason=reason, report=report
    )


def back_up_file(
    path: Path,
    key: bytes,
    catalogue: Catalogue,
    target: Path,
    clock: Clock,
    *,
    reason: str,
    report: Report | None = None,
) -> Backup:
    """The same of a file that nobody has opened yet, whatever its schema."""
    moment = clock.now()
    final = _unused(target, name_at(moment))
    try:
        partial = target / f"{final.name}{PARTIAL}"
        label = Label(made_at=to_instant(moment), reason=reason)
        return _Making(path, key, catalogue, report).made(partial, final, label)
    except OSError as error:
        raise Unavailable(
            f"Không ghi được bản sao lưu vào {target} ({error.strerror}).",
            "Dữ liệu đang dùng vẫn an toàn, các bản sao lưu cũ vẫn còn.",
            "Kiểm tra ổ đĩa, hoặc chọn thư mục khác.",
            "T-308",
        ) from error


def _unused(target: Path, name: str) -> Path:
    final, number = target / name, 2
    while any((target / f"{final.name}{end}").exists() for end in ("", PARTIAL, BROKEN)):
        final, number = target / f"{name}-{number}", number + 1
    return final


class _Making:
    """One backup from the first page to its name."""

    def __init__(self, path: Path, key: bytes, catalogue: Catalogue, report: Report | None) -> None:
        self._path, self._key, self._catalogue = path, key, catalogue
        self._report = report or (lambda done: True)
        self._total = 0

    def made(self, partial: Path, final: Path, label: Label) -> Backup:
        partial.mkdir(parents=True)
        try:
            require_room(self._path, partial)
            least = self._counted()
            self._total = sum(least.values())
            copy = partial / self._path.name
            self._copy(copy)
            most = self._counted()
            for name in ALONGSIDE:
                if (self._path.parent / name).exists():
                    shutil.copy2(self._path.parent / name, partial / name)
        except BaseException:
            # Nothing of it was said to be good, and half a copy would only take room.
            shutil.rmtree(partial, ignore_errors=True)
            raise
        found = self._verified(copy, partial, final, least, most)
        written = replace(found, made_at=label.made_at, reason=label.reason, size=copy.stat().st_size)
        write_label(partial, written)
        _flush(partial)
        partial.rename(final)
        flush(final.parent)
        return Backup(final, written)

    def _counted(self) -> Mapping[str, int]:
        with in_words():
            connection = connect(self._path, self._key, read_only=True)
            try:
                return counts(connection, self._catalogue)
            finally:
                connection.close()

    def _copy(self, target: Path) -> None:
        """A consistent copy under the same key; who saves meanwhile does not wait."""
        whole = max(1, self._path.stat().st_size)

        def look() -> int:
            share = min(1.0, target.stat().st_size / whole) if target.exists() else 0.0
            return 0 if self._report(int(self._total * share * _COPIED)) else 1

        connection = connect(self._path, self._key)
        try:
            connection.set_progress_handler(look, _STEPS)
            with in_words():
                connection.execute("VACUUM INTO ?", (str(target),))
        except sqlcipher.OperationalError as error:
            if getattr(error, "sqlite_errorname", "") == "SQLITE_INTERRUPT":
                raise Stopped from None
            raise
        finally:
            connection.close()

    def _verified(
        self, copy: Path, partial: Path, final: Path, least: Mapping[str, int], most: Mapping[str, int]
    ) -> Label:
        """Records are never removed, so the copy holds between what the file held before and after."""
        try:
            found = examine(copy, self._key, self._catalogue, self._checked)
            astray = [name for name in most if not least[name] <= found.records.get(name, 0) <= most[name]]
            if astray:
                raise Unavailable(
                    f"Bản sao lưu không đủ bản ghi ({', '.join(astray)}).",
                    "Dữ liệu đang dùng vẫn an toàn, các bản sao lưu cũ vẫn còn.",
                    "Sao lưu lại vào ổ khác; vẫn thế thì báo cán bộ tin học.",
                    "T-351",
                )
        except Stopped:
            shutil.rmtree(partial, ignore_errors=True)
            raise
        except Unavailable as why:
            kept = partial.rename(final.with_name(f"{final.name}{BROKEN}"))
            raise Unsound(why, kept) from why
        return found

    def _checked(self, share: float) -> None:
        if not self._report(int(self._total * (_COPIED + (1 - _COPIED) * share))):
            raise Stopped


def verify(path: Path, key: bytes, catalogue: Catalogue) -> tuple[int, int]:
    """Opens a file, checks every page's seal and every index, and counts. Raises Unavailable otherwise."""
    found = examine(path, key, catalogue)
    return found.total, found.transactions


def examine(
    path: Path, key: bytes, catalogue: Catalogue, checked: Callable[[float], object] = lambda share: None
) -> Label:
    """The same, and tells all that was found. `checked` hears which part of the work is done."""
    with in_words():
        connection = connect(path, key, read_only=True)
        try:
            damaged = connection.execute("PRAGMA cipher_integrity_check").fetchall()
            checked(0.5)
            structure = connection.execute("PRAGMA integrity_check").fetchone()[0]
            checked(0.9)
            found = _contents(connection, catalogue)
        finally:
            connection.close()
    if damaged or structure != "ok":
        raise Unavailable(
            f"Tệp {path.name} bị hỏng ({len(damaged)} trang, {structure[:60]}).",
            "Không có gì bị xoá.",
            "Giữ nguyên thư mục này, khôi phục từ bản sao lưu tốt gần nhất và báo cán bộ tin học.",
            "T-304",
        )
    checked(1.0)
    return found


def contents(database: Database) -> Label:
    """What the open file holds at this moment, to compare with what a backup says."""
    with database.reading() as session:
        return _contents(database.raw(session), database.catalogue)


def _contents(connection: Any, catalogue: Catalogue) -> Label:
    device, seq = connection.execute("SELECT device, seq FROM sync_self").fetchone()
    (transactions,) = connection.execute("SELECT count(*) FROM sync_outbox").fetchone()
    (schema,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return Label(
        "", "", counts(connection, catalogue), digests(connection), transactions, device, seq, schema
    )


def counts(connection: Any, catalogue: Catalogue) -> dict[str, int]:
    """Records by entity; an older file lacks the newer ones' tables."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
        for name in catalogue.entities
        if name in tables
    }


def schema_of(path: Path, key: bytes) -> str | None:
    """The revision of a file that nobody has opened yet; None where it has no schema at all."""
    with in_words():
        connection = connect(path, key, read_only=True)
        try:
            sql = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
            if connection.execute(sql).fetchone() is None:
                return None
            return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
        finally:
            connection.close()


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
