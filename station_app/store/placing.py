"""Files that belong together get their places all of them or none, whenever the power fails.

They are prepared in a folder beside the others, which gets another name when all of it is on the disk. From
then on they are decided: whoever opens the station moves them to their places first, also after a power cut
in the middle of the moving. What stood there goes into a folder of its own; nothing is deleted."""

import json
import shutil
import threading
from pathlib import Path

from station_app.store.backup import flush

DECIDED, UNDECIDED = "incoming", "incoming.partial"
_NOTE = "note"
_TURN = threading.Lock()
_BESIDE = ("", "-wal", "-shm")
"""What belongs to a database: another one's log beside it would be taken for its own."""


def prepare(home: Path) -> Path:
    """An empty folder to put the files in. What an interrupted preparation left there was never decided."""
    folder = home / UNDECIDED
    shutil.rmtree(folder, ignore_errors=True)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.mkdir(mode=0o700)
    return folder


def decide(home: Path, aside: Path | None = None) -> None:
    """All that was prepared is on the disk and counts; what stands in its places will go to `aside`."""
    folder = home / UNDECIDED
    former = [path.name for path in _former(home, folder)]
    note = {"aside": aside.name if aside else "", "former": former}
    (folder / _NOTE).write_text(json.dumps(note), "utf-8")
    for path in (*folder.iterdir(), folder, *([*aside.iterdir(), aside] if aside else [])):
        flush(path)
    folder.rename(home / DECIDED)
    flush(home)


def is_decided(home: Path) -> bool:
    return (home / DECIDED).is_dir()


def finish(home: Path) -> None:
    """Moves what was decided to its places; does nothing where nothing was.

    An OSError before anything was moved takes the decision back: who is told of it goes on as before."""
    with _TURN:
        if is_decided(home):
            _finish(home, home / DECIDED)


def _finish(home: Path, folder: Path) -> None:
    fresh = [path for path in folder.iterdir() if path.name != _NOTE]
    if fresh:
        note = json.loads((folder / _NOTE).read_text("utf-8"))
        try:
            _make_way(home, folder, home / note["aside"])
        except OSError:
            if note["former"] and all((home / name).exists() for name in note["former"]):
                folder.rename(home / UNDECIDED)
            raise
        for path in fresh:
            path.replace(home / path.name)
        flush(home)
    (folder / _NOTE).unlink(missing_ok=True)
    folder.rmdir()
    flush(home)


def _make_way(home: Path, folder: Path, aside: Path) -> None:
    former = _former(home, folder)
    for path in former:
        path.replace(aside / path.name)
    if former:
        flush(aside)


def _former(home: Path, folder: Path) -> list[Path]:
    """The database first: it is the one that somebody may hold open."""
    names = sorted(path.name for path in folder.iterdir() if path.name != _NOTE)
    names.sort(key=lambda name: not name.endswith(".db"))
    return [home / f"{name}{end}" for name in names for end in _BESIDE if (home / f"{name}{end}").exists()]
