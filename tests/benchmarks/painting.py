"""When the window has really been painted: noticed from outside, without asking the product to tell."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

QUIET_SECONDS = 0.3
"""Without a paint, and with an idle processor, for so long nothing more is coming."""
_BUSY_SHARE = 0.4
_PAINTS = (QEvent.Type.Paint, QEvent.Type.UpdateRequest)


class Painted(QObject):
    """Notes when the last paint of a widget, or of a whole window, had reached the screen, and the processor
    time this process had `spent` by then."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__()
        self.last = 0.0
        self.spent = 0.0
        self.on_paint: Callable[[], object] = lambda: None
        self._pending = False
        self._watched = watched
        watched.installEventFilter(self)

    def stop(self) -> None:
        self._watched.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt calls it so
        if event.type() in _PAINTS and not self._pending:
            # The event has yet to be handled; a timer of nothing runs after it was.
            self._pending = True
            QTimer.singleShot(0, self._note)
        return False

    def _note(self) -> None:
        self._pending = False
        QGuiApplication.sync()
        self.last, self.spent = time.monotonic(), time.process_time()
        self.on_paint()


def wait_until(is_so: Callable[[], bool], seconds: float = 20.0) -> None:
    """Runs the event loop until then."""
    loop = QEventLoop()
    deadline = time.monotonic() + seconds

    def look() -> None:
        if is_so():
            loop.exit(0)
        elif time.monotonic() > deadline:
            loop.exit(1)

    timer = QTimer(interval=10)
    timer.timeout.connect(look)
    timer.start()
    if loop.exec():
        raise TimeoutError("the window did not get there")


def settled(painted: Painted, since: float, quiet: float = QUIET_SECONDS) -> float:
    """Waits until the window has nothing more to paint and nobody works; returns seconds from `since` to the
    end of the last paint."""
    looked, spent = time.monotonic(), time.process_time()

    def is_quiet() -> bool:
        nonlocal looked, spent
        now = time.monotonic()
        if now - looked < quiet:
            return False
        idle = time.process_time() - spent < _BUSY_SHARE * (now - looked)
        looked, spent = now, time.process_time()
        return idle and painted.last >= since and now - painted.last >= quiet

    wait_until(is_quiet)
    return painted.last - since
