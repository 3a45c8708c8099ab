"""The blocks a sheet is built of: headings, pairs, tables, chips, signed lines, empty lines, signatures."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.colors import Color
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, Paragraph, Spacer, Table, TableStyle

from station_app.paper.flow import Column, Columns
from station_app.paper.signs import INKS, DrawnSign, Sign, draw_sign
from station_app.paper.typeface import INK, LINE, STRONG, TEXT, clean, marked, style, title_face

TEXT_SIZE, TEXT_LEADING = 10.0, 13.5
LABEL_SIZE = 8.5


def title(text: str) -> Paragraph:
    return Paragraph(marked(text), style(title_face(text), 17, 21))


def heading(text: str) -> Paragraph:
    """Stays with what it heads."""
    made = _spaced(Paragraph(marked(text), style(title_face(text), 12, 15, "primary")), 10, 4)
    made.keepWithNext = True
    return made


def name(text: str) -> Paragraph:
    """A person's name, in the family that has every letter of every people's names."""
    return Paragraph(marked(text), style(STRONG, 13, 17))


def line(text: str, colour: str = "ink", *, strong: bool = False, before: float = 0.0) -> Paragraph:
    text_style = style(STRONG if strong else TEXT, TEXT_SIZE, TEXT_LEADING, colour)
    return _spaced(Paragraph(marked(text), text_style), before, 0)


def small(text: str, colour: str = "soft", *, before: float = 0.0) -> Paragraph:
    return _spaced(Paragraph(marked(text), style(TEXT, LABEL_SIZE, 11.5, colour)), before, 0)


def label(text: str, colour: str = "soft", *, strong: bool = False) -> Paragraph:
    """As high as a line of text."""
    return Paragraph(marked(text), style(STRONG if strong else TEXT, LABEL_SIZE, TEXT_LEADING, colour))


def space(height: float) -> Spacer:
    return Spacer(1, height)


def labelled(words: str, text: str, width: float, label_width: float, *, colour: str = "ink") -> Columns:
    """A quiet label in a column of its own, the text beside it, on one baseline."""
    quiet = Paragraph(marked(words), style(TEXT, LABEL_SIZE, TEXT_LEADING - 1.6, "soft"))
    label_column = Column(label_width, [space(1.6), quiet])
    return Columns([label_column, Column(width - label_width - 6, [line(text, colour)])], gap=6)


def signed(
    sign: Sign, text: str, width: float, *, colour: str = "ink", strong: bool = False, around: float = 0.0
) -> Columns:
    """A line behind its sign; further lines hang under the first word."""
    return Columns(
        [
            Column(9, [DrawnSign(sign, 8.6, TEXT_LEADING)]),
            Column(width - 14, [line(text, colour, strong=strong)]),
        ],
        gap=5,
        before=around,
        after=around,
    )


def pairs(entries: Sequence[tuple[str, str]], width: float, weights: Sequence[float]) -> list[Flowable]:
    """Label above value, in as many columns as there are weights."""
    gap = 12.0
    unit = (width - gap * (len(weights) - 1)) / sum(weights)
    rows: list[Flowable] = []
    for start in range(0, len(entries), len(weights)):
        row = entries[start : start + len(weights)]
        columns = [
            Column(unit * weight, [small(words), line(value or "Chưa ghi", "ink" if value else "soft")])
            for (words, value), weight in zip(row, weights, strict=False)
        ]
        rows.append(Columns(columns, gap=gap, whole=True, before=5))
    return rows


def table(header: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> Table:
    """Text wraps in its cell, rows grow, and the header comes back on every page."""
    head = [Paragraph(marked(cell), style(STRONG, 9, 12)) for cell in header]
    body = [[Paragraph(marked(cell), style(TEXT, 9.5, 12.5)) for cell in row] for row in rows]
    made = Table([head, *body], colWidths=list(widths), repeatRows=1, hAlign="LEFT")
    made.setStyle(
        TableStyle(
            [
                ("FONTNAME", (0, 0), (-1, -1), TEXT),  # the padding of an empty cell has a font too
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, 0), 1.0, INK),
                ("LINEBELOW", (0, 1), (-1, -1), 0.5, LINE),
                ("LEFTPADDING", (0, 0), (-1, -1), 3),
                ("RIGHTPADDING", (0, 0), (-1, -1), 3),
                ("TOPPADDING", (0, 0), (-1, -1), 2.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
            ]
        )
    )
    return made


@dataclass(frozen=True, slots=True)
class Chip:
    """A state in a word, with a sign; the ink only repeats what both say."""

    text: str
    sign: Sign = Sign.NOTE


class Chips(Flowable):
    """States in a row, going on under it when the line is full."""

    _height, _between, _rows_apart = 15.0, 6.0, 4.0

    def __init__(self, chips: Sequence[Chip], *, before: float = 0.0) -> None:
        super().__init__()
        self.chips = [(clean(chip.text), chip.sign) for chip in chips]
        self.places: list[tuple[float, int, float]] = []
        self.spaceBefore, self.spaceAfter = before, 0.0

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803  reportlab's names
        self.places, x, row = [], 0.0, 0
        for text, _ in self.chips:
            width = min(stringWidth(text, STRONG, 9) + 24, aW)
            if x and x + width > aW:
                x, row = 0.0, row + 1
            self.places.append((x, row, width))
            x += width + self._between
        self.width, self.height = aW, (row + 1) * (self._height + self._rows_apart) - self._rows_apart
        return self.width, self.height

    def draw(self) -> None:
        for (text, sign), (x, row, width) in zip(self.chips, self.places, strict=True):
            y = self.height - self._height - row * (self._height + self._rows_apart)
            self._chip(text, sign, (x, y, width), INKS[sign])

    def _chip(self, text: str, sign: Sign, place: tuple[float, float, float], ink: Color) -> None:
        x, y, width = place
        self.canv.setStrokeColor(ink)
        self.canv.setLineWidth(0.8)
        self.canv.roundRect(x, y, width, self._height, self._height / 2, stroke=1, fill=0)
        self.canv.saveState()
        self.canv.translate(x + 6, y + 3.7)
        draw_sign(self.canv, sign, 7.5)
        self.canv.restoreState()
        words = Paragraph(marked(text), style(STRONG, 9, 11))
        words.wrap(width - 20, self._height)
        words.drawOn(self.canv, x + 16.5, y + 1.8)


class EmptyLine(Flowable):
    """A dotted line to write on by hand."""

    def __init__(self, words: str = "", height: float = 20.0) -> None:
        super().__init__()
        self.words, self.line_height = clean(words), height

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803  reportlab's names
        self.width, self.height = aW, self.line_height
        return self.width, self.height

    def draw(self) -> None:
        start = stringWidth(self.words, TEXT, TEXT_SIZE) + 4 if self.words else 0.0
        self.canv.setFont(TEXT, TEXT_SIZE)
        self.canv.setFillColor(INK)
        self.canv.drawString(0, 4, self.words)
        self.canv.setStrokeColor(LINE)
        self.canv.setLineWidth(0.8)
        self.canv.setDash([0.8, 2.4])
        self.canv.line(start, 3, self.width, 3)
        self.canv.setDash([])


def signatures(signers: Sequence[tuple[str, str]], width: float, place_and_day: str = "") -> Columns:
    """Who signs, and the name under the space left for the pen; the last column carries place and day."""
    each = width / len(signers)
    columns = []
    for place, (role, full_name) in enumerate(signers):
        above = place_and_day if place == len(signers) - 1 else ""
        centred: list[Flowable] = [
            _centred(above, TEXT),
            _centred(role, STRONG),
            _centred("(Ký, ghi rõ họ tên)", TEXT, "soft"),
            space(44),
            _centred(full_name, STRONG),
        ]
        columns.append(Column(each, centred))
    return Columns(columns, whole=True, before=16)


def _centred(text: str, face: str, colour: str = "ink") -> Paragraph:
    base = style(face, TEXT_SIZE, TEXT_LEADING, colour)
    return Paragraph(marked(text) or "&nbsp;", base.clone(f"{base.name}-centred", alignment=1))


def _spaced(block: Paragraph, before: float, after: float) -> Paragraph:
    block.spaceBefore, block.spaceAfter = before, after
    return block
