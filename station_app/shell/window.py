"""The frame around every screen: rooms, search, where I am, the line to the province; places by address."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from station_app.common.days import Clock
from station_app.shell.bottom import BottomBar, Segment
from station_app.shell.fault import FaultPage
from station_app.shell.heading import BACK_KEY, Heading
from station_app.shell.notices import Notices
from station_app.shell.preview import PdfPreview
from station_app.shell.rail import Rail, Room
from station_app.shell.screen import Address, Changes, Screen
from station_app.shell.search import SEARCH_KEY, Newcomer, Search
from station_app.shell.support import SupportPage
from station_app.shell.theme import SIZES
from station_app.shell.topbar import TopBar
from station_app.shell.widgets import Action, bind
from station_app.shell.work import Work

Factory = Callable[["Window"], Screen]
MOST_HISTORY = 50


class Window(QMainWindow):
    """Give it rooms (`add_room`), places (`register`), a search (`search_with`), then `go("today")`.

    A pattern is the beginning of an address, `*` standing for any one part; the longest that fits
    answers: `person/*/dose` before `person`. `tell_changes` may be called from any thread.
    """

    def __init__(self, work: Work, clock: Clock, version: str = "") -> None:
        super().__init__()
        self.work, self.clock, self.version = work, clock, version
        self._factories: dict[tuple[str, ...], Factory] = {}
        self._screens: dict[tuple[str, ...], Screen] = {}
        self.support: Callable[[], bytes] | None = None
        self.noted_fault: Callable[[BaseException], object] = lambda error: None
        self._history: list[tuple[str, str]] = []
        self._here = ""
        self.arrived: list[Callable[[Address], object]] = []
        """Told each place that was gone to, once its screen stands."""
        self.before_release: Callable[[str, str], object] = lambda _subject, _how: None
        """Runs off the GUI thread before anything leaves by printer or as a file."""
        # In the order in which Tab goes round.
        self.top = TopBar(work)
        self.rail = Rail(self.go)
        self.heading = Heading(self.back)
        self.stack = QStackedWidget()
        self.bottom = BottomBar(work, self.go)
        self._work_side = QWidget()
        self.notices = Notices(self._work_side)
        self.may_close: Callable[[], bool] = lambda: True
        """Asked when the window is to be closed: False where something must be done first."""
        self._cover: QWidget | None = None
        self._lay_out()
        self._listen()
        self.setMinimumSize(900, 500)
        self.resize(1366, 728)

    # What the app puts in

    def set_station(self, name: str, point: str = "") -> None:
        self.top.set_station(name, point)
        self.setWindowTitle(name)

    def set_account(self, name: str, actions: Sequence[Action] = ()) -> None:
        self.top.set_account(name, actions)

    def set_status(self, segments: Sequence[Segment]) -> None:
        self.bottom.set_segments(segments)

    def add_room(self, room: Room) -> None:
        self.rail.add(room)

    def set_badge(self, address: str, count: int) -> None:
        self.rail.set_badge(address, count)

    def search_with(self, search: Search, newcomer: Newcomer | None = None) -> None:
        self.top.search.connect_to(search, newcomer)

    def register(self, pattern: str, factory: Factory) -> None:
        """Screens under `pattern` are made by `factory(window)`, once, when first gone to."""
        self._factories[Address.parse(pattern).parts] = factory

    # Going about

    @property
    def here(self) -> str:
        return self._here

    @property
    def shown(self) -> Screen | None:
        """The screen now shown."""
        screen = self.stack.currentWidget()
        return screen if isinstance(screen, Screen) else None

    def go(self, address: str) -> bool:
        """Open a place and remember this one."""
        came_from = (self._here, self.shown.title if self.shown else "")
        if not self._open(address):
            return False
        if came_from[0] and came_from[0] != address:
            self._history = [*self._history, came_from][-MOST_HISTORY:]
        self._show_heading()
        return True

    def back(self) -> bool:
        if not self._history or not self._open(self._history[-1][0]):
            return False
        self._history.pop()
        self._show_heading()
        return True

    def reload(self) -> None:
        """Open the present place again."""
        if self.shown:
            self.shown.opened(Address.parse(self._here))

    def tell_changes(self, changes: Changes) -> None:
        """Something was saved: the shown screen refreshes itself, the others when they are next opened."""
        self.work.soon(partial(self._changed, changes))

    def cover(self, widget: QWidget) -> None:
        """Hide everything behind `widget` (the lock, the sign-in)."""
        self.uncover()
        self._cover = widget
        self._outer.addWidget(widget)
        self._outer.setCurrentWidget(widget)
        widget.setFocus()

    def uncover(self) -> None:
        if self._cover:
            self._outer.removeWidget(self._cover)
            self._cover.deleteLater()
            self._cover = None
            self._outer.setCurrentIndex(0)

    def print_pdf(self, make: Callable[[], bytes], title: str, file_name: str, subject: str = "") -> None:
        """Make a PDF off the GUI thread and show it, to be printed or saved."""
        self.work.read(
            make, lambda pdf: PdfPreview.open_for(self, pdf, title, file_name, subject), owner=self
        )

    def release(self, subject: str, how: str, go: Callable[[], object]) -> None:
        """What leaves is noted first: where that cannot be written, nothing leaves."""
        self.work.run(partial(self.before_release, subject, how), lambda _: go(), owner=self)

    def show_fault(self, error: BaseException) -> None:
        """Our own bug: the report is shown before it is saved."""
        self.noted_fault(error)
        page = FaultPage(error, self.version, self, self.show_support if self.support else None)
        page.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        page.open()

    def show_support(self) -> None:
        """What IT needs to help from afar, shown before it is saved."""
        if self.support is not None:
            self.work.read(self.support, self._show_support, owner=self)

    # Inside

    def _show_support(self, content: bytes) -> None:
        page = SupportPage(content, self)
        page.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        page.open()

    def _open(self, address: str) -> bool:
        place = Address.parse(address)
        fitting = [pattern for pattern in self._factories if place.matches(pattern)]
        if not fitting or (self.shown and not self._left(self.shown)):
            return False
        pattern = max(fitting, key=lambda one: (len(one), sum(part != "*" for part in one)))
        screen = self._screens.get(pattern) or self._make(pattern)
        self._here = address
        self.stack.setCurrentWidget(screen)
        self.rail.show_current(place.parts[0] if place.parts else "")
        screen.opened(place)
        self._bring_typing()
        for told in self.arrived:
            told(place)
        return True

    @staticmethod
    def _left(screen: Screen) -> bool:
        screen.keep_typed()
        return screen.leaving()

    def _bring_typing(self) -> None:
        """A screen that took no focus when it was opened gets it: a hidden one must not keep the keys."""
        holder = self.focusWidget()
        is_lost = holder is None or not holder.isVisible()  # type: ignore[redundant-expr]
        if self.shown and is_lost:
            self.shown.focusNextChild()

    def _make(self, pattern: tuple[str, ...]) -> Screen:
        screen = self._screens[pattern] = self._factories[pattern](self)
        screen.heading_changed.connect(lambda: self._show_heading() if self.shown is screen else None)
        self.stack.addWidget(screen)
        return screen

    def _show_heading(self) -> None:
        if self.shown:
            came_from = self._history[-1][1] if self._history else ""
            self.heading.show_screen(self.shown, came_from)

    def _changed(self, changes: Changes) -> None:
        if self.shown:
            self.shown.on_changes(changes)

    def _lay_out(self) -> None:
        side = QVBoxLayout(self._work_side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addWidget(self.heading)
        side.addWidget(self.notices.banners)
        side.addWidget(self.stack, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addWidget(self._work_side, 1)
        inside = QWidget()
        whole = QVBoxLayout(inside)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.top)
        whole.addLayout(middle, 1)
        whole.addWidget(self.bottom)
        self._outer = QStackedWidget()
        self._outer.addWidget(inside)
        self.setCentralWidget(self._outer)

    def _listen(self) -> None:
        self.top.search.chosen.connect(self.go)
        bind(SEARCH_KEY, self, self.top.search.bring)
        bind(BACK_KEY, self, self.back)
        self.work.refused.connect(self.notices.refuse)
        self.work.unavailable.connect(self.notices.trouble)
        self.work.faulted.connect(self.show_fault)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What nobody wanted to be typed is a scanned card, or a search begun without looking."""
        typed = event.text()
        plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        if plain and typed.strip() and typed.isprintable() and self._cover is None:
            self.top.search.bring(typed)
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.accept() if self.may_close() else event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rail.set_narrow(self.width() < SIZES.rail_breaks_at)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if (
            event.type() == QEvent.Type.ActivationChange
            and self.isActiveWindow()
            and self.focusWidget() is None
        ):
            self.rail.setFocus()
