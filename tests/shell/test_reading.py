"""Every screen of the gallery: each control is named, none of its words is cut, each is reached by Tab."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QWidget,
)

from station_app.shell.fault import FaultPage
from station_app.shell.signin import Account, SignIn
from station_app.shell.topbar import ElidedLabel
from tests.shell import gallery
from tests.shell.conftest import shown

PLACES = ["today", "people", "person/new", "people?none=1"]
SIZES = [(1366, 728), (1093, 582), (960, 512)]
CONTROLS = (QPushButton, QLineEdit, QPlainTextEdit, QTableView)


@pytest.fixture
def frame(qtbot, work):
    return shown(qtbot, gallery.window(work))


def controls(root: QWidget) -> list[QWidget]:
    return [
        widget
        for kind in CONTROLS
        for widget in root.findChildren(kind)
        if widget.isVisible() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]


def cut(root: QWidget) -> list[str]:
    """Labels and buttons whose words do not fit into what they were given."""
    written: list[QLabel | QPushButton] = [*root.findChildren(QLabel), *root.findChildren(QPushButton)]
    return [
        f"{widget.text()!r} {widget.width()}×{widget.height()} of {needed(widget)}"
        for widget in written
        if widget.isVisible() and widget.text() and not isinstance(widget, ElidedLabel)
        if widget.width() < needed(widget)[0] or widget.height() < needed(widget)[1]
    ]


def needed(widget: QLabel | QPushButton) -> tuple[int, int]:
    if isinstance(widget, QLabel) and widget.wordWrap():
        words = max(widget.fontMetrics().horizontalAdvance(word) for word in widget.text().split())
        return words, widget.heightForWidth(widget.width())
    return widget.minimumSizeHint().width(), widget.minimumSizeHint().height()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("width, height", SIZES)
def test_no_word_is_cut_at_any_size(qtbot, frame, place, width, height):
    frame.resize(width, height)
    frame.go(place)
    frame.notices.stand(
        "T-204", "Chưa gửi được lên kho tỉnh. Dữ liệu vẫn an toàn trên máy này. (T-204)", "attention"
    )
    qtbot.wait(20)
    assert cut(frame) == []


@pytest.mark.parametrize("place", PLACES)
def test_every_control_has_a_name_for_those_who_hear_it(frame, place):
    frame.go(place)
    nameless = [
        repr(widget)
        for widget in controls(frame)
        if not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name).strip()
    ]
    assert nameless == []


@pytest.mark.parametrize("place", PLACES)
def test_every_control_is_reached_by_tab(qtbot, frame, place):
    frame.go(place)
    reached: set[QWidget | None] = set()
    for _ in range(80):
        qtbot.keyClick(QApplication.focusWidget() or frame, Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    missed = [widget for widget in controls(frame) if widget.isEnabled() and widget not in reached]
    # The buttons of one choice are one stop: the arrows go from one to the next.
    assert [one.accessibleName() for one in missed if one.property("look") != "choice"] == []


@pytest.mark.parametrize("width, height", SIZES)
def test_no_word_is_cut_at_the_door(qtbot, work, width, height):
    accounts = [Account("bia", "H'Yuôm Niê Kdăm Hồng Nhung", "trưởng trạm")] * 3
    door = SignIn(work, "Trạm Y tế xã Mường Hoa", accounts, lambda login, password, second: None)
    door.resize(width, height)
    shown(qtbot, door)
    door._forgot()
    qtbot.wait(20)
    assert cut(door) == []


def test_no_word_is_cut_on_the_page_of_a_bug(qtbot):
    page = shown(qtbot, FaultPage(ValueError()))
    assert cut(page) == []
