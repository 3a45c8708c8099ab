"""The states in which a station may be found at opening: how each is made, for real, and what is told."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from station_app.app import home
from station_app.app.opening import Step, note_opened
from station_app.cli.main import main
from station_app.people.service import register_person
from station_app.store.connection import connect, fold
from station_app.store.vault import FLOOR, Vault
from station_app.store.vault.slot_file import _check
from tests.app.conftest import LOGIN, PASSWORD
from tests.disks import fill, freeze, small_disk, spoil, spoil_page_of
from tests.stations import HANOI, MovableClock
from tests.tree import ROOT

LAST = "Vừ Thị Sau Cùng"
NEW_PASSWORD = "mot mat khau moi hon"


@dataclass
class Found:
    """A station's folder, and what must be undone when the test has looked at it."""

    place: Path
    outside: Path
    undo: ExitStack
    clock: MovableClock

    @property
    def file(self) -> Path:
        return self.place / "station.db"

    @property
    def vaults(self) -> tuple[Path, Path]:
        return self.place / "vault.json", self.place / "vault.bak.json"

    def key(self) -> bytes:
        return Vault.open(self.place, parameters=FLOOR).unlock(LOGIN, PASSWORD).data

    def move_to(self, disk: Path) -> None:
        shutil.copytree(self.place, disk / "tram")
        self.place = disk / "tram"
        # Its first opening there notes that the folder has moved; the state to be tested comes after.
        home.unlock(self.place, LOGIN, PASSWORD, cost=FLOOR, clock=self.clock).close()


def healthy(found: Found) -> None:
    pass


def damaged_page(found: Found) -> None:
    """Where the PC's own name stands: nothing opens without it."""
    _on_page_of(found, "sync_self")


def damaged_page_of_a_list(found: Found) -> None:
    """Sign-in does not need it: the nurse works on, and is told."""
    _on_page_of(found, "visit")


def _on_page_of(found: Found, table: str) -> None:
    key = found.key()
    fold(found.file, key)
    spoil_page_of(found.file, key, table)


def damaged_header(found: Found) -> None:
    spoil(found.file, 100)


def empty_file(found: Found) -> None:
    found.file.rename(found.place / "station.db.mất")
    found.file.touch()


def of_another_station(found: Found) -> None:
    other = found.outside / "khác"
    home.found(other, code="99999", name="Khác", login="khac", password=PASSWORD, cost=FLOOR)
    found.file.rename(found.place / "station.db.mất")
    shutil.copyfile(other / "station.db", found.file)


def no_file(found: Found) -> None:
    found.file.rename(found.outside / "nhầm chỗ.db")


def no_slot_file(found: Found) -> None:
    for path in found.vaults:
        path.rename(found.outside / path.name)


def damaged_slot_file(found: Found) -> None:
    for path in found.vaults:
        spoil(path, 40)


def one_copy_damaged(found: Found) -> None:
    spoil(found.vaults[0], 40)


def one_copy_lost(found: Found) -> None:
    found.vaults[0].rename(found.outside / "vault.json")


def mixed_slot_files(found: Found) -> None:
    other = found.outside / "khác"
    home.found(other, code="99999", name="Khác", login="khac", password=PASSWORD, cost=FLOOR)
    found.vaults[1].rename(found.outside / "vault.bak.json")
    shutil.copyfile(other / "vault.bak.json", found.vaults[1])


def older_slot_file(found: Found) -> None:
    """Somebody puts back the slot file of before a password was changed."""
    former = [path.read_bytes() for path in found.vaults]
    vault = Vault.open(found.place, parameters=FLOOR)
    vault.change_password(LOGIN, PASSWORD, NEW_PASSWORD)
    assert main(command(found, NEW_PASSWORD, "list", "person")) == 0
    for path, content in zip(found.vaults, former, strict=True):
        path.write_bytes(content)


def newer_slot_file(found: Found) -> None:
    for path in found.vaults:
        body = json.loads(path.read_text("utf-8"))
        body["format"] = 99
        body.pop("check")
        path.write_text(json.dumps({**body, "check": _check(body)}), "utf-8")


def newer_schema(found: Found) -> None:
    connection = connect(found.file, found.key())
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    connection.close()


def second_window(found: Found) -> None:
    """A live process of its own holds the lock."""
    process = _holder(found.place)
    found.undo.callback(process.communicate)


def killed_window(found: Found) -> None:
    """What a killed program leaves of its lock hinders nobody."""
    process = _holder(found.place)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert (found.place / "station.lock").exists()


