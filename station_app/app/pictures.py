"""Pictures of the main screens, for a demo on a machine without a display."""

import os
import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from station_app.app.window import Program
from station_app.shell import theme, translations
from station_app.shell.signin import SignIn

SIZE = QSize(1366, 768)
_PATIENCE_SECONDS = 20.0
_QUIET_SECONDS = 1.0


def without_display() -> None:
    """Draw into memory: must be called before the first Qt object is made."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"


def take(place: Path, password: str, addresses: Sequence[tuple[str, str]], folder: Path) -> list[Path]:
    """Signs in to the station in `place` and saves a picture of each (name, address); returns the files."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app)
    translations.install(app)
    folder.mkdir(parents=True, exist_ok=True)
    program = Program(place, sync=False)
    program.start()
    program.window.resize(SIZE)
    program.window.show()
    taken = [_grab(app, program, folder / "00-dang-nhap.png")]
    _sign_in(app, program, password)
    for number, (name, address) in enumerate(addresses, 1):
        program.window.go(address)
        taken.append(_grab(app, program, folder / f"{number:02d}-{name}.png"))
    program.close()
    return taken


def _sign_in(app: QApplication, program: Program, password: str) -> None:
    door = program.window.findChild(SignIn)
    assert door is not None
    door.password.setText(password)
    door.submit()
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while program.database is None and time.monotonic() < deadline:
        app.processEvents()
        time.sleep(0.01)
    if program.database is None:
        raise TimeoutError(door.message)


def _grab(app: QApplication, program: Program, path: Path) -> Path:
    """The picture once nothing has arrived from the readers for a while."""
    quiet = time.monotonic() + _QUIET_SECONDS
    while time.monotonic() < quiet:
        app.processEvents()
        time.sleep(0.01)
    program.window.grab().save(str(path))
    return path
