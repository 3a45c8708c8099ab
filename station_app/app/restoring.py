"""A backup takes the place of the station's file; what was there is set aside, and the PC gets a new name."""

import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from station_app.app import home as house
from station_app.app.rooms import CATALOGUE
from station_app.backups import service as backups
from station_app.backups.service import own_folder
from station_app.common.days import Clock, SystemClock
from station_app.common.errors import Refused, Unavailable
from station_app.store import placing
from station_app.store.audit import Action, note
from station_app.store.backup import back_up_file, flush, require_room, verify
from station_app.store.given import given_bytes
from station_app.store.identity import sidecar
from station_app.store.label import RESTORE
from station_app.store.vault import Argon, Keys, Vault
from station_app.store.vault.attempts import Attempts
from station_app.store.vault.fitting import opens
from station_app.store.vault.slot_file import LONGEST, read_slots
from station_app.store.vault.slots import key_check

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
    """`backup` is the folder that `backup` made, `password` the one of that time. Opened and checked before
    anything is touched; nothing is deleted, and the backup stays as it was. No window is open meanwhile.
    Where the power fails, either nothing has happened or the next start goes on to the end."""
    house.put_in_place(home)
    if not (backup / house.FILE).exists():
        raise Refused(f"Không thấy bản sao lưu trong {backup}.", "dir", code="not_found")
    wall = clock or SystemClock()
    keys = _keys(home, backup, login, password, cost, wall)
    records, transactions = verify(backup / house.FILE, keys.data, CATALOGUE)
    with suppress(Unavailable):  # what is damaged, or has no room, is set aside all the same
        _save_before(home, keys.data, wall)
    try:
        aside = _replace(home, backup, keys.data, wall)
    except OSError as error:
        raise Unavailable(
            f"Không thay được tệp dữ liệu ({error.strerror}).",
            "Không có gì bị xoá: tệp cũ và bản sao lưu đều còn.",
            "Đóng cửa sổ phần mềm, kiểm tra ổ đĩa rồi làm lại.",
            "T-311",
        ) from error
    database = house.reopen(home, keys, login, clock)
    try:
        with database.reading() as session:
            device = str(database.raw(session).execute("SELECT device FROM sync_self").fetchone()[0])
        backups.adopt(database)
        note(database, Action.RESTORED, entity="backup", detail=f"{records} records")
    finally:
        database.close()
    return Restored(records, transactions, aside, device)


def _keys(home: Path, backup: Path, login: str, password: str, cost: Argon | None, clock: Clock) -> Keys:
    """By the backup's own slot file, read from a copy of it; a wrong password slows the next try here."""
    attempts = Attempts(home, clock)
    attempts.refuse_while_waiting(login)
    with tempfile.TemporaryDirectory(prefix="tram-khoa-") as name:
        _bring_slots(backup, Path(name))
        try:
            keys = Vault.open(Path(name), parameters=cost, clock=clock).unlock(login, password)
            return _fitting(keys, backup / house.FILE)
        except Refused as refusal:
            if refusal.code == "password_wrong":
                attempts.failed(login)
            raise


def _fitting(keys: Keys, file: Path) -> Keys:
    """One made in the middle of a change of the data key has both: the key is the one of its file."""
    if len(keys.generations) == 1:
        return keys
    data = next((key for key in keys.generations if opens(file, key)), keys.data)
    return replace(keys, data=data, others=tuple(key for key in keys.generations if key != data))


def _bring_slots(backup: Path, target: Path) -> None:
    """Copies of the slot file, read as what somebody gave: a pipe or a giant in its place is none."""
    for name in _VAULT:
        with suppress(OSError):
            (target / name).write_bytes(given_bytes(backup / name, LONGEST))
            flush(target / name)


def _save_before(home: Path, key: bytes, clock: Clock) -> None:
    if (home / house.FILE).exists():
        back_up_file(home / house.FILE, key, CATALOGUE, own_folder(home), clock, reason=RESTORE)


def _replace(home: Path, backup: Path, key: bytes, clock: Clock) -> Path | None:
    home.mkdir(parents=True, exist_ok=True)
    require_room(backup / house.FILE, home)
    incoming = placing.prepare(home)
    ours = _is_ours(home, key)
    for name in (house.FILE, house.SETTINGS):
        if (backup / name).is_file():
            shutil.copyfile(backup / name, incoming / name)
    if not ours:
        _bring_slots(backup, incoming)
    # Whoever opens the restored file begins under a new name.
    sidecar(incoming / house.FILE).write_text('{"device": "restored", "seq": 0}', "utf-8")
    aside = _aside(home, clock)
    placing.decide(home, aside)
    placing.finish(home)
    return aside


def _is_ours(home: Path, key: bytes) -> bool:
    """Is the vault here one for this file? Then it knows newer passwords than the backup's."""
    try:
        slots = read_slots(home)
    except Unavailable:
        return False
    return key_check(key, slots.vault) in slots.data


def bring_keys(home: Path, backup: Path, clock: Clock | None = None) -> Path:
    """The slot file of a backup in place of one that is lost or damaged here; the station's file stays. What
    was there is set aside. Raises Unavailable where the backup's own slot file is not whole."""
    read_slots(backup)
    aside = home / f"tep-khoa-cu-{(clock or SystemClock()).now():%Y%m%d-%H%M%S}"
    aside.mkdir()
    for name in _VAULT:
        if (home / name).exists():
            (home / name).rename(aside / name)
    _bring_slots(backup, home)
    return aside


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
