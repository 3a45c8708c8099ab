"""Runs rounds beside the nurse's work: after a save, every few minutes, and again when the line failed."""

import random
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from station_app.common.errors import Refused, Unavailable
from station_app.exchange import service
from station_app.exchange.neighbours import Neighbours
from station_app.shell.work import Work
from station_app.store.database import Database
from sync import retry

EVERY_SECONDS = 5 * 60.0
AFTER_SAVE_SECONDS = 3.0
"""A dose and its stock, saved one after the other, go in one round."""


class Exchanger(QObject):
    """One per signed-in station. `told(LineState, trouble)` comes after every round and every save."""

    told = Signal(object, object)

    def __init__(self, database: Database, work: Work) -> None:
        super().__init__()
        self._database, self._work = database, work
        self.neighbours = Neighbours(database, lambda bug: work.soon(partial(work.report, bug)))
        self._thread = ThreadPoolExecutor(1, "exchange")
        self._chance = random.Random()  # noqa: S311  spreads stations in time; nothing secret
        self._failures = 0
        self._running = False
        self._again = False
        self._closed = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.now)

    def start(self) -> None:
        """The first round comes soon after sign-in, when the window has settled."""
        self.look()
        self._timer.start(int(AFTER_SAVE_SECONDS * 1000))
        self.neighbours.start()

    def saved(self) -> None:
        """Something was written, here or by a round. Must be called on the GUI thread."""
        self.neighbours.saved()
        self._work.read(partial(service.line_state, self._database), self._send_soon, owner=self)

    def now(self) -> None:
        """A round at once; asked for while one runs, exactly one more follows."""
        if self._closed:
            return
        if self._running:
            self._again = True
            return
        self._running, self._again = True, False
        self._timer.stop()
        self._thread.submit(self._round)

    def look(self, trouble: Unavailable | None = None) -> None:
        """Tell how the line stands, without a round."""
        self._work.read(
            partial(service.line_state, self._database),
            lambda state: self.told.emit(state, trouble),
            owner=self,
        )

    def close(self) -> None:
        self._closed = True
        self._timer.stop()
        self.neighbours.close()
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _send_soon(self, state: service.LineState) -> None:
        """What came from others is no reason for another round; what is unsent is."""
        self.told.emit(state, None)
        if not state.unsent or self._closed:
            return
        if self._running:
            self._again = True
        elif self._failures == 0:
            self._timer.start(int(AFTER_SAVE_SECONDS * 1000))

    def _round(self) -> None:
        """On the exchange's own thread."""
        trouble: BaseException | None = None
        try:
            service.synchronise(self._database)
            self._database.fold_log()
        except (Refused, Unavailable) as error:
            trouble = error
        except Exception as error:  # our bug must be shown, not die with the thread
            trouble = error
        self._work.soon(partial(self._ended, trouble))

    def _ended(self, trouble: BaseException | None) -> None:
        self._running = False
        if self._closed:
            return
        match trouble:
            case None:
                self._failures = 0
                self._next(AFTER_SAVE_SECONDS if self._again else EVERY_SECONDS)
                self.look()
            case Refused():
                # Not enrolled: nothing to try until a person has done it.
                self.look()
            case Unavailable():
                self._failures += 1
                # Never sooner than a busy gateway asked for.
                after = getattr(trouble.__cause__, "after", 0.0)
                self._next(retry.wait(self._failures, self._chance, after))
                self.look(trouble)
            case _:
                self._next(EVERY_SECONDS)
                self._work.report(trouble)

    def _next(self, seconds: float) -> None:
        self._again = False
        self._timer.start(int(seconds * 1000))
