"""Visits every point of an operation: dies there, then asks whether all that was said is still true."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.crash.operations import OPERATIONS
from tests.tree import ROOT

_HEADER, _FRAME = 32, 24 + 4096
"""Of a write-ahead log: https://sqlite.org/fileformat.html#the_write_ahead_log"""


@dataclass(slots=True)
class Visit:
    """How many points an operation had, and how many different disks were found after dying there."""

    operation: str
    of: int
    points: int = 0
    disks: set[str] = field(default_factory=set)


class Zygote:
    """The warmed process that forks."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.zygote"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip

    def run(self, operation: str, place: Path, at: int | None = None) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        asked = {"operation": operation, "home": str(place), "at": at}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        answer = dict(json.loads(self._process.stdout.readline()))
        assert not answer["fault"], answer["fault"]
        return answer

    def close(self) -> None:
        self._process.communicate("", timeout=60)


@contextmanager
def warmed() -> Iterator[Zygote]:
    """A zygote that ends with the block."""
    zygote = Zygote()
    try:
        yield zygote
    finally:
        zygote.close()


def visit(zygote: Zygote, operation: str, folder: Path, *, every: bool = True) -> Visit:
    """Every point, or only where the disk changes. Where two deaths left the same disk, one is opened."""
    work, made = OPERATIONS[operation], folder / "made"
    made.mkdir(parents=True)
    work.prepare(made)
    names = zygote.run(operation, copied(made, folder / "whole"))["names"]
    told = Visit(operation, of=len(names))
    for at in range(1, len(names) + 1) if every else turns(names):
        place = copied(made, folder / "point")
        answer = zygote.run(operation, place, at)
        assert answer["killed"], f"{operation} has fewer points each time: {at} of {len(names)}"
        told.points += 1
        disk = fingerprint(place, answer["said"])
        if disk in told.disks:
            continue
        told.disks.add(disk)
        try:
            work.judge(place, list(answer["said"]))
        except BaseException as fault:
            point = f"{at} of {len(names)}, {names[at - 1]!r}"
            fault.add_note(f"{operation}: died at {point}; said {answer['said']}")
            raise
    return told


def turns(names: Sequence[str]) -> list[int]:
    """Where a file is touched, and where a transaction begins and ends. Between them nothing reaches the
    disk; the visits of every point show it by the few disks they find."""
    wanted = ("before ", "after ", "BEGIN", "COMMIT", "ROLLBACK", "VACUUM", "PRAGMA")
    return [at for at, name in enumerate(names, 1) if name.startswith(wanted)]


def copied(made: Path, place: Path) -> Path:
    """The same place again."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(made, place)
    return place


def fingerprint(place: Path, said: Sequence[str]) -> str:
    """What lies on the disk. Shared memory does not.

    Of a log it is the pages in the order in which they were written: each run encrypts them anew, so the
    bytes of two equal logs differ. What was said are ids, made anew each time as well."""
    hashed = sha256(str(len(said)).encode())
    for path in sorted(place.rglob("*")):
        if path.is_file() and not path.name.endswith("-shm"):
            hashed.update(f"{path.relative_to(place)}\n{path.stat().st_size}\n".encode())
            hashed.update(_frames(path) if path.name.endswith("-wal") else path.read_bytes())
    return hashed.hexdigest()


def _frames(log: Path) -> bytes:
    """Of each frame the page's number and, where it ends a transaction, the size of the file."""
    content = log.read_bytes()
    return b"".join(content[at : at + 8] for at in range(_HEADER, len(content), _FRAME))
