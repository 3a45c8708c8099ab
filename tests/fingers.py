"""Two fingers on a keyboard: every key goes to whatever has the focus in the active window, nothing else."""

from collections.abc import Callable
from functools import partial
from threading import Barrier

from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from station_app.shell.work import Work

PATIENCE_MS = 20_000
READERS = 2
HELD = {"Ctrl": Qt.KeyboardModifier.ControlModifier, "Alt": Qt.KeyboardModifier.AltModifier}


class Fingers:
    """Knows no widget by name: presses, types, and looks until something is seen."""

    @property
    def at(self) -> QWidget:
        """What the keys go to now."""
        window = QApplication.activeWindow()
        assert window is not None, "no window is active"
        holder = QApplication.focusWidget()
        return holder if holder is not None else window

    def press(self, keys: str) -> None:
        """One key with what is held, as in `Ctrl+K`, `Enter`, `Alt+Left`."""
        *held, key = keys.split("+")
        modifiers = Qt.KeyboardModifier.NoModifier
        for one in held:
            modifiers |= HELD[one]
        QTest.keyClick(self.at, QKeySequence(key.replace("Enter", "Return"))[0].key(), modifiers)  # type: ignore[index]

    def type(self, words: str) -> None:
        """What a Vietnamese typing tool commits; QTest's own keyClicks stops at letters with marks."""
        for sign in words:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign)
                QApplication.sendEvent(self.at, event)

    def rest(self, work: Work) -> None:
        """Until everything that was asked of the file has been answered, and what the answers asked too."""
        for _ in range(2):
            met: list[int] = []
            readers = Barrier(READERS)
            work.run(lambda: None, met.append)
            for _ in range(READERS):
                work.read(readers.wait, met.append)
            self.until(partial(_have_met, met), "rest")

    def until(self, seen: Callable[[], object], what: str = "") -> None:
        """Wait as a person waits: by looking."""
        for _ in range(PATIENCE_MS // 20):
            if seen():
                return
            wait(20)
        raise AssertionError(f"never seen: {what or seen}; the keys were at {self.at!r}")


def wait(milliseconds: int) -> None:
    """Lets the window live. QTest.qWait would hold Python's lock all the while: each statement that a thread
    behind the window runs would then take as long as one wait."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _have_met(met: list[int]) -> bool:
    return len(met) == READERS + 1
