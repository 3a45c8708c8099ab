"""A form with the keyboard alone: Enter goes on, Ctrl+Enter saves, Esc leaves, nothing typed is lost."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from station_app.common.errors import Refused
from station_app.shell.fields import Choice, ChoiceField, NumberField, PartialDateField, TextField
from station_app.shell.forms import DRAFT_DELAY_MS, DRAFT_LATEST_MS, Form
from tests.shell.conftest import shown, type_words

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def form(qtbot) -> Form:
    made = Form("Lưu người này")
    made.add(TextField("full_name", "Họ tên", required=True))
    born = PartialDateField("birth_date", "Ngày sinh", lambda: date(2026, 11, 21), required=True)
    made.pair(born, ChoiceField("sex", "Giới tính", [Choice("male", "Nam"), Choice("female", "Nữ")]))
    made.add(
        NumberField("temperature", "Nhiệt độ", unit="°C", possible=(30, 45), likely=(35, 41), decimals=1)
    )
    shown(qtbot, made)
    made.focus_first()
    return made


def press(qtbot, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget(), key, *modifiers)


def type_here(words: str) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    type_words(widget, words)


def fill(qtbot) -> None:
    for words in ("Giàng Thị Mỷ", "090388"):
        type_here(words)
        press(qtbot, Qt.Key.Key_Return)
    press(qtbot, Qt.Key.Key_2)
    press(qtbot, Qt.Key.Key_Return)
    type_here("36,5")
    press(qtbot, Qt.Key.Key_Return)


def test_a_person_is_filled_in_and_saved_with_the_keyboard_alone(qtbot, form):
    fill(qtbot)
    assert form.save_button.hasFocus()
    with qtbot.waitSignal(form.submitted) as saved:
        press(qtbot, Qt.Key.Key_Return)
    assert saved.args == [
        {"full_name": "Giàng Thị Mỷ", "birth_date": "1988-03-09", "sex": "female", "temperature": "36.5"}
    ]


def test_control_enter_saves_from_any_field(qtbot, form):
    fill(qtbot)
    form.fields["full_name"].focus()
    with qtbot.waitSignal(form.submitted):
        press(qtbot, Qt.Key.Key_Return, CONTROL)


def test_what_is_missing_is_shown_under_its_field_and_the_typing_goes_there(qtbot, form):
    with qtbot.assertNotEmitted(form.submitted):
        form.submit()
    assert form.fields["full_name"].error_text == "cần có họ tên."
    assert form.fields["birth_date"].error_text
    assert QApplication.focusWidget() is form.fields["full_name"].edit


def test_what_is_unlikely_is_asked_once(qtbot, form):
    fill(qtbot)
    form.fields["temperature"].edit.setText("42")
    with qtbot.assertNotEmitted(form.submitted):
        form.submit()
    assert "ít gặp" in form.fields["temperature"].note.text()
    with qtbot.waitSignal(form.submitted):
        form.submit()


def test_another_unlikely_value_is_asked_about_again(qtbot, form):
    fill(qtbot)
    for typed in ("42", "43"):
        form.fields["temperature"].edit.setText(typed)
        with qtbot.assertNotEmitted(form.submitted):
            form.submit()


def test_a_refusal_comes_back_under_its_field(qtbot, form, work):
    def refuse(values):
        raise Refused("Ngày sinh sau ngày mẹ mất.", "birth_date")

    form.save_with(work, refuse)
    fill(qtbot)
    form.submit()
    assert not form.save_button.isEnabled()
    qtbot.waitUntil(lambda: form.fields["birth_date"].error_text is not None)
    assert form.save_button.isEnabled()
    assert QApplication.focusWidget() is form.fields["birth_date"].edit
    assert form.values()["full_name"] == "Giàng Thị Mỷ"


def test_a_refusal_without_a_field_stands_above_the_button(qtbot, form, work):
    form.refused(Refused("Người này đang được sửa ở máy khác."))
    assert form._banner is not None
    assert form._banner.words.text() == "Người này đang được sửa ở máy khác."


def test_a_save_is_done_once_however_often_it_is_pressed(qtbot, form, work):
    saved: list[object] = []
    ended: list[object] = []
    form.save_with(work, saved.append, ended.append)
    fill(qtbot)
    form.submit()
    form.submit()
    qtbot.waitUntil(lambda: bool(ended))
    assert len(saved) == 1


def test_escape_leaves_and_the_draft_stays_right_or_wrong(qtbot, form):
    type_here("Giàng")
    press(qtbot, Qt.Key.Key_Return)
    type_here("31/02")
    drafts: list[dict] = []
    form.draft_changed.connect(drafts.append)
    with qtbot.waitSignal(form.left):
        press(qtbot, Qt.Key.Key_Escape)
    draft = drafts[-1]
    assert (draft["full_name"], draft["birth_date"]) == ("Giàng", "31/02")
    form.clear()
    form.restore(draft)
    assert form.fields["birth_date"].edit.text() == "31/02"


def test_a_draft_is_told_when_the_typing_pauses(qtbot, form):
    with qtbot.waitSignal(form.draft_changed, timeout=3000) as told:
        type_here("Gi")
        type_here("à")
    assert told.args[0]["full_name"] == "Già"


def test_who_never_pauses_has_a_draft_kept_all_the_same(qtbot, form):
    """A pause of less than what is waited for, again and again, for as long as a draft may take."""
    drafts: list[dict] = []
    form.draft_changed.connect(drafts.append)
    pauses = 0
    while not drafts:
        type_here("a")
        qtbot.wait(DRAFT_DELAY_MS // 2)
        pauses += 1
    assert drafts[0]["full_name"]
    assert pauses >= DRAFT_LATEST_MS // DRAFT_DELAY_MS


def test_stored_values_are_filled_in_and_cleared(form):
    form.fill({"full_name": "Vàng A Pó", "birth_date": "1962", "sex": "male", "unknown": "x"})
    assert form.values() == {
        "full_name": "Vàng A Pó",
        "birth_date": "1962",
        "sex": "male",
        "temperature": None,
    }
    form.clear()
    assert set(form.values().values()) == {None}