def _holder(place: Path) -> "subprocess.Popen[str]":
    program = (
        "import sys, pathlib; from station_app.store.alone import Alone;"
        " lock = Alone(pathlib.Path(sys.argv[1])); print(lock.take(), flush=True); sys.stdin.read()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(place)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert process.stdout
    assert process.stdout.readline() == "True\n"
    return process


def read_only_disk(found: Found) -> None:
    disk = found.undo.enter_context(small_disk(found.outside / "ổ", 16))
    found.move_to(disk)
    freeze(disk)


def read_only_disk_with_saves_in_the_log(found: Found) -> None:
    """The power failed, and the disk came back read-only: the last saves are in the log alone."""
    disk = found.undo.enter_context(small_disk(found.outside / "ổ", 24))
    found.move_to(disk)
    database = home.unlock(found.place, LOGIN, PASSWORD, cost=FLOOR, clock=found.clock)
    register_person(database, {"full_name": LAST, "birth_date": "1990"})
    kept = {path.name: path.read_bytes() for path in found.place.glob("station.db*")}
    database.close()
    for name, content in kept.items():
        (found.place / name).write_bytes(content)
    assert (found.place / "station.db-wal").stat().st_size
    (found.place / "station.db-shm").unlink()
    freeze(disk)


def full_disk(found: Found) -> None:
    disk = found.undo.enter_context(small_disk(found.outside / "ổ", 16))
    found.move_to(disk)
    fill(disk)


def clock_far_behind(found: Found) -> None:
    _opened_once(found)
    found.clock.moment = datetime(2019, 2, 3, 8, 0, tzinfo=HANOI)


def clock_before_the_last_opening(found: Found) -> None:
    _opened_once(found)
    found.clock.move(days=-2)


def clock_far_ahead(found: Found) -> None:
    _opened_once(found)
    found.clock.move(days=20 * 365)


def _opened_once(found: Found) -> None:
    database = home.unlock(found.place, LOGIN, PASSWORD, cost=FLOOR, clock=found.clock)
    note_opened(database, found.place)
    database.close()


@dataclass(frozen=True)
class State:
    """`make` produces it; `code` is what the page says, None where the station simply opens. `exit`: what a
    script is told. `same`: every file stays as it is, byte for byte."""

    make: Callable[[Found], None]
    code: str | None
    step: Step | None = None
    exit: int = 4
    same: bool = True


STATES = (
    State(healthy, None, exit=0, same=False),
    State(damaged_page, "T-304", Step.RESTORE),
    State(damaged_page_of_a_list, None, exit=0, same=False),
    State(damaged_header, "T-361", Step.RESTORE),
    State(empty_file, "T-365", Step.RESTORE),
    State(of_another_station, "T-361", Step.RESTORE),
    State(no_file, "T-360", Step.RESTORE),
    State(no_slot_file, "TR-K03", Step.KEYS),
    State(damaged_slot_file, "TR-K04", Step.KEYS),
    State(mixed_slot_files, "TR-K06", Step.KEYS),
    State(one_copy_damaged, None, exit=0, same=False),
    State(one_copy_lost, None, exit=0, same=False),
    State(older_slot_file, "T-363", Step.GO_ON, exit=0, same=False),
    State(newer_slot_file, "TR-K05", Step.AGAIN),
    State(newer_schema, "T-309", Step.AGAIN),
    State(second_window, "T-362", Step.AGAIN, exit=0, same=False),
    State(killed_window, None, exit=0, same=False),
    State(read_only_disk, "T-302", Step.READ, exit=0),
    State(read_only_disk_with_saves_in_the_log, "T-302", Step.READ, exit=0),
    State(full_disk, "T-301", Step.READ, exit=0),
    State(clock_far_behind, "T-364", Step.GO_ON, exit=0, same=False),
    State(clock_before_the_last_opening, "T-364", Step.GO_ON, exit=0, same=False),
    State(clock_far_ahead, "T-364", Step.GO_ON, exit=0, same=False),
)
"""With a wrong password, which the sign-in itself answers, all that demand 3 names and some more."""


def command(found: Found, password: str, *arguments: str) -> list[str]:
    secret = found.outside / "mật khẩu"
    if not secret.exists() or secret.read_text("utf-8") != password:
        secret.write_text(password, "utf-8")
    return ["--home", str(found.place), "--password-file", str(secret), *arguments]
