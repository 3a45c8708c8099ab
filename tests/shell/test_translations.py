"""Qt's own words are Vietnamese."""

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit, QMessageBox

from station_app.shell.translations import CONTEXTS


def test_the_buttons_of_a_question_are_vietnamese(qtbot):
    box = QMessageBox()
    qtbot.addWidget(box)
    buttons = QMessageBox.StandardButton
    box.setStandardButtons(
        buttons.Ok | buttons.Cancel | buttons.Yes | buttons.No | buttons.Save | buttons.Discard
    )
    words = {button.text().replace("&", "") for button in box.buttons()}
    assert words == {"Đồng ý", "Thôi", "Có", "Không", "Lưu", "Bỏ"}


def test_every_standard_button_is_vietnamese(qtbot):
    box = QDialogButtonBox()
    qtbot.addWidget(box)
    for button in QDialogButtonBox.StandardButton:
        if button.value and button.value & (button.value - 1) == 0:
            box.addButton(button)
    english = {
        "OK",
        "Save",
        "Open",
        "Yes",
        "No",
        "Close",
        "Cancel",
        "Help",
        "Apply",
        "Reset",
        "Retry",
        "Abort",
    }
    assert not english & {button.text().replace("&", "") for button in box.buttons()}


def test_the_menu_of_a_line_is_vietnamese(qtbot):
    edit = QLineEdit("Giàng Thị Mỷ")
    qtbot.addWidget(edit)
    menu = edit.createStandardContextMenu()
    words = [action.text().split("\t")[0].replace("&", "") for action in menu.actions() if action.text()]
    assert words == ["Hoàn tác", "Làm lại", "Cắt", "Chép", "Dán", "Xoá", "Chọn tất cả"]
    menu.deleteLater()


@pytest.mark.parametrize("context", CONTEXTS)
def test_every_word_is_found_in_its_place(context):
    for english, vietnamese in CONTEXTS[context].items():
        assert QCoreApplication.translate(context, english) == vietnamese


def test_days_and_numbers_are_vietnamese():
    assert QLocale().language() == QLocale.Language.Vietnamese
