"""A child process: the `station` command itself, until its sign-in and then its home board are painted."""

import json
import os
import sys
import traceback
from time import monotonic

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from station_app.cli import main
from station_app.shell.signin import SignIn
from station_app.shell.window import Window
from tests.benchmarks.painting import Painted, settled, wait_until


class Watcher(QObject):
    """Runs inside the command's own event loop: waits for its sign-in, signs in, waits for the home board."""

    def __init__(self, app: QApplication, began: float, password: str) -> None:
        super().__init__()
        self.app, self.began, self.password = app, began, password
        self.painted: Painted | None = None
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt calls it so
        if self.painted is None and isinstance(watched, Window) and event.type() == QEvent.Type.Show:
            self.painted = Painted(watched)
            self.app.removeEventFilter(self)
            QTimer.singleShot(0, lambda: self.watch_over(watched))
        return False

    def watch_over(self, window: Window) -> None:
        try:
            print(json.dumps(self.watched(window)), flush=True)
        except Exception:
            traceback.print_exc()
            os._exit(1)
        window.close()
        QApplication.quit()

    def watched(self, window: Window) -> dict[str, float]:
        """Milliseconds to the sign-in, and from its Enter to the home board."""
        assert self.painted is not None
        to_sign_in = settled(self.painted, self.began)
        door = window.findChild(SignIn)
        assert isinstance(door, SignIn)
        door.password.setText(self.password)
        entered = monotonic()
        door.submit()
        wait_until(lambda: window.here == "today")
        to_home = settled(self.painted, entered, quiet=1.0)
        return {"sign_in": to_sign_in * 1000, "home": to_home * 1000}


def run(place: str, began: float, password: str) -> int:
    app = QApplication(sys.argv[:1])
    app.setCursorFlashTime(0)
    watcher = Watcher(app, began, password)
    code = main(["--home", place])
    watcher.deleteLater()
    return code


if __name__ == "__main__":
    sys.exit(run(sys.argv[1], float(sys.argv[2]), sys.argv[3]))
