"""A child process: one nurse's session in the real window, timed from the key to the end of painting."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from station_app.app import summary
from station_app.app.window import Program
from station_app.shell import theme, translations
from station_app.shell.signin import SignIn
from tests.benchmarks.commune import PASSWORD
from tests.benchmarks.day import BenchmarkDay
from tests.benchmarks.figures import Samples
from tests.benchmarks.giving import doses, recorded
from tests.benchmarks.households import spread
from tests.benchmarks.painting import Painted, settled, wait_until
from tests.benchmarks.searching import mix

LONGEST_WAIT_MS = 5_000


class Session:
    """The program signed in, as the nurse has it before her."""

    def __init__(self, place: Path) -> None:
        app = QApplication(sys.argv[:1])
        app.setCursorFlashTime(0)
        theme.apply(app)
        translations.install(app)
        self.app = app
        self.program = Program(place, clock=BenchmarkDay(), sync=False)
        self.program.start()
        self.window = self.program.window
        self.window.show()
        self.window.activateWindow()
        self.painted = Painted(self.window)
        self._sign_in()

    def _sign_in(self) -> None:
        door = self.window.findChild(SignIn)
        assert door is not None
        wait_until(door.password.hasFocus)
        door.password.setText(PASSWORD)
        began = time.monotonic()
        QTest.keyClick(door.password, Qt.Key.Key_Return)
        wait_until(lambda: self.window.here == "today")
        settled(self.painted, began)

    def type_searches(self, rounds: int) -> dict[str, Any]:
        """Each letter of the mix: from the key event to the end of painting of the answer to it."""
        database = self.program.database
        assert database is not None
        search = self.window.top.search
        rows = Painted(search.list.viewport())
        taken: dict[str, Samples] = {}
        search.bring()
        wait_until(search.hasFocus)
        for turn in range(-1, rounds):
            for kind, texts in mix(database).items():
                for text in texts:
                    for letter in text:
                        samples = taken.setdefault(kind, Samples()) if turn >= 0 else Samples()
                        with samples.timing():
                            self._typed(letter, rows)
                    search.clear()
                    search.list.hide()
                    self.app.processEvents()
        return {kind: {"wall": one.wall, "cpu": one.cpu} for kind, one in taken.items()}

    def _typed(self, letter: str, rows: Painted) -> None:
        search = self.window.top.search
        loop = QEventLoop()
        expected = search.text() + letter
        is_answered = False

        def answered(text: str) -> None:
            nonlocal is_answered
            is_answered = text == expected.strip()

        rows.on_paint = lambda: loop.quit() if is_answered else None
        search.answered.connect(answered)
        late = QTimer(interval=LONGEST_WAIT_MS, singleShot=True)
        late.timeout.connect(loop.quit)
        late.start()
        QTest.keyClick(search, Qt.Key(ord(letter.upper())) if letter != " " else Qt.Key.Key_Space)
        loop.exec()
        search.answered.disconnect(answered)
        if not late.isActive():
            raise TimeoutError(f"no answer was painted for {expected!r}")

    def open_households(self, count: int) -> dict[str, list[float]]:
        """From the address to the last paint; a second pass of the same screen, as all day long."""
        database = self.program.database
        assert database is not None
        samples = Samples()
        for household in spread(database, count):
            began, spent = time.monotonic(), time.process_time()
            if not self.window.go(f"household/{household}"):
                raise RuntimeError("the window has no place for a household")
            wall = settled(self.painted, began)
            samples.add(wall * 1000, (self.painted.spent - spent) * 1000)
        return {"wall": samples.wall[2:], "cpu": samples.cpu[2:]}

    def whole_day(self, saves: int) -> dict[str, int]:
        """Searches, fifty households, doses, a printed summary, all in one process; then its peak memory."""
        database = self.program.database
        assert database is not None
        rested = _memory("VmRSS")
        self.type_searches(1)
        self.open_households(52)
        waiting = doses(database)
        for _ in range(saves):
            recorded(database, next(waiting))
        self.window.print_pdf(lambda: summary.household(database, spread(database, 1)[0]), "Hộ", "ho.pdf")
        settled(self.painted, time.monotonic() - 1, quiet=1.0)
        return {"rested": rested, "peak": _memory("VmHWM")}

    def close(self) -> None:
        self.program.close()


def _memory(name: str) -> int:
    """Kilobytes, of this process since it began (unlike ru_maxrss, which remembers who started it)."""
    for line in Path("/proc/self/status").read_text("utf-8").splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1])
    raise LookupError(name)


def main(place: Path, task: str, size: int) -> None:
    session = Session(place)
    tasks: dict[str, Callable[[int], Any]] = {
        "search": session.type_searches,
        "household": session.open_households,
        "memory": session.whole_day,
    }
    print(json.dumps(tasks[task](size)))
    session.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
