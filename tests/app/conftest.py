"""A station that was founded, and its program waiting at the sign-in."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from station_app.app import home
from station_app.app.window import Program
from station_app.common.days import Clock
from station_app.households.service import register_household
from station_app.shell import theme, translations
from station_app.store.database import Database
from station_app.store.vault.slots import FLOOR
from tests.fingers import Fingers
from tests.households.families import family
from tests.stations import MovableClock

LOGIN, PASSWORD = "hanh", "nui cao bon mua"
CODE, NAME = "12345", "Trạm Y tế xã Mường Hoa"


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    if not qapp.property("dressed"):
        theme.apply(qapp)
        translations.install(qapp)
        qapp.setProperty("dressed", "yes")


@pytest.fixture
def fingers() -> Fingers:
    return Fingers()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A founded station with one family in it."""
    folder = tmp_path / "home"
    home.found(
        folder, code=CODE, name=NAME, login=LOGIN, password=PASSWORD, full_name="Lò Thị Hạnh", cost=FLOOR
    )
    database = home.unlock(folder, LOGIN, PASSWORD, cost=FLOOR, clock=MovableClock())
    register_household(database, {"hamlet": "Bản Dền"}, family(), confirmed_doubts=True)
    database.close()
    return folder


@contextmanager
def on_the_screen(
    qtbot: Any, place: Path, *, clock: Clock | None = None, sync: bool = False
) -> Iterator[Program]:
    """Started, and its window active; in the end closed, and its widgets thrown away: what a widget is
    connected to keeps it alive for ever, and each that lives makes the next window slower."""
    made = Program(place, clock=clock or MovableClock(), cost=FLOOR, sync=sync)
    with qtbot.waitActive(made.window):
        made.window.show()
        made.window.activateWindow()
    made.start()
    try:
        yield made
    finally:
        made.close()
        made.window.close()
        for one in (made.window, made):
            one.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def program(qtbot, place: Path) -> Iterator[Program]:
    """At the sign-in, on the screen, in the active window; the line to the province is left alone."""
    with on_the_screen(qtbot, place) as made:
        yield made


@pytest.fixture
def signed_in(program: Program, fingers: Fingers) -> Program:
    fingers.type(PASSWORD)
    fingers.press("Enter")
    fingers.until(lambda: program.window.here == "today" and program.database, "the home board")
    return program


def database_of(program: Program) -> Database:
    assert program.database is not None
    return program.database
