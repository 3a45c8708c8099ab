"""The QR on paper: what it says, how a scanner's typing is read back, and its drawing as one path."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

QUIET_MODULES = 4
"""Empty modules around the code: without them a scanner does not find its edge."""

_HOUSEHOLD = "TYT:HO:"
# Some keyboard layouts type the scanner's colon as a semicolon, others drop its capitals.
_SCANNED = re.compile(r"TYT[:;]HO[:;]([0-9A-Z][0-9A-Z./-]{0,39})", re.IGNORECASE)

Matrix = tuple[tuple[bool, ...], ...]


def household_content(code: str) -> str | None:
    """Capitals only, for the QR's compact alphabet; None for a code that a scanner could not type."""
    content = _HOUSEHOLD + code.strip().upper()
    return content if household_code_in(content) else None


def household_code_in(text: str) -> str | None:
    """The household code when `text` is what a scanner typed from a sheet, else None."""
    found = _SCANNED.fullmatch(text.strip().strip("\ufeff"))
    return found[1].upper() if found else None


@lru_cache(maxsize=8)
def matrix(content: str) -> Matrix:
    """Quarter-redundant: a fold or a coffee stain through the code still leaves it readable."""
    import segno  # noqa: PLC0415  lazy: only printing needs the encoder; the search box reads codes without it

    made = segno.make(content, error="q", micro=False, boost_error=False)
    return tuple(tuple(bool(module) for module in row) for row in made.matrix)


def quiet_zone(content: str, side: float) -> float:
    """How much paper must stay empty on every side of a code of `side`."""
    return QUIET_MODULES * side / len(matrix(content))


def draw(canvas: "Canvas", content: str, x: float, y: float, side: float) -> None:
    """The code alone, as a square of `side` from (x, y) up and right; the caller keeps its quiet zone."""
    rows = matrix(content)
    module = side / len(rows)
    path = canvas.beginPath()
    for down, row in enumerate(rows):
        foot = y + side - (down + 1) * module
        for start, length in _dark_runs(row):
            path.rect(x + start * module, foot, length * module, module)
    canvas.setFillGray(0)
    canvas.drawPath(path, stroke=0, fill=1)


def _dark_runs(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Start and length of each dark run: neighbours drawn apart show hairlines between them."""
    runs: list[tuple[int, int]] = []
    for place, dark in enumerate(row):
        if not dark:
            continue
        if runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((place, 1))
    return runs
