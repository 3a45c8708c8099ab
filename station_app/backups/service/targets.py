"""Where backups go: disks and sticks that the head prepared, in order; after them the PC's own disk."""

import json
import os
import uuid
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select, update

from station_app.backups.model import BackupPlace
from station_app.common.days import to_instant
from station_app.common.errors import Refused, Unavailable
from station_app.store.backup import flush
from station_app.store.database import Database
from station_app.store.given import given_text
from station_app.store.policy import current
from station_app.store.volumes import volumes

MARK = "tram-sao-luu.json"
"""Beside the backups on a prepared stick; holds an id and the station's code, nothing about a person."""
ROOM = "tram-sao-luu"
HERE = "here"
OWN = "sao-luu"
_OWN_NAME = "Ổ đĩa của máy này"


@dataclass(frozen=True, slots=True)
class Place:
    """`folder` is where its backups lie; None while it is not plugged in."""

    id: str
    name: str
    folder: Path | None
    seen_at: str | None = None

    @property
    def is_here(self) -> bool:
        return self.id == HERE


def own_folder(home: Path) -> Path:
    return home / OWN


def places(database: Database) -> list[Place]:
    """In the order in which they are tried; the PC's own disk comes last and is always there."""
    code = database.station().code
    with database.reading() as session:
        rows = session.scalars(select(BackupPlace).order_by(BackupPlace.rank)).all()
    roots = [volume.path for volume in volumes()] if rows else []
    found = [Place(row.id, row.name, _folder(_root_of(row, roots), code), row.seen_at) for row in rows]
    return [*found, Place(HERE, _OWN_NAME, own_folder(database.path.parent))]


def prepare(database: Database, root: Path, name: str = "") -> Place:
    """Marks a stick or a folder on another disk as a place of this station's backups, the first to be tried.

    One that another PC of the station has marked keeps its mark and serves both."""
    if not root.is_dir():
        raise Refused(f"Không thấy thư mục {root}. Cắm lại USB, hoặc chọn nơi khác.", "folder")
    home = database.path.parent.resolve()
    if root.resolve() == home or home in root.resolve().parents:
        raise Refused(
            "Thư mục này nằm trong thư mục dữ liệu của trạm. Chọn USB hoặc một ổ đĩa khác.", "folder"
        )
    mark = _read_mark(root) or _write_mark(root, database.station().code)
    shown = name.strip() or root.name or str(root)
    now = to_instant(database.clock.now())
    with database.writing() as session:
        first = session.scalar(select(func.min(BackupPlace.rank)))
        known = session.get(BackupPlace, mark)
        rank = (1 if first is None else first) - 1
        row = known or BackupPlace(id=mark, prepared_at=now)
        row.rank, row.name, row.path, row.seen_at = rank, shown, str(root), now
        session.add(row)
    return Place(mark, shown, _folder(root, database.station().code), now)


def prepare_by_policy(database: Database) -> None:
    """Folders that IT's signed policy names become places once they are there; one may be missing."""
    with database.reading() as session:
        known = set(session.scalars(select(BackupPlace.path)))
    for target in current(database).backup_targets:
        if target not in known and Path(target).is_dir():
            with suppress(Refused, Unavailable):
                prepare(database, Path(target))


def forget(database: Database, id: str) -> None:
    """Backups go there no more; what lies there stays."""
    with database.writing() as session:
        if row := session.get(BackupPlace, id):
            session.delete(row)


def saw(database: Database, id: str) -> None:
    with database.writing() as session:
        seen = {"seen_at": to_instant(database.clock.now())}
        session.execute(update(BackupPlace).where(BackupPlace.id == id).values(**seen))


def is_same_disk(database: Database, root: Path) -> bool:
    """A folder on the PC's own disk goes with that disk: better than nothing, and said."""
    home = database.path.parent
    if os.name == "nt":
        return root.resolve().drive.casefold() == home.resolve().drive.casefold()
    return root.stat().st_dev == home.stat().st_dev


def _root_of(row: BackupPlace, roots: list[Path]) -> Path | None:
    """Where it was last, else wherever the mark is now: a stick gets another letter every day."""
    tail = _below_its_mount(Path(row.path), roots)
    candidates = [Path(row.path), *roots, *(root / tail for root in roots)]
    return next((root for root in candidates if _read_mark(root) == row.id), None)


def _below_its_mount(path: Path, roots: list[Path]) -> Path:
    """The part of a path that stays when the letter of its drive changes."""
    above = [root for root in roots if root in (path, *path.parents)]
    mount = max(above, key=lambda root: len(root.parts), default=Path(path.anchor))
    return path.relative_to(mount)


def _folder(root: Path | None, code: str) -> Path | None:
    return root / ROOM / code if root else None


def _read_mark(root: Path) -> str | None:
    try:
        told = json.loads(given_text(root / MARK))
        return str(told["id"])
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None


def _write_mark(root: Path, code: str) -> str:
    mark = uuid.uuid4().hex
    try:
        (root / MARK).write_text(json.dumps({"id": mark, "station": code}), "utf-8")
        flush(root / MARK)
    except OSError as error:
        raise Unavailable(
            f"Không ghi được vào {root} ({error.strerror}).",
            "Dữ liệu của trạm không thay đổi.",
            "Xem USB có khoá ghi không, hoặc chọn nơi khác.",
            "T-308",
        ) from error
    return mark
