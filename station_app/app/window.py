"""The program a nurse starts: sign-in, the window with its rooms, the lock, and leaving in good order."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication

from station_app.app import account_rooms, home, keys_screen, noting, restoring
from station_app.app.closing import ClosingPage
from station_app.app.compose import compose
from station_app.app.counting import Counting
from station_app.app.door import Arrival, Door
from station_app.app.founding import Founding
from station_app.app.going_back import GoingBack
from station_app.app.keeping import Keeper
from station_app.app.key_desk import KeyChange, StationWays, forgotten
from station_app.app.keys_screen import KeysScreen
from station_app.app.opening import note_opened, refuse_unopenable
from station_app.app.opening_page import Ways, page_of
from station_app.app.sweeping import Sweeping
from station_app.backups.screen import ADDRESS as BACKUPS
from station_app.common.days import Clock, SystemClock
from station_app.common.errors import Unavailable
from station_app.exchange.worker import Exchanger
from station_app.shell import fault, theme, translations
from station_app.shell.clipboard import ClipboardWatch
from station_app.shell.signin import FirstRun
from station_app.shell.widgets import Action
from station_app.shell.window import Window
from station_app.shell.work import Work
from station_app.staff import service as staff
from station_app.store import policy
from station_app.store.alone import Alone, other_window
from station_app.store.audit import Action as Deed
from station_app.store.database import Changes, Database
from station_app.store.policy import Policy
from station_app.store.unsealing import open_all
from station_app.store.vault import Argon

_SIGNS_OF_LIFE = (
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
)


def open_window(place: Path) -> int:
    """Opens the station in `place` on the screen; returns when the window is closed."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("Trạm")
    theme.apply(app)
    translations.install(app)
    program = Program(place)
    fault.install(program.show_fault)
    app.aboutToQuit.connect(program.close)
    program.start()
    program.window.showMaximized()
    return app.exec()


