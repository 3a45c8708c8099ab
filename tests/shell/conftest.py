"""A dressed program, and work that is closed again, for every test of the frame."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from station_app.common.days import FixedClock
from station_app.shell import theme, translations
from station_app.shell.window import Window
from station_app.shell.work import Work

W = TypeVar("W", bound=QWidget)
CLOCK = FixedClock(datetime(2026, 11, 21, 3, 0, tzinfo=UTC))


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    if qapp.property("dressed"):
        return
    theme.apply(qapp)
    translations.install(qapp)
    qapp.setProperty("dressed", "yes")


@pytest.fixture
def work() -> Iterator[Work]:
    made = Work()
    yield made
    made.close()


@pytest.fixture
def window(qtbot, work: Work) -> Window:
    made = Window(work, CLOCK)
    shown(qtbot, made)
    return made


def shown(qtbot, widget: W) -> W:
    """Put a widget on the screen, in the active window."""
    qtbot.addWidget(widget)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()
    return widget


def type_words(widget: QWidget, words: str) -> None:
    """Type what a Vietnamese keyboard can; QTest's own keyClicks stops at letters with marks."""
    for sign in words:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign)
            QApplication.sendEvent(widget, event)
