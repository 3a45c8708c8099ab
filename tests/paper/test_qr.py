"""The QR says the household's code and nothing else, and is read back from any keyboard layout."""

from io import BytesIO

import pytest
import segno
from reportlab.pdfgen.canvas import Canvas

from station_app.paper import qr
from tests.paper.reading import drawn_modules

CODE = "03058-B04-D1-0137"


@pytest.mark.parametrize(
    "scanned",
    [
        f"TYT:HO:{CODE}",
        f"  TYT:HO:{CODE}\r\n",
        f"\ufeffTYT:HO:{CODE}",
        f"tyt:ho:{CODE.lower()}",
        f"TYT;HO;{CODE}",
    ],
)
def test_a_scanned_sheet_names_its_household(scanned):
    assert qr.household_code_in(scanned) == CODE


@pytest.mark.parametrize(
    "typed",
    [
        "",
        CODE,
        "Giàng A Páo",
        "TYT:HO:",
        "TYT:HO:x y",
        "TYT:THUOC:12",
        "010084001234|...|Nam",
        "TYT:HO:" + "9" * 60,
    ],
)
def test_what_is_no_sheet_names_none(typed):
    assert qr.household_code_in(typed) is None


def test_the_content_stays_in_the_alphabet_that_prints_coarsest():
    assert qr.household_content("ab-12 ") == "TYT:HO:AB-12"
    assert segno.make(f"TYT:HO:{CODE}", micro=False).mode == "alphanumeric"


def test_a_code_the_search_box_would_not_recognise_gets_no_qr():
    assert qr.household_content("Bản Dền 7") is None


def test_the_drawn_modules_are_those_of_the_encoder():
    pdf = BytesIO()
    canvas = Canvas(pdf, pagesize=(140, 140))
    qr.draw(canvas, f"TYT:HO:{CODE}", 20, 20, 100)
    canvas.save()
    made = segno.make(f"TYT:HO:{CODE}", error="q", micro=False, boost_error=False).matrix
    expected = [[bool(module) for module in row] for row in made]
    assert drawn_modules(pdf.getvalue(), 20, 20, 100, len(made)) == expected


def test_it_is_one_path():
    pdf = BytesIO()
    canvas = Canvas(pdf, pagesize=(140, 140), pageCompression=0)
    qr.draw(canvas, f"TYT:HO:{CODE}", 20, 20, 100)
    canvas.save()
    assert pdf.getvalue().count(b"f*\n") + pdf.getvalue().count(b" f\n") == 1
