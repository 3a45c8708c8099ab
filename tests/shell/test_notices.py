"""What the window tells, and what can be taken back."""

import pytest
from PySide6.QtCore import Qt

from station_app.common.errors import Refused
from station_app.shell.widgets import Action


@pytest.fixture
def notices(qtbot, window):
    return window.notices


def test_a_save_can_be_taken_back_by_a_key(qtbot, window, notices):
    undone: list[bool] = []
    notices.undoable("Đã lưu mũi tiêm.", lambda: undone.append(True))
    assert "Hoàn tác (10)" in notices.toast.undo_button.text()
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.AltModifier)
    assert undone == [True]
    qtbot.waitUntil(lambda: notices.toast is None)


def test_after_ten_seconds_it_can_no_longer_be_taken_back(qtbot, notices):
    undone: list[bool] = []
    notices.undoable("Đã lưu mũi tiêm.", lambda: undone.append(True))
    for _ in range(10):
        notices.toast.second_passed()
    qtbot.waitUntil(lambda: notices.toast is None)
    assert undone == []


def test_a_new_line_takes_the_place_of_the_old_one(qtbot, notices):
    notices.tell("Đã lưu.")
    notices.tell("Đã in.")
    qtbot.wait(20)
    assert notices.toast.accessibleName() == "Đã in."


def test_a_toast_stays_inside_the_window(qtbot, window, notices):
    notices.undoable("Đã lưu mũi tiêm Sởi – Rubella (MR) cho H'Yuôm Niê Kdăm ở Buôn Trấp.", lambda: None)
    for width in (1366, 960):
        window.resize(width, 540)
        qtbot.wait(30)
        inside = notices.toast.parentWidget().rect()
        assert inside.contains(notices.toast.geometry())


def test_a_banner_is_replaced_by_its_key_and_goes_when_mended(notices):
    notices.stand("disk", "Ổ đĩa còn 1 GB.", "attention", Action("Xem", lambda: None))
    notices.stand("disk", "Ổ đĩa còn 900 MB.", "danger")
    notices.refuse(Refused("Không có quyền."))
    assert notices.standing == ["Ổ đĩa còn 900 MB.", "Không có quyền."]
    notices.mend("disk")
    notices.mend("refused")
    assert not notices.banners.isVisible()
