"""Garbage is collected on the GUI thread alone: no other may throw away a widget or its timer."""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 10_000
NOW_AND_THEN = 12
"""Every so many sweeps goes through everything, which takes tens of milliseconds."""


class Sweeping(QObject):
    """From `start` to `stop` Python collects nothing by itself, on whichever thread it happens to be."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._times = 0
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.sweep)

    def start(self) -> None:
        gc.collect()
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        gc.enable()

    def sweep(self) -> None:
        self._times += 1
        gc.collect(2 if self._times % NOW_AND_THEN == 0 else 1)
