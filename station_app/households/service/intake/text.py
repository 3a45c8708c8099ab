"""Lists saved as text: in whichever encoding and with whichever separator Excel or a phone wrote them."""

import csv
import io
from collections.abc import Iterator

from station_app.common.errors import Refused
from station_app.common.names import nfc
from station_app.households.service.intake.headings import find_headings

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SEPARATORS = ",;\t|"
_BEGINNING = 60
"""Lines that are enough to see which separator makes headings."""
_MOST_COLUMNS = 200


def rows_of_text(content: bytes) -> list[list[str]]:
    """The rows of a .csv or .txt. Raises Refused for what is no text."""
    text = nfc(decoded(content))
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        # Excel's own hint; the line is kept empty so that row numbers agree with what Excel shows.
        return list(_rows("\n" + rest, first.strip()[-1]))
    return list(_rows(text, _separator(text)))


def decoded(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decode(content, (encoding,))
    head = content[:4000]
    if head.count(b"\0") > len(head) // 5:
        # Vietnamese in UTF-16: the zero stands in the high byte of every plain letter.
        return _decode(content, ("utf-16-be" if head[:1] == b"\0" else "utf-16-le",))
    return _decode(content, ("utf-8", "cp1258"))


def _decode(content: bytes, encodings: tuple[str, ...]) -> str:
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeError:
            text = _damaged(content, encoding)
        if text and not any(sign < " " and sign not in "\t\r\n\f\v" for sign in text[:4000]):
            return text
    raise Refused(
        "Tệp này không phải danh sách dạng chữ, hoặc dùng bảng mã lạ. Mở bằng Excel, "
        "lưu thành “Excel Workbook (.xlsx)” rồi nhập.",
        "file",
        code="file_encoding",
    )


def _damaged(content: bytes, encoding: str) -> str:
    """A few broken letters spoil their rows, not the list; many mean that it is another encoding."""
    if encoding == "cp1258":
        return ""
    text = content.decode(encoding, errors="replace")
    broken = text.count("\ufffd")
    sound = sum(sign > "\x7f" for sign in text) - broken
    return text if sound > 10 * broken else ""


def _separator(text: str) -> str:
    """The one that makes the most headings; where none does, the one that makes the most columns."""
    beginning = "\n".join(text.splitlines()[:_BEGINNING])

    def fitness(separator: str) -> tuple[int, int]:
        rows = list(_rows(beginning, separator))
        found = find_headings(rows)
        return len(found.columns) if found else 0, max(map(len, rows), default=0)

    return max(_SEPARATORS, key=fitness)


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    """Rows as Excel numbers them. A quote left open would swallow the rows below it; then each line is read
    alone, so that only its own row is spoiled."""
    lines = io.StringIO(text, newline="")
    try:
        yield from _narrow(list(csv.reader(lines, delimiter=separator, strict=True)))
    except csv.Error:
        yield from _narrow(_line_by_line(text, separator))


def _line_by_line(text: str, separator: str) -> list[list[str]]:
    rows: list[list[str]] = []
    for line in text.splitlines():
        try:
            rows += csv.reader([line], delimiter=separator) if line.strip() else [[]]
        except csv.Error:
            rows.append([line[:200]])
    return rows


def _narrow(rows: list[list[str]]) -> list[list[str]]:
    if max(map(len, rows), default=0) > _MOST_COLUMNS:
        raise Refused(f"Có dòng dài quá {_MOST_COLUMNS} cột. Xem lại tệp.", "file", code="file_wide")
    return rows
