"""What a window hears from those who outlive it: the file, the rounds with the province, the backups."""

from functools import partial

from PySide6.QtCore import QObject

from station_app.app.badge import Badge
from station_app.app.keeping import Keeper
from station_app.app.status import backups_of, segments
from station_app.app.today import Today
from station_app.backups.screen import BackupsScreen
from station_app.common.errors import Unavailable
from station_app.exchange import service as exchange
from station_app.exchange.screen import desk
from station_app.exchange.screen.quarantine import QuarantineDesk
from station_app.exchange.screen.warehouse import WarehouseScreen
from station_app.exchange.service import LineState
from station_app.exchange.worker import Exchanger
from station_app.shell.window import Window
from station_app.store.database import Changes, Database


class Listening(QObject):
    """A child of the window: what it is connected to ends with it. A plain function would be kept by the
    connection, and with it the window of everybody who ever worked here."""

    def __init__(self, window: Window, database: Database, exchanger: Exchanger, keeper: Keeper) -> None:
        super().__init__(window)
        self._window, self._database, self._exchanger = window, database, exchanger
        self._badge = Badge(database)
        exchanger.told.connect(self._told)
        keeper.changed.connect(self._backups_changed)
        database.listeners.append(self._changed)

    def _told(self, state: LineState, trouble: Unavailable | None) -> None:
        window, database = self._window, self._database
        window.work.read(
            lambda: (exchange.clock_drift(database), backups_of(database)),
            lambda known: window.set_status(segments(state, known[0], known[1], trouble, database.frozen)),
            owner=window,
        )
        window.work.run_latest("badge", partial(self._badge.count, state), self._show_badge, owner=window)
        if isinstance(window.shown, Today | QuarantineDesk | WarehouseScreen):
            window.shown.load()

    def _show_badge(self, count: int) -> None:
        self._window.set_badge(desk.ADDRESS, count)

    def _backups_changed(self) -> None:
        if isinstance(self._window.shown, BackupsScreen):
            self._window.shown.load()

    def _changed(self, changes: Changes) -> None:
        """On the thread of whoever wrote."""
        self._badge.changed(changes)
        self._window.tell_changes(changes)
        self._window.work.soon(self._exchanger.saved)
