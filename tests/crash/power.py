"""Disks as a power cut leaves them: what was flushed is there, of the rest nobody knows.

Names (making, renaming, removing) are kept by the file system's journal in their order, as NTFS and ext4 do:
a beginning of them is there, at least up to the last flushed folder. What was written to a file since it was
last flushed is there or not, each write by itself, and one of them perhaps only in part, by sectors."""

import random
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash.recording import Step

_SECTOR = 512


@dataclass(slots=True, eq=False)
class _Content:
    """One file, whatever it is called: what is surely on the disk, and what may be."""

    flushed: bytes = b""
    pending: list[Step] = field(default_factory=list)

    def flush(self) -> None:
        self.flushed, self.pending = _applied(self.flushed, self.pending), []


@dataclass(slots=True)
class _Tree:
    """Which name leads to which content."""

    files: dict[str, _Content]
    folders: set[str]

    def take(self, step: Step, made: _Content) -> bool:
        """Whether the step was one on names. `made` is what a new file holds."""
        match step.kind:
            case "create" if step.name not in self.files:
                self.files[step.name] = made
            case "rename":
                self._rename(step.name, step.other)
            case "unlink":
                self.files.pop(step.name, None)
            case "mkdir":
                self.folders.add(step.name)
            case "rmdir":
                self.folders.discard(step.name)
            case _:
                return False
        return True

    def _rename(self, old: str, new: str) -> None:
        if old in self.files:
            self.files[new] = self.files.pop(old)
            return
        self.folders = {_moved(name, old, new) for name in self.folders}
        self.files = {_moved(name, old, new): content for name, content in self.files.items()}


class Recorded:
    """An operation's steps over the place in which they were done."""

    def __init__(self, base: Path, steps: Sequence[Step]) -> None:
        self._base, self._steps = base, steps

    def said(self, at: int) -> list[str]:
        return [step.data.decode() for step in self._steps[:at] if step.kind == "said"]

    def put(self, target: Path, at: int, chance: random.Random | None, *, everything: bool) -> None:
        """The disk after the first `at` steps: all that was asked for (a killed process), only what was
        flushed, or by chance."""
        tree, contents = self._before()
        names: list[tuple[Step, _Content]] = []
        surely = 0
        for step in self._steps[:at]:
            made = _Content()
            if tree.take(step, made):
                names.append((step, made))
            elif step.kind in ("write", "truncate"):
                tree.files[step.name].pending.append(step)
            elif step.kind == "sync" and step.name in tree.files:
                tree.files[step.name].flush()
            elif step.kind == "sync":
                surely = len(names)
        kept = len(names) if everything else surely if chance is None else chance.randint(surely, len(names))
        left = _Tree(dict(contents), self._folders())
        for step, made in names[:kept]:
            left.take(step, made)
        _lay_out(target, left, chance, everything=everything)

    def _before(self) -> tuple[_Tree, dict[str, _Content]]:
        contents = {
            path.relative_to(self._base).as_posix(): _Content(path.read_bytes())
            for path in self._base.rglob("*")
            if path.is_file() and not path.name.endswith("-shm")
        }
        return _Tree(dict(contents), self._folders()), contents

    def _folders(self) -> set[str]:
        return {path.relative_to(self._base).as_posix() for path in self._base.rglob("*") if path.is_dir()}


def _lay_out(target: Path, tree: _Tree, chance: random.Random | None, *, everything: bool) -> None:
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    for folder in sorted(tree.folders):
        (target / folder).mkdir(parents=True, exist_ok=True)
    for name, content in tree.files.items():
        if (target / name).parent.is_dir():
            (target / name).write_bytes(_left(content, chance, everything=everything))


def _left(content: _Content, chance: random.Random | None, *, everything: bool) -> bytes:
    if everything:
        return _applied(content.flushed, content.pending)
    if chance is None:
        return content.flushed
    chosen = [step for step in content.pending if chance.random() < 0.5]
    if chosen:
        torn = chance.randrange(len(chosen))
        chosen[torn] = _torn(chosen[torn], chance)
    return _applied(content.flushed, chosen)


def _torn(step: Step, chance: random.Random) -> Step:
    """Of a write that crosses sectors only the first ones."""
    if step.kind != "write":
        return step
    sectors = chance.randint(0, len(step.data) // _SECTOR)
    return Step("write", step.name, offset=step.offset, data=step.data[: _SECTOR * sectors])


def _applied(content: bytes, steps: Sequence[Step]) -> bytes:
    whole = bytearray(content)
    for step in steps:
        if step.kind == "truncate":
            del whole[step.offset :]
        whole.extend(bytes(max(0, step.offset - len(whole))))
        whole[step.offset : step.offset + len(step.data)] = step.data
    return bytes(whole)


def _moved(name: str, old: str, new: str) -> str:
    return new + name.removeprefix(old) if name == old or name.startswith(f"{old}/") else name
