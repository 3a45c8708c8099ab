"""Who is working now, and what is said when the password is wrong."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from station_app.common.errors import Refused
from station_app.shell.signin import Account, FirstRun, Pin, SignIn
from station_app.shell.widgets import Action
from tests.shell.conftest import shown, type_words

ACCOUNTS = [Account("hanh", "Lò Thị Hạnh", "y sĩ"), Account("bia", "H'Bia Niê", "trưởng trạm")]


def unlock(login: str, password: str, second: str) -> tuple[str, int]:
    if login == "moi" and password == "nui-cao-7":
        raise Refused("Mật khẩu này do người khác đặt.", "new", code="must_change")
    if login == "phone" and password == "nui-cao-7" and second != "123456":
        raise Refused("Gõ 6 chữ số." if not second else "Mã chưa đúng.", "second")
    if password != "nui-cao-7":
        raise Refused("Sai mật khẩu. Xem lại rồi gõ lại.", "password")
    return login, threading.get_ident()


@pytest.fixture
def door(qtbot, work) -> SignIn:
    made = shown(qtbot, SignIn(work, "Trạm Y tế xã Mường Hoa", ACCOUNTS, unlock))
    made.password.setFocus()
    return made


def enter(qtbot, door: SignIn, words: str) -> None:
    door.password.clear()
    type_words(door.password, words)
    qtbot.keyClick(door.password, Qt.Key.Key_Return)


def test_the_right_password_opens_off_the_gui_thread(qtbot, door):
    with qtbot.waitSignal(door.unlocked) as opened:
        enter(qtbot, door, "nui-cao-7")
    login, thread = opened.args[0]
    assert login == "hanh"
    assert thread != threading.get_ident()


def test_another_account_is_chosen_by_its_button(qtbot, door):
    qtbot.mouseClick(door.account_buttons[1], Qt.MouseButton.LeftButton)
    assert door.password.hasFocus()
    with qtbot.waitSignal(door.unlocked) as opened:
        enter(qtbot, door, "nui-cao-7")
    assert opened.args[0][0] == "bia"


def test_a_wrong_password_is_said_and_may_be_typed_again(qtbot, door):
    enter(qtbot, door, "sai")
    qtbot.waitUntil(lambda: door.message == "Sai mật khẩu. Xem lại rồi gõ lại.")
    assert door.password.selectedText()
    assert door.enter.isEnabled()


def test_after_three_wrong_passwords_one_has_to_wait(qtbot, door):
    for _ in range(3):
        enter(qtbot, door, "sai")
        qtbot.waitUntil(lambda: door.message != "" and not door.message.startswith("Đang mở"))
    assert door.message == "Sai mật khẩu nhiều lần. Chờ 5 giây rồi thử lại."
    assert not door.enter.isEnabled()
    with qtbot.assertNotEmitted(door.unlocked):
        enter(qtbot, door, "nui-cao-7")
    for _ in range(5):
        door.second_passed()
    with qtbot.waitSignal(door.unlocked):
        enter(qtbot, door, "nui-cao-7")


def test_an_empty_password_is_asked_for(qtbot, door):
    enter(qtbot, door, "")
    assert "Gõ mật khẩu" in door.message


def test_a_password_with_marks_points_at_the_typing_tool(qtbot, door):
    type_words(door.password, "núi")
    assert "bộ gõ" in door._telex.text()
    assert door._telex.isVisible()


def test_capitals_without_shift_point_at_caps_lock(qtbot, door):
    qtbot.keyClick(door.password, Qt.Key.Key_A)
    assert not door._telex.isVisible()
    type_words(door.password, "A")
    assert "Caps Lock" in door._telex.text()
    assert door._telex.isVisible()


def test_the_password_can_be_looked_at(door):
    door.show_button.click()
    assert door.password.echoMode() == QLineEdit.EchoMode.Normal
    assert door.show_button.accessibleName() == "Che mật khẩu"
    door.show_button.click()
    assert door.password.echoMode() == QLineEdit.EchoMode.Password


def test_a_forgotten_password_leads_to_the_recovery_sheet(door):
    door._forgot()
    assert "tờ khôi phục" in door._help.words.text()
    assert door._help.isVisible()


def test_a_pc_without_a_station_says_the_one_next_step(qtbot):
    begun: list[bool] = []
    first = shown(qtbot, FirstRun(Action("Tạo sổ của trạm", lambda: begun.append(True))))
    assert first.empty.button is not None
    first.empty.button.click()
    assert begun == [True]


def at(qtbot, work, login: str, pin: Pin | None = None) -> SignIn:
    made = shown(qtbot, SignIn(work, "Trạm Y tế xã Mường Hoa", [Account(login, "Lò Thị Hạnh")], unlock, pin))
    made.password.setFocus()
    return made


def test_the_phone_is_asked_for_after_the_password_and_both_open_together(qtbot, work):
    door = at(qtbot, work, "phone")
    assert not door.second.isVisible()
    enter(qtbot, door, "nui-cao-7")
    qtbot.waitUntil(lambda: door.second.isVisible() and door.second.hasFocus())
    type_words(door.second, "000000")
    qtbot.keyClick(door.second, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: door.message == "Mã chưa đúng.")
    door.second.clear()
    type_words(door.second, "123456")
    with qtbot.waitSignal(door.unlocked):
        qtbot.keyClick(door.second, Qt.Key.Key_Return)


def test_a_first_password_asks_for_one_of_ones_own(qtbot, work):
    door = at(qtbot, work, "moi")
    with qtbot.waitSignal(door.wants_new) as wanted:
        enter(qtbot, door, "nui-cao-7")
    assert wanted.args == ["moi", "nui-cao-7", ""]


class Digits:
    """A PIN of 4826 with three tries."""

    def __init__(self) -> None:
        self.left = 3

    def fits(self, typed: str) -> bool:
        self.left -= typed != "4826"
        return typed == "4826"


def test_a_pin_opens_what_was_only_locked_and_is_gone_after_three_wrong_ones(qtbot, work):
    digits = Digits()
    door = at(qtbot, work, "hanh", Pin("hanh", digits.fits, lambda: digits.left))
    assert door.password.accessibleName() == "Mã PIN, hoặc mật khẩu"
    with qtbot.waitSignal(door.pinned):
        enter(qtbot, door, "4826")
    for left in ("Còn 2 lần", "Còn 1 lần", "Gõ mật khẩu"):
        enter(qtbot, door, "1357")
        assert left in door.message
    assert door.password.accessibleName() == "Mật khẩu"
    enter(qtbot, door, "4826")
    qtbot.waitUntil(lambda: door.message.startswith("Sai mật khẩu"))


def test_where_a_pin_would_do_the_password_does_too(qtbot, work):
    digits = Digits()
    door = at(qtbot, work, "hanh", Pin("hanh", digits.fits, lambda: digits.left))
    with qtbot.waitSignal(door.unlocked):
        enter(qtbot, door, "nui-cao-7")
