"""A printed PDF read back: its words by one reader, the places of its letters by another."""

from io import BytesIO
from typing import Any

import pypdf
import pypdfium2

from station_app.paper.render import page_images


def words(pdf: bytes) -> str:
    """All text, line breaks as spaces."""
    reader = pypdf.PdfReader(BytesIO(pdf))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def page_words(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(BytesIO(pdf)).pages]


def fonts(pdf: bytes) -> dict[str, bool]:
    """Name of every font, and whether its letters travel in the file."""
    found = {}
    for page in pypdf.PdfReader(BytesIO(pdf)).pages:
        resources: Any = page["/Resources"]
        for reference in resources["/Font"].values():
            font = reference.get_object()
            found[str(font["/BaseFont"])] = "/FontFile2" in font["/FontDescriptor"]
    return found


def properties(pdf: bytes) -> dict[str, str]:
    return {key: str(value) for key, value in (pypdf.PdfReader(BytesIO(pdf)).metadata or {}).items()}


def drawn_modules(pdf: bytes, left: float, top: float, side: float, count: int) -> list[list[bool]]:
    """The QR of `count` × `count` modules on the first page, as a camera sees it; `top` counts down."""
    scale = 4
    [picture] = page_images(pdf, scale, count=1)
    module = side / count

    def is_dark(row: int, column: int) -> bool:
        x, y = int(scale * (left + (column + 0.5) * module)), int(scale * (top + (row + 0.5) * module))
        return picture.rgba[y * picture.stride + 4 * x] < 128

    return [[is_dark(row, column) for column in range(count)] for row in range(count)]


Box = tuple[float, float, float, float]


def text_boxes(pdf: bytes) -> list[list[Box]]:
    """Per page, left, bottom, right and top of every run of text."""
    pages = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            text = page.get_textpage()
            pages.append([text.get_rect(number) for number in range(text.count_rects())])
            text.close()
            page.close()
    return pages


def overlapping(boxes: list[Box]) -> list[tuple[Box, Box]]:
    """Pairs of runs printed over each other; letters may touch by a point, since marks reach high."""
    return [
        (one, other)
        for place, one in enumerate(boxes)
        for other in boxes[place + 1 :]
        if min(one[2], other[2]) - max(one[0], other[0]) > 1.0
        and min(one[3], other[3]) - max(one[1], other[1]) > 2.5
    ]
