"""Visits every point of an operation: dies there, then asks whether all that was said is still true."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.crash.operations import OPERATIONS
from tests.tree import ROOT

_STEPS = ("replace", "rename", "unlink", "rmdir", "commit")
_TURNS = {f"after {step}" for step in _STEPS}
MOST_RUNS = 5
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


def visit(zygote: Zygote, operation: str, folder: Path, *, every: bool = True, exact: bool = False) -> Visit:
    """Every point, or only where the disk changes. Where two deaths left the same disk, one is opened."""
    work, made = OPERATIONS[operation], folder / "made"
    made.mkdir(parents=True)
    work.prepare(made)
    names = zygote.run(operation, copied(made, folder / "whole"))["names"]
    told = Visit(operation, of=len(names))
    for at in range(1, len(names) + 1) if every else turns(names):
        place = folder / "point"
        answer = _dead(zygote, operation, made, place, at)
        told.points += 1
        disk = fingerprint(place, made, answer["said"], exact=exact)
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


def _dead(zygote: Zygote, operation: str, made: Path, place: Path, at: int) -> dict[str, Any]:
    """Where two of the new records fall into one bucket of the digests, that bucket is read and written once
    for both: such a run ends a few points earlier, by itself, and another is made."""
    for _ in range(MOST_RUNS):
        answer = zygote.run(operation, copied(made, place), at)
        if answer["killed"]:
            return answer
    raise AssertionError(f"{operation} has fewer points each time, and ends before point {at}")


def turns(names: Sequence[str]) -> list[int]:
    """Where files get and lose their names, and where transactions end: there the disk turns from one
    station into another."""
    return [at for at, name in enumerate(names, 1) if name.startswith("COMMIT") or name in _TURNS]


def copied(made: Path, place: Path) -> Path:
    """The same place again."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(made, place)
    return place


def fingerprint(place: Path, made: Path, said: Sequence[str], *, exact: bool = False) -> str:
    """What lies on the disk. Shared memory does not.

    Keys, ids and what is encrypted are new in each run, so the bytes of two equal disks differ. Compared is
    what does not depend on them: which files there are and how long; that one is still as it was; of a log
    the pages in the order in which they were written; of a slot file its numbers. `exact` compares bytes."""
    hashed = sha256(str(len(said)).encode())
    for path in sorted(place.rglob("*")):
        if path.is_file() and not path.name.endswith("-shm"):
            name = path.relative_to(place)
            hashed.update(f"{name}\n{path.stat().st_size}\n".encode())
            hashed.update(path.read_bytes() if exact else _outline(path, made / name))
    return hashed.hexdigest()


def _outline(path: Path, before: Path) -> bytes:
    content = path.read_bytes()
    if before.is_file() and before.read_bytes() == content:
        return b"as it was"
    if path.name.endswith("-wal"):
        # Of each frame the page's number and, where it ends a transaction, the size of the file.
        return b"".join(content[at : at + 8] for at in range(_HEADER, len(content), _FRAME))
    with suppress(ValueError):
        return json.dumps(_numbers(json.loads(content)), sort_keys=True).encode()
    return b"another"


def _numbers(value: Any) -> Any:
    """Strings become their length."""
    match value:
        case dict():
            return {name: _numbers(one) for name, one in value.items()}
        case list():
            return [_numbers(one) for one in value]
        case str():
            return len(value)
    return value
