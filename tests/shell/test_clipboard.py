"""What was copied leaves the clipboard by itself, and only what is still ours."""

import pytest
from PySide6.QtCore import QMimeData, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from station_app.shell.clipboard import FORGET_AFTER_SECONDS, ClipboardWatch
from station_app.shell.widgets import text
from tests.shell.conftest import shown

NUMBER = "034199123456"


@pytest.fixture
def watch(qtbot):
    QGuiApplication.clipboard().clear()
    owner = QObject()
    made = ClipboardWatch(owner, seconds=0.3)
    yield made
    made.stop()


class Keeper(QObject):
    """The program's filter of its windows."""

    def __init__(self, watch):
        super().__init__()
        self.watch = watch

    def eventFilter(self, watched, event):  # noqa: N802  Qt's name
        return self.watch.copy_from(event)


@pytest.fixture
def press(qtbot, watch):
    """Keys as the program's window hands them on: first to the watch."""

    keeper = Keeper(watch)

    def put(widget, key):
        shown(qtbot, widget)
        widget.setFocus()
        widget.selectAll() if hasattr(widget, "selectAll") else widget.setSelection(0, len(widget.text()))
        widget.windowHandle().installEventFilter(keeper)
        QTest.keyClick(widget.windowHandle(), key, Qt.KeyboardModifier.ControlModifier)

    return put


def held():
    found: QMimeData | None = QGuiApplication.clipboard().mimeData()
    return QMimeData() if found is None else found


def line(words, mode=QLineEdit.EchoMode.Normal):
    made = QLineEdit(words)
    made.setEchoMode(mode)
    return made


def label(words):
    made = text(words)
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return made


@pytest.mark.parametrize("widget", [line, QPlainTextEdit, label])
def test_what_was_copied_is_marked_private_and_leaves_after_a_while(qtbot, press, widget):
    press(widget(NUMBER), Qt.Key.Key_C)
    assert held().text() == NUMBER
    marks = [name for name in held().formats() if "value=" in name]
    assert {name.split('"')[1] for name in marks} == {
        "ExcludeClipboardContentFromMonitorProcessing",
        "CanIncludeInClipboardHistory",
        "CanUploadToCloudClipboard",
    }
    assert all(held().data(name).data() == bytes(4) for name in marks)
    assert held().data("x-kde-passwordManagerHint").data() == b"secret"
    qtbot.waitUntil(lambda: not held().hasText())


def test_what_is_cut_is_gone_from_its_field(qtbot, press):
    field = line(NUMBER)
    press(field, Qt.Key.Key_X)
    assert (held().text(), field.text()) == (NUMBER, "")


def test_a_password_is_never_copied(qtbot, press):
    press(line("ba con trâu", QLineEdit.EchoMode.Password), Qt.Key.Key_C)
    assert not held().hasText()


def test_the_lock_clears_at_once(watch):
    watch.copy(NUMBER)
    watch.forget()
    assert not held().hasText()


def test_what_another_program_put_there_since_is_left_alone(qtbot, watch):
    watch.copy(NUMBER)
    other = QMimeData()
    other.setText("của chương trình khác")
    QGuiApplication.clipboard().setMimeData(other)
    watch.forget()
    qtbot.wait(400)
    assert held().text() == "của chương trình khác"


def test_a_copy_made_later_has_its_own_time(qtbot, watch):
    watch.copy(NUMBER)
    qtbot.wait(200)
    watch.copy("khác")
    qtbot.wait(200)
    assert held().text() == "khác"


def test_a_minute_is_the_most():
    assert FORGET_AFTER_SECONDS <= 60
