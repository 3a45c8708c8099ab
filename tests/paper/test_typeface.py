"""Text reaches paper composed, visible, and in a family that has its letters."""

import unicodedata

import pytest

from station_app.paper import typeface


def test_loose_marks_are_composed_at_the_border():
    loose = unicodedata.normalize("NFD", "Giàng Thị Mỷ, Bản Dền")
    assert typeface.clean(loose) == "Giàng Thị Mỷ, Bản Dền"


def test_what_nobody_sees_does_not_print():
    assert typeface.clean(" Lò\u200b Văn\t\x00 Ún\u00ad\n") == "Lò Văn Ún"


def test_signs_of_markup_are_letters_like_any_other():
    assert typeface.marked("A < B & C") == "A &lt; B &amp; C"


def test_a_sign_the_text_family_lacks_is_borrowed():
    assert typeface.marked("≥ 5") == f'<font name="{typeface.TITLE}">≥</font> 5'


@pytest.mark.parametrize(
    "text, face",
    [("Trạm Y tế xã Mường Hoa", typeface.TITLE), ("Buôn Bŭk So", typeface.STRONG)],
)
def test_a_title_is_set_in_a_family_that_has_all_its_letters(text, face):
    assert typeface.title_face(text) == face


@pytest.mark.parametrize(
    "text, kept",
    [
        ("mũi 1, từ 12/05/2026", "mũi\u00a01, từ\u00a012/05/2026"),
        ("Cân nặng 61,5 kg", "Cân nặng 61,5\u00a0kg"),
        ("Số 17, đường lên thác", "Số 17, đường lên thác"),
    ],
)
def test_a_number_stays_with_its_word(text, kept):
    assert typeface.marked(text) == kept
