"""Pictures of every screen and state on the synthetic commune: `make screenshots`, then look at them."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if len(sys.argv) > 1:  # Qt reads the scale once, before anything is drawn
    os.environ["QT_SCALE_FACTOR"] = {"125": "1.25", "200": "2"}.get(sys.argv[1], "1")

from PySide6.QtWidgets import QApplication

from station_app.app import home
from station_app.app.forgetting import Forgotten
from station_app.app.rooms import CATALOGUE, DERIVE, GUARD
from station_app.app.window import Program
from station_app.common.days import FixedClock
from station_app.demo.load import load
from station_app.demo.population import population
from station_app.shell import theme, translations
from station_app.shell.window import Window
from station_app.staff import service as staff
from station_app.store.accounts import link
from station_app.store.database import Author, Database, create
from station_app.store.vault import FLOOR, Vault
from tests.fingers import Fingers, wait
from tests.tree import ROOT

CLOCK = FixedClock(datetime(2026, 11, 21, 1, 0, tzinfo=UTC).astimezone())
ME = "019b0000-0000-7000-8000-000000000001"
PASSWORD = "gà rừng uống nước suối tím"
PEOPLE = 400
"""Enough for lists to be full."""
STILL_MS = 120
SIZES = {"100": (1366, 728), "125": (1092, 582), "200": (960, 500)}
"""Logical pixels: 1366×768 less the desktop's own bar, the same at 125 %, and 1920×1080 at 200 %."""


@dataclass
class Camera:
    """Takes the pictures of one window."""

    window: Window
    out: Path

    def settle(self) -> None:
        """Until what was asked of the file has come and is painted."""
        wait(STILL_MS)
        Fingers().rest(self.window.work)
        wait(STILL_MS)

    def take(self, name: str) -> None:
        self.settle()
        self.window.grab().save(str(self.out / f"{name}.png"))

    def at(self, address: str, name: str) -> None:
        self.window.go(address)
        self.take(name)


@contextmanager
def station(folder: Path, people: int = PEOPLE) -> Iterator[Database]:
    """An encrypted file with the synthetic commune in it; no people, an empty one."""
    path = folder / "station.db"
    _, keys, _ = Vault.create(folder, first_login="hanh", password=PASSWORD, parameters=FLOOR)
    facts = {
        "code": "99001",
        "name": "Trạm Y tế xã Mường Hoa",
        "point": "DEN",
        "point_name": "Bản Dền",
        "ward": "99001",
    }
    create(path, keys.data, CATALOGUE, facts)
    database = Database(
        path,
        keys.data,
        CATALOGUE,
        Author(ME, "Bản Dền"),
        derive=DERIVE,
        guard=GUARD,
        clock=CLOCK,
        private=keys.private,
    )
    try:
        link(database, "hanh", staff.first_head(database, name="YS. Lò Thị Hạnh", login="hanh"))
        if people:
            tables = population(2026, people=people, as_of=CLOCK.today()).tables()
            load(database, tables)
        yield database
    finally:
        database.close()


class _Rehearsal(Program):
    """The program as it is, with a station at hand instead of a sign-in."""

    def open(self, database: Database) -> None:
        self._begin(database)
        self._idle.stop()


@contextmanager
def opened(database: Database, folder: Path, size: tuple[int, int], out: Path) -> Iterator[Camera]:
    program = _Rehearsal(folder, clock=CLOCK, sync=False)
    program.window.resize(*size)
    program.window.show()
    program.window.activateWindow()
    program.open(database)
    try:
        yield Camera(program.window, out)
    finally:
        if program.exchanger:
            program.exchanger.close()
        program.database = None
        program.close()


def filled(camera: Camera, database: Database) -> None:
    """The screens with a commune in them."""
    from tests.scenes import SCENES  # noqa: PLC0415  the scale is set before Qt is loaded

    for scene in SCENES:
        scene(camera, database)


Scene = Callable[[Camera, Database], None]


def main(scale: str) -> None:
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme.apply(app)
    translations.install(app)
    out = ROOT / ("docs/screenshots" if scale == "100" else f"build/screenshots/{scale}")
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with station(folder) as database, opened(database, folder, SIZES[scale], out) as camera:
            filled(camera, database)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        at_the_door(folder, SIZES[scale], out)
        with station(folder, 0) as database, opened(database, folder, SIZES[scale], out) as camera:
            camera.at("today", "today-first")
            camera.at("people", "people-empty")
            camera.at("households", "households-empty")


def at_the_door(folder: Path, size: tuple[int, int], out: Path) -> None:
    """Before anybody has signed in: a new PC, its founding, and the accounts of a station."""
    place = folder / "new"
    program = _Rehearsal(place, clock=CLOCK, cost=FLOOR, sync=False)
    program.window.resize(*size)
    program.window.show()
    camera = Camera(program.window, out)
    program.start()
    camera.take("first-run")
    program._found()
    camera.take("founding")
    home.found(place, code="99001", name="Trạm Y tế xã Mường Hoa", login="hanh", password="nui cao bon mua",
               full_name="YS. Lò Thị Hạnh", cost=FLOOR)  # fmt: skip
    program.ask_who()
    camera.take("signin")
    program._forgotten("hanh")
    camera.take("forgotten")
    page = program.window._cover
    assert isinstance(page, Forgotten)
    page.show_paper()
    camera.take("forgotten-paper")
    program.ask_who()
    accounts(program, camera, place)
    program.close()


def accounts(program: "_Rehearsal", camera: Camera, place: Path) -> None:
    """The head's pages of accounts, one's own, and the first sign-in of somebody new."""
    database = home.unlock(place, "hanh", "nui cao bon mua", cost=FLOOR, clock=CLOCK)
    vault = Vault.open(place, parameters=FLOOR)
    made = [
        staff.open_account(database, vault, {"name": name, "login": login, "role": role})
        for name, login, role in (
            ("Nguyễn Thị Hồng Nhung", "nhung", "nurse"),
            ("H'Yuôm Niê Kdăm Buôn Krông", "yuom", "physician"),
            ("Vàng A Tin", "tin", "it"),
        )
    ]
    staff.add_user(database, {"name": "Thạch Sô Phia", "login": "phia", "role": "pharmacist"})
    program.open(database)
    for address, name in (
        ("accounts", "accounts"),
        ("accounts/new", "account-new"),
        (f"accounts/{made[0].user}", "account"),
        ("access", "access"),
        ("account", "account-mine"),
        ("account/password", "account-password"),
        ("account/pin", "account-pin"),
        ("account/phone", "account-phone"),
        ("keys", "keys"),
    ):
        camera.at(address, name)
    program.change_key()
    camera.take("key-change")
    program.window.uncover()
    program.door.set_pin("4826")
    program.lock()
    camera.take("signin-pin")
    program.door._ask_new(program.window, "nhung", made[0].first_password or "", "")
    camera.take("first-sign-in")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "100")
