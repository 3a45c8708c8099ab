"""Fonts and code lists are there, whole, and read by name."""

import json

import pytest
from reportlab.pdfbase.ttfonts import TTFont

import resources

FONTS = ["BeVietnamPro-Regular", "BeVietnamPro-SemiBold", "NotoSans-Regular", "NotoSans-SemiBold"]
CODE_LISTS = sorted(path.stem for path in (resources.HERE / "codes").glob("*.json"))
LAW = ["breach", "deadlines", "retention", "working_days"]
VIETNAMESE = [*range(0x1EA0, 0x1EFA), *map(ord, "ăâđêôơưĂÂĐÊÔƠƯ₫…–")]


@pytest.mark.parametrize("name", FONTS)
def test_a_font_draws_every_vietnamese_letter(name: str):
    drawn = TTFont(name, str(resources.font(name))).face.charToGlyph
    assert not [hex(letter) for letter in VIETNAMESE if letter not in drawn]


@pytest.mark.parametrize("name", CODE_LISTS)
def test_a_code_stands_once_in_its_list_and_has_a_label(name: str):
    codes = resources.codes(name)
    assert len({entry.code for entry in codes}) == len(codes)
    assert all(entry.label for entry in codes)


@pytest.mark.parametrize("name", LAW)
def test_a_pack_of_law_says_where_it_is_from_how_sure_it_is_and_from_when(name: str):
    pack = json.loads(resources.text(f"privacy/{name}.json"))
    for part in pack.get("editions", [pack]):
        assert part["source"]
        assert part["certainty"]
    assert all(edition["valid_from"] for edition in pack.get("editions", ()))


def test_what_a_list_says_beyond_code_and_label_is_kept():
    written = json.loads(resources.text("codes/poverty_classes.json"))["codes"][0]
    read = resources.codes("poverty_classes")[0]
    assert {"code": read.code, "label": read.label, **read.extra} == written


def test_a_name_that_is_not_there_is_said():
    with pytest.raises(FileNotFoundError, match=r"fonts/Arial\.ttf"):
        resources.font("Arial")
