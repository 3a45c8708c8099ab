"""The A4 page: letterhead and QR at its head, who printed it and how far its figures reach at its foot."""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph

from station_app.paper import blocks, qr, typeface
from station_app.paper.flow import Column, Columns, Placed, paginate
from station_app.paper.letterhead import Imprint, Letterhead

PAGE_WIDTH, PAGE_HEIGHT = A4
SIDE: Final = 16 * mm
TOP: Final = 13 * mm
FOOT: Final = 20 * mm
RUNNING: Final = 6 * mm
QR_SIDE: Final = 23 * mm
WIDTH: Final = PAGE_WIDTH - 2 * SIDE
HEIGHT: Final = PAGE_HEIGHT - TOP - FOOT


@dataclass(frozen=True, slots=True)
class Head:
    """What one sheet is: its title, whom it is about, the code it is found by again."""

    title: str
    about: str
    code: str
    qr: str = ""
    qr_words: str = ""


class Sheets:
    """One PDF of one sheet or of many; each has its own letterhead and counts its own pages."""

    def __init__(
        self,
        letterhead: Letterhead,
        imprint: Imprint,
        *,
        title: str,
        subject: str = "",
        two_sided: bool = False,
        invariant: bool = False,
    ) -> None:
        typeface.load()
        self._letterhead, self._imprint, self._two_sided = letterhead, imprint, two_sided
        self._file = BytesIO()
        self._canvas = Canvas(
            self._file,
            pagesize=A4,
            pageCompression=1,
            invariant=int(invariant),
            initialFontName=typeface.TEXT,  # type: ignore[arg-type]  # a name, whatever the stubs say
            lang="vi-VN",
        )
        # File properties travel further than the page: never a person's name here.
        self._canvas.setTitle(typeface.clean(title))
        self._canvas.setSubject(typeface.clean(subject))
        self._canvas.setAuthor(typeface.clean(letterhead.station))
        self._canvas.setCreator("Trạm")
        self._canvas.setProducer("Trạm")
        self._canvas.setViewerPreference("DisplayDocTitle", "true")

    def add(self, head: Head, content: Iterable[Flowable]) -> int:
        """Draw one sheet; how many pages it took."""
        heights = (HEIGHT, HEIGHT - RUNNING)
        pages = paginate([*self._masthead(head), *content], WIDTH, heights)
        self._canvas.bookmarkPage(head.code)
        self._canvas.addOutlineEntry(head.code, head.code, 0)
        for number, placed in enumerate(pages, start=1):
            self._page(head, placed, number, len(pages))
        if self._two_sided and len(pages) % 2:
            self._turn()  # the next family's record must not be on this one's back
        return len(pages)

    def finish(self) -> bytes:
        self._canvas.save()
        return self._file.getvalue()

    def _masthead(self, head: Head) -> list[Flowable]:
        left = [*_letterhead_lines(self._letterhead), blocks.space(13), blocks.title(head.title)]
        if head.about:
            left.append(Paragraph(typeface.marked(head.about), typeface.style(typeface.STRONG, 13, 18)))
        if not head.qr:
            return [Columns([Column(WIDTH, left)], whole=True)]
        gap = 10 * mm
        columns = [Column(WIDTH - QR_SIDE - gap, left), Column(QR_SIDE, [QrBlock(head.qr, head.qr_words)])]
        return [Columns(columns, gap=gap, whole=True, after=10)]

    def _page(self, head: Head, placed: Sequence[Placed], number: int, total: int) -> None:
        top = PAGE_HEIGHT - TOP
        if number > 1:
            self._running(head, top)
            top -= RUNNING
        for one in placed:
            one.block.drawOn(self._canvas, SIDE, top - one.top - one.height)
        self._footer(head, number, total)
        self._turn()

    def _turn(self) -> None:
        """A finished page waits compressed: five hundred households take no more memory than a few."""
        self._canvas.showPage()
        page = self._canvas._doc.Pages.pages[-1]  # type: ignore[attr-defined]  # the stubs leave it out
        flate = PDFDictionary({"Filter": PDFArray([PDFName("FlateDecode")])})
        page.Contents = PDFStream(flate, zlib.compress(page.stream.encode("utf-8")))
        page.stream = None

    def _running(self, head: Head, top: float) -> None:
        """Loose pages find their family again."""
        self._edge_text(f"{head.title} · {head.about}", SIDE, top - 8, WIDTH - 120)
        self._edge_text(head.code, PAGE_WIDTH - SIDE, top - 8, 116, right=True)

    def _footer(self, head: Head, number: int, total: int) -> None:
        self._rule(FOOT - 10)
        imprint = self._imprint
        self._edge_text(imprint.printed, SIDE, FOOT - 21, WIDTH - 150)
        self._edge_text(imprint.data_as_of, SIDE, FOOT - 31.5, WIDTH - 150)
        self._edge_text(f"Trang {number}/{total}", PAGE_WIDTH - SIDE, FOOT - 21, 146, right=True)
        self._edge_text(f"Mã tra cứu {head.code}", PAGE_WIDTH - SIDE, FOOT - 31.5, 146, right=True)

    def _edge_text(self, text: str, x: float, y: float, room: float, *, right: bool = False) -> None:
        """One line at the edge of the page, set smaller rather than cut when it is long."""
        words = typeface.clean(text)
        size = min(8.0, 8.0 * room / max(stringWidth(words, typeface.TEXT, 8.0), 1.0))
        self._canvas.setFillColor(typeface.SOFT)
        self._canvas.setFont(typeface.TEXT, size)
        (self._canvas.drawRightString if right else self._canvas.drawString)(x, y, words)

    def _rule(self, y: float) -> None:
        self._canvas.setStrokeColor(typeface.LINE)
        self._canvas.setLineWidth(0.6)
        self._canvas.line(SIDE, y, PAGE_WIDTH - SIDE, y)


class QrBlock(Flowable):
    """The code, and under it what scanning it does."""

    def __init__(self, content: str, words: str) -> None:
        super().__init__()
        centred = typeface.style(typeface.TEXT, 7.5, 9.5, "soft")
        self._content = content
        self._words = Paragraph(typeface.marked(words), centred.clone("qr-words", alignment=1))

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803  reportlab's names
        # The zone also reaches into the margins, so that the code's own edge meets the text's.
        quiet = qr.quiet_zone(self._content, QR_SIDE)
        self.width, self.height = QR_SIDE, QR_SIDE + quiet + self._words.wrap(QR_SIDE, aH)[1]
        return self.width, self.height

    def draw(self) -> None:
        qr.draw(self.canv, self._content, 0, self.height - QR_SIDE, QR_SIDE)
        self._words.drawOn(self.canv, 0, 0)


def _letterhead_lines(letterhead: Letterhead) -> list[Flowable]:
    face = typeface.title_face(letterhead.station)
    lines: list[Flowable] = [blocks.small(letterhead.authority)] if letterhead.authority else []
    lines.append(Paragraph(typeface.marked(letterhead.station), typeface.style(face, 12, 16, "primary")))
    if letterhead.contact:
        lines.append(blocks.small(letterhead.contact))
    return lines
