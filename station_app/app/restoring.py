"""A backup takes the place of the station's file; what was there is set aside, and the PC gets a new name."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from station_app.app import home as house
from station_app.app.rooms import CATALOGUE
from station_app.common.days import Clock, SystemClock
from station_app.common.errors import Refused, Unavailable
from station_app.store import placing
from station_app.store.backup import require_room, verify
from station_app.store.identity import sidecar
from station_app.store.vault import Argon, Vault

_VAULT = ("vault.json", "vault.bak.json")


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
    deleted. The window must be closed meanwhile. Where the power fails, either nothing has happened or the
    next start goes on to the end."""
    house.put_in_place(home)
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
    incoming = placing.prepare(home)
    ours = _opens(home, login, password, key, cost, clock)
    for name in (house.FILE, house.SETTINGS, *(() if ours else _VAULT)):
        if (backup / name).exists():
            shutil.copyfile(backup / name, incoming / name)
    # Whoever opens the restored file begins under a new name.
    sidecar(incoming / house.FILE).write_text('{"device": "restored", "seq": 0}', "utf-8")
    aside = _aside(home, clock)
    placing.decide(home, aside)
    placing.finish(home)
    return aside


def _opens(home: Path, login: str, password: str, key: bytes, cost: Argon | None, clock: Clock) -> bool:
    """Is the vault here one for this file? Then it knows newer passwords than the backup's."""
    if not any((home / name).exists() for name in _VAULT):
        return False
    try:
        return Vault.open(home, parameters=cost, clock=clock).unlock(login, password).data == key
    except (Refused, Unavailable):
        return False


def _aside(home: Path, clock: Clock) -> Path | None:
    """A folder for the former file, with what opens it; None where there is no such file."""
    if not (home / house.FILE).exists():
        return None
    name, number = f"truoc-khoi-phuc-{clock.now().strftime('%Y%m%d-%H%M%S')}", 2
    aside = home / name
    while aside.exists():
        aside, number = home / f"{name}-{number}", number + 1
    aside.mkdir()
    for name in (house.SETTINGS, *_VAULT):
        if (home / name).exists():
            shutil.copyfile(home / name, aside / name)
    return aside
