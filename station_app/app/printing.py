"""Work that reports by a callback becomes steps that a job walks: one thread draws, the other counts."""

from collections.abc import Callable, Generator
from queue import Queue
from threading import Event, Thread
from typing import Any

from station_app.shell.jobs import Progress, Steps

Report = Callable[[int], bool]
"""Hears how many are done and answers whether to go on."""


def steps_of(draw: Callable[[Report], Any], count: Callable[[], int]) -> Steps:
    """`draw(report)` runs on a thread of its own; its result is theirs. `count()` says of how many."""

    def walk() -> Generator[Progress, None, Any]:
        told: Queue[int | None] = Queue()
        stop = Event()
        outcome: list[Any] = []
        failed: list[BaseException] = []

        def report(done: int) -> bool:
            told.put(done)
            return not stop.is_set()

        def work() -> None:
            try:
                outcome.append(draw(report))
            except BaseException as error:  # told to whoever walks the steps
                failed.append(error)
            finally:
                told.put(None)

        total = count()
        drawing = Thread(target=work, name="printing")
        drawing.start()
        try:
            while (done := told.get()) is not None:
                yield Progress(done, total)
        finally:
            stop.set()
            drawing.join()
        if failed:
            raise failed[0]
        return outcome[0]

    return walk
