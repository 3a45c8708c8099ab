"""Long work as the nurse sees it: how many records are done, how many minutes are left, and a way to stop."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Event
from time import monotonic
from typing import Any

from PySide6.QtCore import QObject, Signal


@dataclass(frozen=True)
class Progress:
    """`done` of `total` records; yielded wherever the work may safely stop."""

    done: int
    total: int


Steps = Callable[[], Iterator[Progress]]


class Job(QObject):
    """One long piece of work, listed in the bottom bar until it ends; progress never goes back."""

    changed = Signal()
    ended = Signal()
    _advanced = Signal(int, int)

    def __init__(self, title: str, unit: str, if_cut: str, clock: Callable[[], float] = monotonic) -> None:
        super().__init__()
        self.title = title
        self.unit = unit
        self.if_cut = if_cut
        self.done = 0
        self.total = 0
        self.state = "running"
        self._clock = clock
        self._started = clock()
        self._stop = Event()
        self._advanced.connect(self._advance)

    @property
    def words(self) -> str:
        """As in “1.240/8.000 hồ sơ · còn khoảng 3 phút”."""
        if self.state == "stopping":
            return "đang dừng ở chỗ an toàn"
        if not self.total:
            return "đang chuẩn bị"
        return f"{thousands(self.done)}/{thousands(self.total)} {self.unit}{self._left()}"

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total if self.total else 0

    def cancel(self) -> None:
        """Stop at the next safe place; what is done stays done."""
        self._stop.set()
        self.state = "stopping"
        self.changed.emit()

    def run(self, steps: Steps) -> Any:
        """Walk the steps on the calling thread; the generator's return value is the job's result."""
        walk = steps()
        try:
            while not self._stop.is_set():
                step = next(walk)
                self._advanced.emit(step.done, step.total)
        except StopIteration as end:
            return end.value
        walk.close()  # type: ignore[attr-defined]
        return None

    def finish(self) -> None:
        self.state = "stopped" if self._stop.is_set() else "ended"
        self.ended.emit()

    def _advance(self, done: int, total: int) -> None:
        self.done, self.total = max(self.done, done), max(self.total, total)
        self.changed.emit()

    def _left(self) -> str:
        spent = self._clock() - self._started
        if not self.done or spent < 2:
            return ""
        minutes = spent * (self.total - self.done) / self.done / 60
        return " · còn chưa tới 1 phút" if minutes < 1 else f" · còn khoảng {round(minutes)} phút"


def thousands(number: int) -> str:
    """As Vietnamese writes it: 8.000."""
    return f"{number:,}".replace(",", ".")
