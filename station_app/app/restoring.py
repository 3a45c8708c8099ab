"""A backup takes the place of the station's file; what was there is set aside, and the PC gets a new name."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from station_app.app import home as house
from station_app.app.rooms import CATALOGUE
from station_app.common.days import Clock, SystemClock
from station_app.common.errors import Refused, Unavailable
from station_app.store.backup import flush, require_room, verify
from station_app.store.identity import sidecar
from station_app.store.vault import Argon, Vault

_VAULT = ("vault.json", "vault.bak.json")
_BESIDE = ("", "-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, where the former file lies (None: there was none), and this PC's new name."""

    records: int
    transactions: int
    set_aside: Path | None
    device: str


def restore(
    home: Path,
    backup: Path,
    login: str,
    password: str,
    *,
    cost: Argon | None = None,
    clock: Clock | None = None,
) -> Restored:
    """`backup` is the folder that `backup` made. Opened and checked before anything is touched; nothing is
    deleted. The window must be closed meanwhile."""
    if not (backup / house.FILE).exists():
        raise Refused(f"Không thấy bản sao lưu trong {backup}.", "dir", code="not_found")
    key = Vault.open(backup, parameters=cost, clock=clock).unlock(login, password).data
    records, transactions = verify(backup / house.FILE, key, CATALOGUE)
    try:
        aside = _replace(home, backup, key, login, password, cost, (clock or SystemClock()))
    except OSError as error:
        raise Unavailable(
            f"Không thay được tệp dữ liệu ({error.strerror}).",
            "Không có gì bị xoá: tệp cũ và bản sao lưu đều còn.",
            "Đóng cửa sổ phần mềm, kiểm tra ổ đĩa rồi làm lại.",
            "T-311",
        ) from error
    database = house.unlock(home, login, password, cost=cost, clock=clock)
    try:
        with database.reading() as session:
            device = str(database.raw(session).execute("SELECT device FROM sync_self").fetchone()[0])
    finally:
        database.close()
    return Restored(records, transactions, aside, device)


def _replace(
    home: Path, backup: Path, key: bytes, login: str, password: str, cost: Argon | None, clock: Clock
) -> Path | None:
    home.mkdir(parents=True, exist_ok=True)
    require_room(backup / house.FILE, home)
    fresh = home / f"{house.FILE}.restoring"
    shutil.copyfile(backup / house.FILE, fresh)
    flush(fresh)
    # From here on whoever opens the file begins under a new name, also when the power fails in between.
    sidecar(home / house.FILE).write_text('{"device": "restored", "seq": 0}', "utf-8")
    ours = _opens(home, login, password, key, cost, clock)
    aside = _set_aside(home, clock, with_vault=not ours)
    fresh.replace(home / house.FILE)
    for name in (house.SETTINGS, *(() if ours else _VAULT)):
        if (backup / name).exists():
            shutil.copy2(backup / name, home / name)
    return aside


def _opens(home: Path, login: str, password: str, key: bytes, cost: Argon | None, clock: Clock) -> bool:
    """Is the vault here one for this file? Then it knows newer passwords than the backup's."""
    if not any((home / name).exists() for name in _VAULT):
        return False
    try:
        return Vault.open(home, parameters=cost, clock=clock).unlock(login, password).data == key
    except (Refused, Unavailable):
        return False


def _set_aside(home: Path, clock: Clock, *, with_vault: bool) -> Path | None:
    if not (home / house.FILE).exists():
        return None
    aside = home / f"truoc-khoi-phuc-{clock.now().strftime('%Y%m%d-%H%M%S')}"
    aside.mkdir()
    for end in _BESIDE:
        if (home / f"{house.FILE}{end}").exists():
            os.replace(home / f"{house.FILE}{end}", aside / f"{house.FILE}{end}")  # noqa: PTH105
    for name in (house.SETTINGS, *_VAULT):
        if (home / name).exists():
            shutil.copy2(home / name, aside / name)
            if with_vault and name in _VAULT:
                (home / name).unlink()
    return aside
