"""Each kind of field: what is typed, what is stored, what is said under it."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from station_app.shell.fields import (
    Choice,
    ChoiceField,
    CodeField,
    LongTextField,
    NumberField,
    PartialDateField,
    ReferenceField,
    TextField,
    YesNo,
)
from station_app.shell.suggestions import Suggestion, runs
from tests.shell.conftest import shown, type_words

TODAY = date(2026, 11, 21)
SEXES = [Choice("male", "Nam"), Choice("female", "Nữ")]
ETHNICITIES = [
    Choice(str(at), name) for at, name in enumerate(["Kinh", "Tày", "Thái", "Hmông", "Ê-đê", "Khmer", "Dao"])
]


@pytest.mark.parametrize(
    "typed, stored, understood",
    [
        ("090388", "1988-03-09", "Hiểu là ngày 09/03/1988"),
        ("9/3/88", "1988-03-09", "Hiểu là ngày 09/03/1988"),
        ("1955", "1955", "Hiểu là năm 1955"),
        ("3/1955", "1955-03", "Hiểu là tháng 03/1955"),
        ("hôm qua", "2026-11-20", "Hiểu là ngày 20/11/2026"),
        ("hom qua", "2026-11-20", "Hiểu là ngày 20/11/2026"),
    ],
)
def test_a_date_is_understood_as_it_is_typed(qtbot, typed, stored, understood):
    field = shown(qtbot, PartialDateField("birth_date", "Ngày sinh", lambda: TODAY))
    type_words(field.edit, typed)
    assert (field.value(), field.note.text()) == (stored, understood)


def test_a_date_says_the_age(qtbot):
    field = shown(qtbot, PartialDateField("birth_date", "Ngày sinh", lambda: TODAY, with_age=True))
    field.set_value("1988-03-09")
    assert (field.edit.text(), field.note.text()) == ("09/03/1988", "Hiểu là ngày 09/03/1988 · 38 tuổi")


@pytest.mark.parametrize("typed", ["31/02/2020", "25/12/2026", "abc", "9/3"])
def test_a_date_that_cannot_be_is_refused_under_its_field_when_it_is_left(qtbot, typed):
    field = shown(qtbot, PartialDateField("birth_date", "Ngày sinh", lambda: TODAY))
    type_words(field.edit, typed)
    told_while_typing = field.error_text
    field.edit.editingFinished.emit()
    assert (told_while_typing, bool(field.error_text)) == (None, True)
    assert field.value() is None
    assert field.draft() == typed


def test_a_date_that_must_be_exact_asks_for_the_day(qtbot):
    field = shown(qtbot, PartialDateField("given_on", "Ngày tiêm", lambda: TODAY, exact=True))
    type_words(field.edit, "3/2026")
    assert "cần đủ ngày" in (field.problem() or "")


def test_a_choice_is_made_by_its_number_and_taken_back_by_it(qtbot):
    field = shown(qtbot, ChoiceField("sex", "Giới tính", SEXES))
    field.focus()
    qtbot.keyClick(field.buttons()[0], Qt.Key.Key_2)
    assert field.value() == "female"
    assert field.buttons()[1].hasFocus()
    qtbot.keyClick(field.buttons()[1], Qt.Key.Key_2)
    assert field.value() is None


def test_a_choice_keeps_a_code_it_does_not_know(qtbot):
    field = shown(qtbot, ChoiceField("sex", "Giới tính", SEXES))
    field.set_value("9")
    assert field.value() == "9"
    assert "“9”" in field.note.text()


def test_many_choices_are_a_list_filtered_without_marks(qtbot):
    field = shown(qtbot, ChoiceField("ethnicity", "Dân tộc", ETHNICITIES))
    field.focus()
    type_words(field.edit, "ede")
    assert not field.list.isVisible()
    field.edit.clear()
    type_words(field.edit, "hm")
    assert [row.title for row in field.list.rows] == ["Hmông"]
    with qtbot.waitSignal(field.moved_on):
        qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert (field.value(), field.edit.text()) == ("3", "Hmông")


def test_the_down_arrow_opens_all_choices(qtbot):
    field = shown(qtbot, ChoiceField("ethnicity", "Dân tộc", ETHNICITIES))
    field.focus()
    qtbot.keyClick(field.edit, Qt.Key.Key_Down)
    assert len(field.list.rows) == 7
    qtbot.keyClick(field.edit, Qt.Key.Key_Escape)
    assert not field.list.isVisible()


def test_words_outside_the_list_are_refused(qtbot):
    field = shown(qtbot, ChoiceField("ethnicity", "Dân tộc", ETHNICITIES))
    type_words(field.edit, "Klingon")
    assert (field.value(), "không có trong danh sách" in (field.problem() or "")) == (None, True)


def test_yes_and_no_differ_from_not_asked(qtbot):
    field = shown(qtbot, YesNo("fever", "Sốt"))
    assert field.value() is None
    qtbot.keyClick(field.buttons()[0], Qt.Key.Key_2)
    assert field.value() is False
    field.set_value(True)
    assert field.value() is True


@pytest.mark.parametrize("typed, stored", [("36,5", "36.5"), ("37", "37"), ("37.0", "37"), ("", None)])
def test_a_measure_is_stored_canonically(qtbot, typed, stored):
    field = shown(qtbot, NumberField("temperature", "Nhiệt độ", unit="°C", decimals=1))
    type_words(field.edit, typed)
    assert field.value() == stored
    assert field.problem() is None


@pytest.mark.parametrize("typed", ["365", "nóng", "36,55", "nan", "1e400"])
def test_an_impossible_measure_is_refused_in_words(qtbot, typed):
    field = shown(qtbot, NumberField("temperature", "Nhiệt độ", unit="°C", possible=(30, 45), decimals=1))
    type_words(field.edit, typed)
    assert field.problem()
    field.edit.editingFinished.emit()
    assert field.error_text


def test_an_unlikely_measure_is_doubted_not_refused(qtbot):
    field = shown(
        qtbot,
        NumberField("temperature", "Nhiệt độ", unit="°C", possible=(30, 45), likely=(35, 41), decimals=1),
    )
    type_words(field.edit, "42")
    assert field.problem() is None
    assert "42 °C là ít gặp (thường 35 đến 41)" in (field.doubt() or "")


def test_a_whole_number_is_an_int(qtbot):
    field = shown(qtbot, NumberField("pulse", "Mạch"))
    type_words(field.edit, "88")
    assert field.value() == 88
    field.set_value(90)
    assert field.edit.text() == "90"
    type_words(field.edit, ",5")
    assert "số nguyên" in (field.problem() or "")


def test_text_is_stored_composed_and_trimmed(qtbot):
    field = shown(qtbot, TextField("full_name", "Họ tên"))
    field.edit.setText(" Gia\u0300ng Thi\u0323 My\u0309 ")
    assert field.value() == "Giàng Thị Mỷ"


def test_what_is_needed_is_said_in_words(qtbot):
    field = shown(qtbot, TextField("full_name", "Họ tên", required=True))
    assert field.problem() == "cần có họ tên."
    field.error(field.problem())
    assert field.note.text() == "Chưa đúng: cần có họ tên."
    assert field.edit.accessibleDescription() == field.note.text()
    type_words(field.edit, "M")
    assert field.error_text is None


def test_enter_goes_on_but_makes_a_line_in_a_long_text(qtbot):
    short, long = TextField("phone", "Điện thoại"), LongTextField("note", "Ghi chú")
    shown(qtbot, short)
    shown(qtbot, long)
    with qtbot.waitSignal(short.moved_on):
        qtbot.keyClick(short.edit, Qt.Key.Key_Return)
    type_words(long.edit, "một")
    qtbot.keyClick(long.edit, Qt.Key.Key_Return)
    type_words(long.edit, "hai")
    assert long.value() == "một\nhai"


FOUND = [Suggestion("p1", "Lầu Chí Dơ", "41 tuổi · Bản Dền"), Suggestion("p2", "Lầu Thị Dí", "38 tuổi")]


def test_a_reference_is_searched_and_taken_with_the_keys(qtbot, work):
    field = shown(qtbot, ReferenceField("mother", "Mẹ", lambda typed: FOUND, lambda key: key, work=work))
    field.focus()
    type_words(field.edit, "lau")
    qtbot.waitUntil(field.list.isVisible)
    assert "chưa chọn được" in (field.problem() or "")
    qtbot.keyClick(field.edit, Qt.Key.Key_Down)
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert (field.value(), field.edit.text(), field.problem()) == ("p2", "Lầu Thị Dí", None)
    type_words(field.edit, "x")
    assert field.value() is None


def test_a_search_without_answers_says_so(qtbot):
    field = shown(qtbot, ReferenceField("mother", "Mẹ", lambda typed: [], lambda key: "Lầu Chí Dơ"))
    field.focus()
    type_words(field.edit, "zzz")
    qtbot.waitUntil(lambda: "Không tìm thấy" in field.note.text())
    field.set_value("p1")
    assert field.edit.text() == "Lầu Chí Dơ"


def test_a_code_stands_before_its_name(qtbot):
    field = shown(
        qtbot,
        CodeField("icd10_main", "Bệnh chính", lambda _: [Suggestion("J00", "Cảm thường")], lambda key: key),
    )
    field.focus()
    type_words(field.edit, "cam")
    qtbot.waitUntil(field.list.isVisible)
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert (field.value(), field.edit.text()) == ("J00", "J00 · Cảm thường")


@pytest.mark.parametrize(
    "title, typed, pieces",
    [
        ("Giàng Thị Mỷ", ["giang", "my"], [("Giàng", True), (" Thị ", False), ("Mỷ", True)]),
        ("Đặng Ngọc", ["da"], [("Đặ", True), ("ng Ngọc", False)]),
        ("<i>A & B</i>", [], [("<i>A & B</i>", False)]),
    ],
)
def test_what_matched_is_bold(title, typed, pieces):
    assert runs(title, typed) == pieces