class Program(QObject):
    """One station's window from sign-in to closing. `sync=False` leaves the line to the province
    and the schedule of backups alone."""

    def __init__(
        self, place: Path, *, clock: Clock | None = None, cost: Argon | None = None, sync: bool = True
    ) -> None:
        super().__init__()
        self._place, self._clock, self._cost, self._sync = place, clock or SystemClock(), cost, sync
        self._leaving = False
        self._alone = Alone(place)
        self._waiting: Database | None = None
        self._sweeping = Sweeping(self)
        self._sweeping.start()
        self.clipboard = ClipboardWatch(self)
        self.work = Work()
        self.database: Database | None = None
        self.exchanger: Exchanger | None = None
        self.keeper: Keeper | None = None
        self._counting: Counting | None = None
        self._lasting: list[Callable[[Changes], None]] = []
        """Those who listen to the file whoever works; a window's own go with it."""
        self.door = Door(place, self.work, self._clock, cost)
        self.door.came.connect(self._entered)
        self.door.resumed.connect(self._go_on)
        self.door.forgot.connect(self._forgotten)
        self.key_change: KeyChange | None = None
        self.window = self._new_window()
        self._idle = QTimer(self, singleShot=True)
        self._idle.timeout.connect(partial(self.lock, "idle"))
        self._noting = QTimer(self, interval=noting.EVERY_SECONDS * 1_000)
        self._noting.timeout.connect(self._write_log)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusWindowChanged.connect(self._watch_window)

    def start(self) -> None:
        """What stands in the window first: the sign-in, a new PC's one next step, or what is the matter."""
        if self._waiting:
            self._waiting.close()
            self._waiting = None
        if not self._alone.take():
            self._tell(other_window())
            return
        try:
            home.put_in_place(self._place)
            refuse_unopenable(self._place)
        except Unavailable as trouble:
            self._tell(trouble)
            return
        if home.station_name(self._place) is None:
            self.window.cover(FirstRun(Action("Tạo sổ của trạm", self._found, "Ctrl+Return", "plus")))
        else:
            self.ask_who()

    def ask_who(self) -> None:
        """Cover everything until somebody signs in; what was being typed stays behind the cover."""
        try:
            self.door.ask(self.window)
        except Unavailable as trouble:
            self._tell(trouble)

    def show_fault(self, error: BaseException) -> None:
        """On whichever window stands now: another person may have signed in since."""
        self.window.show_fault(error)

    def lock(self, why: str = "") -> None:
        """Drafts are kept first, so that another person may sign in."""
        if self.database is not None:
            self._keep_drafts()
            self.work.run(partial(noting.left, self.database, Deed.LOCKED, why))
            self._idle.stop()
            self.clipboard.forget()
            self.database.seals.close_glass()
            self.ask_who()

    def close(self) -> None:
        """Keeps drafts, ends the rounds and the writes that were begun, closes the file."""
        self._keep_drafts()
        self._noting.stop()
        if self.keeper:
            self.keeper.close()
        if self.exchanger:
            self.exchanger.close()
        self.work.close()
        if self.database:
            noting.left(self.database, Deed.SIGNED_OUT)
            self.database.close()
        self.database = self.door.database = self.exchanger = self.keeper = None
        if self._waiting:
            self._waiting.close()
        self._alone.leave()
        self._sweeping.stop()
        self.clipboard.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _SIGNS_OF_LIFE and self._idle.isActive():
            self._idle.start()
        return self.clipboard.copy_from(event)

    def change_key(self) -> None:
        if self.database is not None:
            self._keep_drafts()
            self.key_change = KeyChange(self, self._place, self._cost)

    def _forgotten(self, login: str) -> None:
        forgotten(self, StationWays(self._place, self._cost, self._clock), self._place, login)

    def _new_window(self) -> Window:
        made = Window(self.work, self._clock)
        made.top.lock_wanted.connect(self.lock)
        made.may_close = self._may_close
        return made

    def _may_close(self) -> bool:
        """A backup first, where there is work that none holds yet; a second press closes at once."""
        if self._leaving or not self._sync or self.keeper is None or not self.keeper.wants_closing():
            return True
        self._keep_drafts()
        self._leaving = True
        self.window.cover(ClosingPage(self.keeper, self._leave))
        return False

    def _leave(self) -> None:
        self._leaving = True
        self.window.close()

    def _tell(self, trouble: Unavailable, go_on: Callable[[], object] | None = None) -> None:
        """What is the matter, and the one next step; `go_on` where work may go on all the same."""
        page = page_of(trouble, self._place, Ways(self.start, self._go_back, self._bring_keys, go_on))
        self.window.cover(page)
        page.begin()

    def _bring_keys(self, backup: Path) -> None:
        bring = partial(restoring.bring_keys, self._place, backup, self._clock)
        self.work.run(bring, lambda _: self.start(), owner=self)

    def _go_back(self) -> None:
        """Back to a backup: no file may be open meanwhile, and afterwards somebody signs in anew."""
        self.end_session()
        clock, cost = self._clock, self._cost
        page = GoingBack(
            self.work,
            self._place,
            lambda *what: restoring.restore(self._place, *what, cost=cost, clock=clock),
        )
        page.left.connect(self.start)
        page.done.connect(self.start)
        self.window.cover(page)
        page.begin()

    def end_session(self) -> None:
        """Whoever works here has signed out: the file is closed, and the next window is a new one."""
        if self.database is None:
            return
        self._keep_drafts()
        self._idle.stop()
        self._noting.stop()
        for part in (self.keeper, self.exchanger):
            if part:
                part.close()
        self.work.run(partial(_sign_out, self.database))
        self.database = self.door.database = self.exchanger = self.keeper = None
        self._show_another_window()

    def _entered(self, came: Arrival) -> None:
        """The same person goes on where they were; another begins in a window of their own."""
        database = came.database
        if database is None:
            assert came.trouble is not None
            self._tell(came.trouble)
            return
        if self.database is None:
            if came.trouble:
                self._wait_for_a_word(database, came.trouble)
            else:
                self._begin(database)
                self.door.advise(self.window, came)
            return
        same = self.database.author.user == database.author.user
        if not same:
            noting.left(self.database, Deed.SIGNED_OUT)
        author, private = database.author, database.private
        database.close()
        self.database.acting(author, private)
        if not same:
            self.door.drop()
            self._change_hands()
        self._go_on()
        self.door.advise(self.window, came)

    def _go_on(self) -> None:
        self.window.uncover()
        self._bring_typing()
        self._idle.start()

    def _wait_for_a_word(self, database: Database, trouble: Unavailable) -> None:
        """Signed in, and something is strange: whoever reads it decides whether to go on."""
        self._waiting = database
        self._tell(trouble, partial(self._begin, database))

    def _begin(self, database: Database) -> None:
        self._waiting = None
        self.work.run(partial(note_opened, database, self._place))
        self.database = self.door.database = database
        self._lasting = list(database.listeners)
        self._counting = Counting(database, self._place)
        self.exchanger = Exchanger(database, self.work)
        self.exchanger.told.connect(self._count_idle)
        self.keeper = Keeper(database, self.work)
        self.keeper.changed.connect(self.exchanger.look)
        self._furnish()
        self.window.uncover()
        self.window.go("today")
        self.work.read(partial(open_all, database))
        self._idle.start()
        self._noting.start()
        QTimer.singleShot(noting.TIDY_AFTER_SECONDS * 1_000, self, self._tidy_log)
        if self._sync and not database.frozen:
            self.exchanger.start()
            self.keeper.start()
        else:
            self.exchanger.look()

    def _change_hands(self) -> None:
        assert self.database is not None
        self.database.listeners[:] = self._lasting
        self._show_another_window(self._furnish)
        self.window.go("today")

    def _show_another_window(self, furnish: Callable[[], object] = lambda: None) -> None:
        old, size, shown = self.window, self.window.size(), self.window.isVisible()
        self.window = self._new_window()
        self.window.resize(size)
        furnish()
        if shown:
            self.window.show()
            self.window.setWindowState(old.windowState())
            self.window.activateWindow()
        old.hide()
        old.deleteLater()

    def _furnish(self) -> None:
        assert self.database is not None
        assert self.exchanger is not None
        self._obey(policy.current(self.database))
        station = self.database.station()
        self.window.set_station(station.name, station.point_name)
        assert self.keeper is not None
        compose(self.window, self.database, self.exchanger, self.keeper, self._go_back)
        keys = partial(KeysScreen, database=self.database, change_key=self.change_key)
        self.window.register(keys_screen.ADDRESS, keys)
        noting.watch(self.window, self.database)
        me = self.database.author.user
        name = staff.name_of(self.database, [me]).get(me, "Tài khoản")
        places = account_rooms.furnish(
            self.window, self.database, self._place, self.door, cost=self._cost, clock=self._clock
        )
        saving = Action("Sao lưu", partial(self.window.go, BACKUPS), icon="disk")
        actions = [*places, saving, Action("Khoá, đổi người làm việc", self.lock, icon="lock")]
        if staff.may(self.database, staff.Right.READ_AUDIT):
            actions.append(Action("Nhật ký truy cập", partial(self.window.go, "audit"), icon="history"))
        actions.append(Action("Khóa của trạm", partial(self.window.go, keys_screen.ADDRESS), icon="key"))
        self.window.set_account(name, actions)

    def _tidy_log(self) -> None:
        if self.database is not None:
            self.work.run(partial(noting.tidy, self.database))

    def _write_log(self) -> None:
        """Pages looked at are on the disk within seconds also where nobody saves anything."""
        if self.database is not None and len(self.database.audit):
            self.work.run(partial(noting.write_waiting, self.database))

    def _obey(self, terms: Policy) -> None:
        self._idle.setInterval(terms.lock_minutes * 60_000)
        self.clipboard.forget_after(terms.clipboard_seconds)

    def _count_idle(self) -> None:
        if self._counting is not None and self._counting.is_due():
            self.work.run(self._counting.count)

    def _watch_window(self, window: QWindow | None) -> None:
        """Keys and the mouse come to the window before its parts. A filter on the whole program would hand
        every one of a screen's thousand events to Python, a fifth of the time it takes to open."""
        if window is not None:
            window.installEventFilter(self)

    def _bring_typing(self) -> None:
        if self.window.shown:
            self.window.shown.setFocus()
            self.window.shown.focusNextChild()

    def _keep_drafts(self) -> None:
        if self.window.shown and self.database is not None:
            self.window.shown.keep_typed()
            self.window.shown.leaving()

    def _found(self) -> None:
        found = partial(home.found, self._place, cost=self._cost, clock=self._clock)
        page = Founding(self.work, found, self._clock)
        page.done.connect(self.ask_who)
        self.window.cover(page)
        page.begin()


def _sign_out(database: Database) -> None:
    """Behind the saves that were begun, and before what is done with the file next."""
    noting.left(database, Deed.SIGNED_OUT)
    database.close()
