"""Pages of a finished PDF as pictures, for the preview beside the print button."""

from dataclasses import dataclass
from threading import Lock
from typing import Any

# PDFium keeps global state and must never run in two threads at once.
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page on white, four bytes a pixel (red, green, blue, alpha), rows of `stride` bytes."""

    width: int
    height: int
    stride: int
    rgba: bytes


def page_images(
    pdf: bytes, scale: float = 1.5, *, first: int = 0, count: int | None = None
) -> list[PageImage]:
    """Pages from `first` on; `scale` 1 is 72 dots per inch."""
    import pypdfium2  # noqa: PLC0415  lazy: only a preview needs the renderer, and it loads a library of 7 MB

    with _ONE_AT_A_TIME, pypdfium2.PdfDocument(pdf) as document:
        last = len(document) if count is None else min(len(document), first + count)
        return [_image(document[number], scale) for number in range(first, last)]


def page_count(pdf: bytes) -> int:
    import pypdfium2  # noqa: PLC0415  lazy: as above

    with _ONE_AT_A_TIME, pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def _image(page: Any, scale: float) -> PageImage:
    bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=True, maybe_alpha=False)
    picture = PageImage(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
    bitmap.close()
    page.close()
    return picture
