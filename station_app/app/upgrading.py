"""A file of an older release is backed up before its schema changes; without a backup it stays as it is.

The way back is kept open until the new schema is in place: unlocking brings the slot file to the new format
first, which the program of before cannot read, so its former bytes are kept, go into that backup, and are put
back where the upgrade fails."""

import json
from contextlib import suppress
from pathlib import Path

from station_app.app.rooms import CATALOGUE
from station_app.backups.service import own_folder
from station_app.common.days import Clock
from station_app.common.errors import Unavailable
from station_app.store.backup import Backup, back_up_file, schema_of
from station_app.store.label import UPGRADE
from station_app.store.migrations import HEAD
from station_app.store.vault.slot_file import FORMAT, MAIN, SPARE, write_durably

FAILED = "T-392"
_FORMER = "vault.before-upgrade.json"


def save_before(path: Path, key: bytes, clock: Clock) -> Backup | None:
    """None where there is nothing to upgrade. Goes to the PC's own disk: where the others are is not known
    before the file is open."""
    found = schema_of(path, key)
    if found is None or found >= HEAD:
        return None
    try:
        made = back_up_file(path, key, CATALOGUE, own_folder(path.parent), clock, reason=UPGRADE)
        _put_former(path.parent, made.folder)
        return made
    except Unavailable as trouble:
        raise Unavailable(
            f"Chưa nâng cấp sổ được vì chưa sao lưu được trước đó: {trouble.happened}",
            "Dữ liệu vẫn an toàn: tệp được để nguyên, chưa đổi gì.",
            "Dọn bớt ổ đĩa cho đủ chỗ rồi mở lại; vẫn thế thì báo cán bộ tin học.",
            "T-352",
        ) from trouble


def keep_slots(home: Path) -> None:
    """Called before anybody unlocks; does nothing where the slot file has the present format."""
    if not (home / _FORMER).exists() and _format_of(home / MAIN) < FORMAT:
        with suppress(OSError):  # a disk that cannot be written is not upgraded either
            write_durably(home / _FORMER, (home / MAIN).read_bytes())


def put_slots_back(home: Path) -> None:
    """The upgrade has failed: the program of before opens the station as it was."""
    _put_former(home, home)


def forget_slots(home: Path) -> None:
    """The upgrade is in place; passwords of before must not go on opening anything."""
    (home / _FORMER).unlink(missing_ok=True)


def _put_former(home: Path, folder: Path) -> None:
    if (home / _FORMER).exists():
        for name in (MAIN, SPARE):
            write_durably(folder / name, (home / _FORMER).read_bytes())


def _format_of(path: Path) -> int:
    """The present one for a file that cannot be read: others say so."""
    try:
        return int(json.loads(path.read_bytes())["format"])
    except (OSError, ValueError, LookupError, TypeError):
        return FORMAT
