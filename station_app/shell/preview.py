"""A printed sheet on the screen: look at it, print it, save it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QImage, QPainter, QPixmap, QResizeEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from station_app.shell.theme import SIZES
from station_app.shell.widgets import bind, button, text

if TYPE_CHECKING:
    from station_app.shell.screen import Frame

POINTS_PER_INCH = 72
ZOOMS = (50, 75, 100, 125, 150, 200)
PRINT_DPI = 300
JOB_NAME = "Trạm: bản in"
"""What the print queue and the title of a window say: both are shown beyond this program."""

Leaving = Callable[[str, Callable[[], object]], object]
"""Told how the sheet is about to leave ("printer", "file"), and what to do once that may happen."""


@dataclass(frozen=True)
class Sheets:
    """A PDF whose pages become pictures one at a time; on the GUI thread only: pdfium knows no threads."""

    pdf: bytes

    def sizes(self) -> list[tuple[float, float]]:
        """Width and height of each page, in points."""
        with self._document() as document:
            return [page.get_size() for page in document]

    def picture(self, at: int, dpi: float) -> QImage:
        with self._document() as document:
            return _image(document[at].render(scale=dpi / POINTS_PER_INCH, rev_byteorder=True))

    @contextmanager
    def _document(self) -> Iterator[Any]:
        import pypdfium2  # lazy: 40 ms and 10 MB that most days do without until the first sheet

        document = pypdfium2.PdfDocument(self.pdf)
        try:
            yield document
        finally:
            document.close()


def preview_alone(
    parent: QWidget | None, pdf: bytes, title: str, file_name: str, leaving: Leaving | None = None
) -> "PdfPreview":
    """In a window of its own; Esc closes it. Without `leaving` nobody is told: before a station has a log."""
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(JOB_NAME)
    preview = PdfPreview(pdf, title, file_name, leaving)
    column = QVBoxLayout(dialog)
    column.addWidget(preview)
    dialog.resize(880, 660)
    dialog.open()
    preview.view.setFocus()
    return preview


def _image(bitmap: Any) -> QImage:
    kinds = {
        1: QImage.Format.Format_Grayscale8,
        3: QImage.Format.Format_RGB888,
        4: QImage.Format.Format_RGBX8888,
    }
    kind = kinds[bitmap.n_channels]
    # copied, because the bitmap's memory goes when the document is closed
    return QImage(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, kind).copy()


class PdfPreview(QWidget):
    """Pages below one another; Ctrl+P prints, Ctrl+S saves, Ctrl with + and − zooms, arrows move."""

    def __init__(
        self, pdf: bytes, title: str, file_name: str = "phieu.pdf", leaving: Leaving | None = None
    ) -> None:
        super().__init__()
        self.pdf, self.title, self.file_name = pdf, title, _plain_name(file_name)
        self._leaving: Leaving = leaving or (lambda _how, go: go())
        self._sheets = Sheets(pdf)
        self.zoom = 100
        self.choose_file: Callable[[], str] = self._ask_file
        self._pictures: list[QLabel] = []
        self._sheet = QWidget()
        self._sheet.setProperty("look", "desk")
        self._column = QVBoxLayout(self._sheet)
        self._column.setSpacing(SIZES.wide)
        self.view = QScrollArea()
        self.view.setWidgetResizable(True)
        self.view.setWidget(self._sheet)
        self.view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.view.setAccessibleName(f"Bản xem trước: {title}")
        self.said = text("", "soft")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SIZES.pad)
        whole.addLayout(self._tools())
        whole.addWidget(self.view, 1)
        self.setFocusProxy(self.view)
        self.view.verticalScrollBar().valueChanged.connect(self._draw_what_is_seen)
        self.draw()

    @classmethod
    def open_for(
        cls, frame: "Frame", pdf: bytes, title: str, file_name: str, subject: str = ""
    ) -> "PdfPreview":
        """In a window of its own over the frame; Esc closes it. `subject`: what `Frame.release` is told."""
        leaving = partial(frame.release, subject)
        return preview_alone(frame if isinstance(frame, QWidget) else None, pdf, title, file_name, leaving)

    @property
    def page_count(self) -> int:
        return len(self._pictures)

    @property
    def drawn(self) -> list[int]:
        """The pages that are pictures now: those in sight."""
        return [at for at, label in enumerate(self._pictures) if not label.pixmap().isNull()]

    def draw(self) -> None:
        """Lay out every page at the present zoom; a page is rendered when it comes into sight."""
        for old in self._pictures:
            old.hide()
            old.deleteLater()
        scale = self.logicalDpiX() * self.zoom / 100 / POINTS_PER_INCH
        self._pictures = [
            self._page(at, round(width * scale), round(height * scale))
            for at, (width, height) in enumerate(self._sheets.sizes())
        ]
        self.said.setText(f"{self.page_count} trang · {self.zoom}%")
        QTimer.singleShot(0, self, self._draw_what_is_seen)

    def _page(self, at: int, width: int, height: int) -> QLabel:
        label = text("")
        label.setFixedSize(width, height)
        label.setProperty("look", "paper")
        label.setAccessibleName(f"Trang {at + 1}")
        self._column.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        return label

    def _draw_what_is_seen(self) -> None:
        window = self.view.viewport().rect()
        ratio = self.devicePixelRatioF()
        for at, label in enumerate(self._pictures):
            is_seen = window.intersects(QRect(label.mapTo(self.view.viewport(), QPoint(0, 0)), label.size()))
            if is_seen and label.pixmap().isNull():
                image = self._sheets.picture(at, self.logicalDpiX() * self.zoom / 100 * ratio)
                image.setDevicePixelRatio(ratio)
                label.setPixmap(QPixmap.fromImage(image))
            elif not is_seen:
                label.setPixmap(QPixmap())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._draw_what_is_seen)

    def zoom_by(self, steps: int) -> None:
        self.zoom = ZOOMS[min(len(ZOOMS) - 1, max(0, ZOOMS.index(self.zoom) + steps))]
        self.draw()

    def save(self) -> None:
        if path := self.choose_file():
            self._leaving("file", partial(self._write, Path(path)))

    def _write(self, path: Path) -> None:
        path.write_bytes(self.pdf)
        self.said.setText(f"Đã lưu {path.name}")

    def print_now(self) -> None:
        """The system's own print dialog, then every page."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(JOB_NAME)
        dialog = QPrintDialog(printer, self)
        dialog.setWindowTitle("In")
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._leaving("printer", partial(self._paint, printer))

    def _paint(self, printer: QPrinter) -> None:
        paint(self.pdf, printer)
        self.said.setText("Đã gửi ra máy in")

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SIZES.gap)
        row.addWidget(text(self.title, "section"))
        row.addWidget(self.said)
        row.addStretch(1)
        row.addWidget(
            button("", "quiet", icon="zoom-out", run=lambda: self.zoom_by(-1), tip="Thu nhỏ (Ctrl+−)")
        )
        row.addWidget(
            button("", "quiet", icon="zoom-in", run=lambda: self.zoom_by(1), tip="Phóng to (Ctrl++)")
        )
        row.addWidget(button("Lưu tệp", icon="save", shortcut="Ctrl+S", run=self.save))
        row.addWidget(button("In", "primary", icon="print", shortcut="Ctrl+P", run=self.print_now))
        bind("Ctrl++", self, lambda: self.zoom_by(1))
        bind("Ctrl+-", self, lambda: self.zoom_by(-1))
        return row

    def _ask_file(self) -> str:
        return QFileDialog.getSaveFileName(self, "Lưu tệp PDF", self.file_name, "PDF (*.pdf)")[0]


def _plain_name(name: str) -> str:
    """As a file may be called on every system; a hamlet's name may hold whatever a list brought in."""
    stem, _, ending = name.rpartition(".")
    return "-".join(re.findall(r"\w+", stem) or ["phieu"]) + f".{ending}"


def paint(pdf: bytes, printer: QPrinter) -> None:
    """Every page onto the printer's paper, whole."""
    painter = QPainter(printer)
    sheets = Sheets(pdf)
    for at in range(len(sheets.sizes())):
        if at:
            printer.newPage()
        image = sheets.picture(at, PRINT_DPI)
        paper = QRectF(painter.viewport())
        scale = min(paper.width() / image.width(), paper.height() / image.height())
        painter.drawImage(QRectF(0, 0, image.width() * scale, image.height() * scale), image)
    painter.end()
