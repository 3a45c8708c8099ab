"""A sheet on the screen: every page, larger and smaller, saved and put on the printer's paper."""

import io

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from station_app.shell import preview
from station_app.shell.preview import JOB_NAME, PdfPreview, Sheets
from tests.shell.conftest import shown


@pytest.fixture(scope="module")
def pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, A4)
    for page in (1, 2):
        canvas.rect(50, 50, 100 * page, 100, fill=1)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.fixture
def sheet(qtbot, pdf) -> PdfPreview:
    return shown(qtbot, PdfPreview(pdf, "Tóm tắt hộ Lầu Chí Dơ", "ho.pdf"))


def test_a_page_is_a_picture_of_its_own_size(pdf):
    sheets = Sheets(pdf)
    assert [(round(width), round(height)) for width, height in sheets.sizes()] == [(595, 842)] * 2
    page = sheets.picture(0, 72)
    assert (page.width(), page.height()) == (596, 842)
    assert page.pixelColor(100, 842 - 100).name() == "#000000"
    assert page.pixelColor(300, 300).name() == "#ffffff"


def test_only_the_pages_in_sight_are_rendered(qtbot, sheet):
    qtbot.waitUntil(lambda: sheet.drawn == [0])
    sheet.view.verticalScrollBar().setValue(sheet.view.verticalScrollBar().maximum())
    assert sheet.drawn == [1]


def test_a_sheet_grows_and_shrinks_with_the_keys(qtbot, sheet):
    assert sheet.said.text() == "2 trang · 100%"
    qtbot.keyClick(sheet.view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert sheet.said.text() == "2 trang · 125%"
    for _ in range(9):
        sheet.zoom_by(-1)
    assert sheet.zoom == 50


def test_a_sheet_is_saved_as_it_came(sheet, pdf, tmp_path):
    sheet.choose_file = lambda: str(tmp_path / "ho.pdf")
    sheet.save()
    assert (tmp_path / "ho.pdf").read_bytes() == pdf


def test_a_sheet_is_put_on_paper_whole(pdf, tmp_path):
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "in.pdf"))
    preview.paint(pdf, printer)
    assert len(Sheets((tmp_path / "in.pdf").read_bytes()).sizes()) == 2


def test_the_window_makes_a_sheet_off_the_gui_thread_and_shows_it(qtbot, window, pdf):
    window.print_pdf(lambda: pdf, "Tóm tắt hộ", "ho.pdf")
    qtbot.waitUntil(lambda: bool(window.findChildren(PdfPreview)))
    dialog = window.findChildren(PdfPreview)[0].window()
    assert dialog.windowTitle() == JOB_NAME  # shown in the task bar too: it says nothing of whom the sheet is
    assert dialog.findChildren(PdfPreview)[0].title == "Tóm tắt hộ"
    dialog.close()
