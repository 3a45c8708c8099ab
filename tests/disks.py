"""Disks as they fail: small, full, read-only, with a byte that is wrong; and what every file on them was."""

import hashlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from station_app.store.connection import connect


def hashes(folder: Path) -> dict[str, str]:
    """Every file below, by its path there, with the hash of its bytes."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@contextmanager
def small_disk(at: Path, megabytes: int) -> Iterator[Path]:
    """A disk of its own, of this size; skips where the system lets nobody mount one."""
    at.mkdir(parents=True)
    made = _run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(at))
    if made.returncode:
        pytest.skip(f"no disk can be mounted here: {made.stderr.strip()}")
    try:
        yield at
    finally:
        _run("umount", "-l", str(at))


def freeze(disk: Path) -> None:
    """From now on it can only be read, by the administrator too."""
    assert _run("mount", "-o", "remount,ro", str(disk)).returncode == 0


def thaw(disk: Path) -> None:
    assert _run("mount", "-o", "remount,rw", str(disk)).returncode == 0


def fill(disk: Path) -> Path:
    """Not a byte is left."""
    ballast = disk / "phim.mp4"
    handle = os.open(ballast, os.O_WRONLY | os.O_CREAT)
    with suppress(OSError):
        while os.write(handle, bytes(65_536)):
            pass
    os.close(handle)
    return ballast


def spoil(path: Path, at: int) -> None:
    """One byte of it is no longer what it was."""
    content = bytearray(path.read_bytes())
    content[at] ^= 0xFF
    path.write_bytes(content)


def spoil_page_of(path: Path, key: bytes, table: str) -> None:
    """The page with which a table begins; its seal no longer fits."""
    connection = connect(path, key)
    (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    spoil(path, (page - 1) * int(size) + int(size) // 2)


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)
