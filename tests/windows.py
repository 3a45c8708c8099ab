"""A window on a real station for the tests of screens: driven by keys, waited for, never slept."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget

from station_app.shell import theme, translations
from station_app.shell.parts import PartOffer
from station_app.shell.screen import Address, Changes, Screen
from station_app.shell.widgets import Card
from station_app.shell.window import Window
from station_app.shell.work import Work
from station_app.store.database import Database

PATIENCE_MS = 15_000
"""Other work may hold the machine; a test only waits so long when something is broken."""


class Frame:
    """The window with what a test asks of it."""

    def __init__(self, window: Window, qtbot: Any) -> None:
        self.window, self._qtbot = window, qtbot

    def open(self, address: str, ready: Callable[[Any], object]) -> Any:
        """Go to a place and wait until its screen is ready."""
        assert self.window.go(address), address
        screen = self.window.shown
        self.until(lambda: ready(screen))
        return screen

    def until(self, met: Callable[[], object]) -> None:
        self._qtbot.waitUntil(lambda: bool(met()), timeout=PATIENCE_MS)

    @property
    def focus(self) -> QWidget:
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def press(self, *keys: Qt.Key, ctrl: bool = False, alt: bool = False) -> None:
        """Keys, each to whatever has the focus then."""
        held = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
        held = Qt.KeyboardModifier.AltModifier if alt else held
        for key in keys:
            QTest.keyClick(self.focus, key, held)

    def type(self, words: str) -> None:
        """Type what a Vietnamese keyboard can; QTest's own keyClicks stops at letters with marks."""
        for sign in words:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(self.focus, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign))

    @property
    def said(self) -> str:
        """The passing line at the foot."""
        toast = self.window.notices.toast
        return toast.words.text() if toast else ""

    @staticmethod
    def words(widget: QWidget) -> list[str]:
        """All that is written in a part of the window now."""
        return [
            label.text()
            for label in widget.findChildren(QLabel)
            if label.isVisibleTo(widget) and label.text()
        ]

    @staticmethod
    def cards(widget: QWidget) -> list[Card]:
        """What can be pressed there."""
        return [card for card in widget.findChildren(Card) if card.isVisibleTo(widget)]

    def undo(self) -> None:
        """Take back what was just saved, as soon as that is offered."""
        self.until(lambda: self.window.notices.toast)
        toast = self.window.notices.toast
        assert toast is not None
        toast.undo()


class Elsewhere(Screen):
    """Any other place of the program."""

    def opened(self, address: Any) -> None:
        self.set_heading("Nơi khác", str(address))


@pytest.fixture
def frame(qtbot: Any, qapp: QApplication, database: Database) -> Iterator[Frame]:
    """A dressed window that hears of every change; places of other rooms are just addresses."""
    if not qapp.property("dressed"):
        theme.apply(qapp)
        translations.install(qapp)
        qapp.setProperty("dressed", "yes")
    faults: list[BaseException] = []
    work = Work()
    work.faulted.connect(faults.append)
    window = Window(work, database.clock)
    window.register("person", Elsewhere)
    database.listeners.append(window.tell_changes)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    yield Frame(window, qtbot)
    work.close()
    assert not faults, faults


class Page(Screen):
    """A page that shows one part of one record, as the person's page does."""

    def __init__(self, window: Window, offer: PartOffer) -> None:
        super().__init__(window)
        self.part = offer.make(window)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(self.part)
        self.add(area, 1)

    def opened(self, address: Address) -> None:
        self.set_heading("Hồ sơ")
        self.part.show_record(address.parts[1])

    def on_changes(self, changes: Changes) -> None:
        self.part.on_changes(changes)
