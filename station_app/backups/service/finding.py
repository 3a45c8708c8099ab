"""Backups that lie around, found without opening a station: what a PC has when its own file is lost."""

from dataclasses import dataclass
from pathlib import Path

from station_app.backups.service.targets import ROOM, own_folder
from station_app.common.days import parse_instant, shown_instant
from station_app.store.label import BROKEN, PARTIAL, PREFIX, Label, made_at, read_label
from station_app.store.volumes import volumes


def spelled(number: int) -> str:
    """As Vietnamese writes it: 102.033."""
    return f"{number:,}".replace(",", ".")


@dataclass(frozen=True, slots=True)
class Found:
    """`label` is None beside a backup of release 0.2, which said nothing of itself."""

    folder: Path
    made_at: str
    label: Label | None

    @property
    def words(self) -> str:
        many = f" · {spelled(self.label.total)} bản ghi" if self.label else ""
        return f"{shown_instant(self.made_at)}{many}"


def found_around(home: Path, file: str) -> list[Found]:
    """On the PC's own disk and on every disk and stick that is plugged in now, newest first."""
    rooms = [own_folder(home)]
    for volume in volumes():
        rooms += _rooms_on(volume.path)
    return found_in(rooms, file)


def found_in(rooms: list[Path], file: str) -> list[Found]:
    """Every backup directly below these folders, newest first; a half-made or unsound one is left out."""
    folders = {path.resolve() for room in rooms for path in _below(room)}
    found = [one for folder in folders if (folder / file).exists() and (one := _look(folder))]
    return sorted(found, key=lambda one: parse_instant(one.made_at), reverse=True)


def _look(folder: Path) -> Found | None:
    label = read_label(folder)
    when = label.made_at if label else made_at(folder)
    return Found(folder, when, label) if when else None


def _rooms_on(root: Path) -> list[Path]:
    try:
        return [root, *(path for path in (root / ROOM).iterdir() if path.is_dir())]
    except OSError:
        return [root]


def _below(room: Path) -> list[Path]:
    try:
        return [
            path
            for path in room.iterdir()
            if path.name.startswith(PREFIX) and not path.name.endswith((PARTIAL, BROKEN)) and path.is_dir()
        ]
    except OSError:
        return []
