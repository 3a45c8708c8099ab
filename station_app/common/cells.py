"""Cells that leave for a spreadsheet: as text, and nothing in them that runs or counts."""

import csv
import io
import re
from collections.abc import Iterable

_RUNS = tuple("=+-@\t\r\n＝＋－＠")
"""What Excel or LibreOffice, in some country, takes for the beginning of a formula."""
_COUNTED = re.compile(r"0\d+|\d{9,}|\d{1,2}[/.-]\d{1,2}([/.-]\d{2,4})?|\d+[eE]\+?\d+|\d+[.,]\d+[eE]\+?\d+")


def harmless(text: str) -> str:
    """An apostrophe keeps Excel from running a formula, and from counting a number whose zeros matter."""
    runs = text.lstrip(" \u00a0\ufeff").startswith(_RUNS)
    return f"'{text}" if runs or _COUNTED.fullmatch(text) else text


def sheet_of_cells(rows: Iterable[Iterable[str]]) -> bytes:
    """A CSV in UTF-8 with a mark, so that Excel shows the diacritics; every cell is made harmless."""
    file = io.StringIO(newline="")
    csv.writer(file).writerows([harmless(cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")
