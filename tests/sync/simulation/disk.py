"""The disk of a PC in the simulated world: what lies on it when the power goes."""

import random
from pathlib import Path

Files = dict[str, bytes]
_SECTOR, _PAGE = 512, 4096


def photograph(home: Path) -> Files:
    """Every file as the disk has it; shared memory is not on the disk."""
    return {
        path.relative_to(home).as_posix(): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file() and not path.name.endswith("-shm")
    }


def put_back(home: Path, files: Files) -> None:
    for path in sorted(home.rglob("*"), reverse=True):
        if path.is_file():
            path.unlink()
    for name, content in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(content)


def only_the_file(files: Files) -> Files:
    """What a backup of the station's file holds; what lies beside it stays where it is."""
    return {name: content for name, content in files.items() if name in ("station.db", "station.db-wal")}


def torn_save(before: Files, after: Files, chance: random.Random) -> Files:
    """The power goes while a save is being flushed: of the log some sectors are there and some are not.

    Whatever had been flushed before stands in `before` and is not touched."""
    return {
        name: _mixed(before.get(name, b""), content, _SECTOR, chance) if name.endswith("-wal") else content
        for name, content in after.items()
    }


def torn_fold(before: Files, after: Files, chance: random.Random) -> Files:
    """The power goes while the log is moved into the file: some pages are there; the log still is whole."""
    files = {
        name: _mixed(before.get(name, b""), content, _PAGE, chance, whole=True)
        for name, content in after.items()
        if name.endswith(".db")
    }
    return {**after, **before, **files}


def _mixed(old: bytes, new: bytes, unit: int, chance: random.Random, *, whole: bool = False) -> bytes:
    length = max(len(old), len(new))
    if not whole and len(new) > len(old):
        length = chance.randint(len(old), len(new))
    lot = [chance.random() < 0.5 for _ in range(length // unit + 1)]
    parts = []
    for place in range(0, length, unit):
        one, other = (new, old) if lot[place // unit] else (old, new)
        # Where the chosen one had not grown so far, its sector is empty or not there at all.
        part = one[place : place + unit] or bytes(len(other[place : place + unit]))
        parts.append(part)
    return b"".join(parts)[:length]
