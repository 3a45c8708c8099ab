"""The machine that was measured, in a line; how busy it is; and making it forget what it has read."""

import os
import platform
import sqlite3
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher


def described() -> str:
    ram = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    engine = f"SQLite {sqlcipher.sqlite_version} in SQLCipher, {sqlite3.sqlite_version} plain"
    return (
        f"{_processor()}, {os.cpu_count()} cores, {ram:.0f} GiB, {_system()}, "
        f"Python {platform.python_version()}, {engine}, {datetime.now(UTC):%Y-%m-%d}"
    )


def load() -> str:
    """How busy it is, and how fast just now: a shared machine's processor is not the same one all day."""
    averages = " ".join(f"{average:.2f}" for average in os.getloadavg())
    return f"{averages}, yardstick {min(_yardstick() for _ in range(7)):.0f} ms"


def _yardstick() -> float:
    """Milliseconds of processor time for a fixed piece of plain Python."""
    began = time.process_time_ns()
    words = {str(number): number for number in range(100_000)}
    sum(len(word) * number for word, number in words.items())
    return (time.process_time_ns() - began) / 1e6


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.platform()


def forget(folders: Iterable[Path]) -> int:
    """Asks the system to drop these files from its memory; what another process is using stays.
    Returns how many files were asked about."""
    os.sync()
    count = 0
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and not path.is_symlink():
                _forget(path)
                count += 1
    return count


def _forget(path: Path) -> None:
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return
    try:
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)
