"""Everything slow happens off the GUI thread, and every way it may fail is decided here.

`write` operations go one after another on one thread, `read` operations to a small pool; `run` is `write`.
Results arrive on the GUI thread, and are dropped when their owner is gone.
A `Refused` goes to `failed`, or to the notices; an `Unavailable` to the notices; anything else is our bug
and goes to the fault page.
"""

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from station_app.common.errors import Refused, Unavailable, Waiting
from station_app.shell.jobs import Job, Steps

Op = Callable[[], Any]
Done = Callable[[Any], object]
Failed = Callable[[Refused], object]


@dataclass(frozen=True)
class _Errand:
    op: Op
    done: Done | None
    failed: Failed | None
    after: Callable[[], object] | None
    owner: QObject | None
    is_current: Callable[[], bool]

    @property
    def is_wanted(self) -> bool:
        return (self.owner is None or isValid(self.owner)) and self.is_current()


class Work(QObject):
    """The threads behind the window. One per signed-in station; `close()` waits for what was begun."""

    refused = Signal(object)
    unavailable = Signal(object)
    faulted = Signal(object)
    jobs_changed = Signal()
    _arrived = Signal(object)

    def __init__(self, readers: int = 2) -> None:
        super().__init__()
        self.jobs: list[Job] = []
        self._writer = ThreadPoolExecutor(1, "writer")
        self._readers = ThreadPoolExecutor(readers, "reader")
        self._long = ThreadPoolExecutor(2, "job")
        self._lanes: dict[str, int] = {}
        self._closed = False
        self._arrived.connect(self._deliver)

    def run(
        self,
        op: Op,
        done: Done | None = None,
        failed: Failed | None = None,
        owner: QObject | None = None,
        after: Callable[[], object] | None = None,
    ) -> None:
        """Write: `op()` on the writer thread, then `done(result)` or `failed(refused)`; always `after()`."""
        self._send(self._writer, _Errand(op, done, failed, after, owner, lambda: True))

    write = run

    def read(
        self,
        op: Op,
        done: Done | None = None,
        failed: Failed | None = None,
        owner: QObject | None = None,
        after: Callable[[], object] | None = None,
    ) -> None:
        """Like `run`, for an operation that only reads: it never waits behind a write."""
        self._send(self._readers, _Errand(op, done, failed, after, owner, lambda: True))

    def run_latest(
        self,
        lane: str,
        op: Op,
        done: Done,
        owner: QObject | None = None,
    ) -> None:
        """Read, and deliver only if nothing newer was asked in the lane; what was overtaken is not begun."""
        ticket = self._lanes[lane] = self._lanes.get(lane, 0) + 1

        def is_current() -> bool:
            return self._lanes[lane] == ticket

        self._send(self._readers, _Errand(op, done, None, None, owner, is_current))

    def job(
        self,
        title: str,
        steps: Steps,
        *,
        unit: str = "bản ghi",
        if_cut: str = "Mất điện giữa chừng cũng không mất gì; mở lại sẽ làm tiếp từ chỗ dở.",
        done: Done | None = None,
        failed: Failed | None = None,
        owner: QObject | None = None,
    ) -> Job:
        """Long work: a generator yielding `Progress` where it may stop; its return value goes to `done`."""
        job = Job(title, unit, if_cut)
        self.jobs.append(job)
        self.jobs_changed.emit()
        errand = _Errand(partial(job.run, steps), done, failed, partial(self._end, job), owner, lambda: True)
        self._send(self._long, errand)
        return job

    def soon(self, call: Callable[[], object]) -> None:
        """Call on the GUI thread, from any thread; how the database's listeners reach the screens."""
        if not self._closed:
            self._arrived.emit(call)

    def close(self) -> None:
        """Finish the writes that were begun, forget the rest, deliver nothing more."""
        self._closed = True
        for job in self.jobs:
            job.cancel()
        self._writer.shutdown(wait=True)
        for pool in (self._readers, self._long):
            pool.shutdown(wait=True, cancel_futures=True)

    def report(self, error: BaseException, failed: Failed | None = None) -> None:
        """The one place where an error's way is chosen."""
        match error:
            case Refused():
                failed(error) if failed else self.refused.emit(error)
            case Waiting():
                self.refused.emit(Refused(error.reason, code=error.code))
            case Unavailable():
                self.unavailable.emit(error)
            case _:
                self.faulted.emit(error)

    def _send(self, pool: Executor, errand: _Errand) -> None:
        if not self._closed:
            pool.submit(self._do, errand)

    def _do(self, errand: _Errand) -> None:
        if not errand.is_current():
            return
        try:
            result = errand.op()
        except BaseException as error:  # whatever it is, the GUI thread decides, in report()
            self.soon(partial(self._settle_failure, errand, error))
        else:
            self.soon(partial(self._settle, errand, result))

    def _settle(self, errand: _Errand, result: Any) -> None:
        if errand.after and (errand.owner is None or isValid(errand.owner)):
            errand.after()
        if errand.done and errand.is_wanted:
            errand.done(result)

    def _settle_failure(self, errand: _Errand, error: BaseException) -> None:
        if errand.after and (errand.owner is None or isValid(errand.owner)):
            errand.after()
        if errand.is_wanted:
            self.report(error, errand.failed)
        elif not isinstance(error, Refused):
            self.report(error)

    def _deliver(self, call: Callable[[], object]) -> None:
        if not self._closed:
            call()

    def _end(self, job: Job) -> None:
        self.jobs.remove(job)
        job.finish()
        self.jobs_changed.emit()
