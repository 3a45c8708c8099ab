"""Backups while somebody is signed in: looked at every minute, made beside the work, and on closing."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from station_app.app import drilling
from station_app.app.printing import Report, steps_of
from station_app.backups import service as backups
from station_app.backups.service import DrillRow, Made
from station_app.common.errors import Unavailable
from station_app.exchange import service as exchange
from station_app.shell.jobs import Job
from station_app.shell.work import Work
from station_app.store.audit import Action, note
from station_app.store.backup import contents
from station_app.store.database import Database
from station_app.store.label import BY_HAND, CLOSING, SCHEDULE

EVERY_MS = 60_000
AFTER_FAILURE = 30
"""Looks left out after a backup that failed: half an hour, and not the same failure every minute."""
IF_CUT = "Mất điện giữa chừng không hại gì: bản dở bị bỏ, các bản trước còn nguyên, sổ đang dùng không đổi."


class Keeper(QObject):
    """`changed` when there is something new to say of the backups. One backup at a time."""

    changed = Signal()

    def __init__(self, database: Database, work: Work) -> None:
        super().__init__()
        self._database, self._work = database, work
        self._job: Job | None = None
        self._leave_out = 0
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)

    @property
    def is_busy(self) -> bool:
        return self._job is not None

    def start(self) -> None:
        """From now until `close`; the first look follows at once."""
        self._timer.start()
        self._work.read(partial(backups.adopt, self._database), lambda _: self.look(), owner=self)

    def close(self) -> None:
        """No more looks; a backup that runs stops at the next safe place."""
        self._timer.stop()
        if self._job:
            self._job.cancel()

    def look(self) -> None:
        """Is one due? Asked off the GUI thread: it looks at disks."""
        if self._job or self._leave_out:
            self._leave_out = max(0, self._leave_out - 1)
            return
        asked = partial(backups.is_wanted, self._database, SCHEDULE)
        self._work.read(asked, lambda wanted: self.make(SCHEDULE) if wanted else None, owner=self)

    def make(self, reason: str = BY_HAND, done: Callable[[Made], object] | None = None) -> None:
        """Begin one beside the work; while one runs, a second press does nothing."""

        def ended(made: Made | Unavailable | None) -> None:
            if isinstance(made, Made) and done:
                done(made)

        if self._job is None:
            self._begin("Sao lưu", partial(self._made, reason), ended, quiet=reason == SCHEDULE)

    def make_on_closing(self, done: Callable[[Made | Unavailable | None], object]) -> Job:
        """The last one before the window closes; `done` also hears why it could not be made."""
        return self._begin("Sao lưu", partial(self._made, CLOSING), done, quiet=True)

    def drill(self, done: Callable[[DrillRow], object]) -> None:
        """Try the newest backup out, beside the work."""

        def run(report: Report) -> DrillRow:
            return drilling.drill(self._database, report=report)

        if self._job is None:
            self._begin("Diễn tập khôi phục", run, lambda row: done(row) if row else None)

    def wants_closing(self) -> bool:
        """Is there work since the last backup that should go along before the window closes?"""
        return not self._job and backups.is_wanted(self._database, CLOSING)

    def _made(self, reason: str, report: Report) -> Made:
        known = exchange.gateway_time(self._database)
        made = backups.make(self._database, reason, known=known, report=report)
        note(self._database, Action.BACKED_UP, entity="backup", detail=reason)
        return made

    def _begin(
        self,
        title: str,
        draw: Callable[[Report], Any],
        ended: Callable[[Any], object],
        *,
        quiet: bool = False,
    ) -> Job:
        """`quiet`: one that nobody asked for tells its failure to the record, the board and the bar alone."""

        def drawn(report: Report) -> Any:
            try:
                return draw(report)
            except Unavailable as trouble:
                self._leave_out = AFTER_FAILURE
                if quiet:
                    return trouble
                raise

        steps = steps_of(drawn, lambda: contents(self._database).total)
        job = self._job = self._work.job(title, steps, if_cut=IF_CUT, done=ended, owner=self)
        job.ended.connect(self._ended)
        return job

    def _ended(self) -> None:
        self._job = None
        self.changed.emit()
