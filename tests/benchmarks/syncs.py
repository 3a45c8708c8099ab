"""How often one save waits for the disk: counted by the kernel's eyes, or by a library in between."""

import ctypes
import os
import shutil
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.commune import unlocked
from tests.benchmarks.giving import doses, recorded

SAVES = 20
_LIBRARY = """
#define _GNU_SOURCE
#include <dlfcn.h>
static long count;
long synced(void) { return count; }
static int pass(const char *name, int fd) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    __sync_fetch_and_add(&count, 1);
    return real(fd);
}
int fsync(int fd) { return pass("fsync", fd); }
int fdatasync(int fd) { return pass("fdatasync", fd); }
"""


@dataclass(frozen=True)
class Counted:
    """`each` is None where nothing on this machine can count."""

    each: float | None
    how: str


def per_save(home: Path) -> Counted:
    """Saves doses in a process of their own and counts fsync and fdatasync between the first and the last."""
    child = [sys.executable, "-m", "tests.benchmarks.syncs", str(home)]
    if strace := shutil.which("strace"):
        return _by_strace(strace, child, home.parent / "calls.txt")
    if compiler := shutil.which("gcc") or shutil.which("cc"):
        return _by_library(compiler, child, home.parent)
    return Counted(None, "not counted: neither strace nor gcc is installed")


def _by_strace(strace: str, child: list[str], calls: Path) -> Counted:
    """The child asks who its parent is before and after the saves; SQLite never does."""
    traced = "trace=fsync,fdatasync,getppid"
    subprocess.run(
        [strace, "-f", "-qq", "-e", traced, "-o", str(calls), *child], check=True, capture_output=True
    )
    parts = calls.read_text("utf-8").split("getppid()")
    between = parts[-2].count("sync(")
    return Counted(between / SAVES, f"{between} in {SAVES} saves, counted by strace")


def _by_library(compiler: str, child: list[str], place: Path) -> Counted:
    source, library = place / "synced.c", place / "synced.so"
    source.write_text(_LIBRARY, "utf-8")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"], check=True)
    environment = {**os.environ, "LD_PRELOAD": str(library)}
    done = subprocess.run(child, check=True, capture_output=True, text=True, env=environment)
    between = int(done.stdout)
    return Counted(between / SAVES, f"{between} in {SAVES} saves, counted by a preloaded library")


def _count() -> int:
    os.getppid()
    own = ctypes.CDLL(None)
    return int(own.synced()) if hasattr(own, "synced") else 0


def _save(home: Path) -> int:
    with closing(unlocked(home)) as database:
        waiting = doses(database)
        # The first write after the log was folded also makes the log's own head durable.
        recorded(database, next(waiting))
        before = _count()
        left = SAVES
        while left:
            left -= recorded(database, next(waiting))
        return _count() - before


if __name__ == "__main__":
    print(_save(Path(sys.argv[1])))
