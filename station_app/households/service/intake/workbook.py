"""Excel workbooks: weighed before they are opened, then read with merged cells carried down."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from station_app.common.errors import Refused

LARGEST_INSIDE = 256 * 2**20
"""Bytes of all parts once unpacked."""
MOST_COLUMNS = 200
MOST_CELLS = 4_000_000
"""A sheet is read as a full rectangle, so that one cell at the far corner would cost gigabytes."""

_PIECE = 1 << 20
_LONGEST_REFERENCE = 32
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,4})([0-9]{1,8})["']""")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_BROKEN = "Tệp Excel bị hỏng hoặc tải về chưa đủ. Mở bằng Excel, lưu lại rồi nhập."

_NO_WORKBOOK = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    ValueError,
)
"""What a container meets whose numbers point anywhere."""

Found = tuple[str, list[list[Any]], int]


def sheets_of_workbook(content: bytes, most_rows: int) -> tuple[list[Found], list[str]]:
    """(name, rows, number of the first row) of each visible sheet, and the names of the hidden ones."""
    _weigh(content, most_rows)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        seen = [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
        return [_sheet(book, name) for name in seen], [s.name for s in sheets if s.name not in seen]
    except PasswordError:
        raise Refused(
            "Tệp Excel này có mật khẩu. Bỏ mật khẩu rồi nhập.", "file", code="file_locked"
        ) from None
    except CalamineError:
        raise Refused(_BROKEN, "file", code="file_broken") from None


def _sheet(book: CalamineWorkbook, name: str) -> Found:
    sheet = book.get_sheet_by_name(name)
    if sheet.start is None:
        return name, [], 1
    top, left = sheet.start
    rows = sheet.to_python(skip_empty_area=True)
    for (first, column), (last, right) in sheet.merged_cell_ranges or ():
        _carry(rows, first - top, last - top, column - left, right - left)
    return name, rows, top + 1


def _carry(rows: list[list[Any]], first: int, last: int, column: int, right: int) -> None:
    """A merged cell says the same for every row it spans; across, it stays one cell, as titles are."""
    if not (0 <= first < len(rows) and 0 <= column < len(rows[first])) or (first == last):
        return
    for row in range(first + 1, min(last, len(rows) - 1) + 1):
        rows[row][column] = rows[first][column]


def _weigh(content: bytes, most_rows: int) -> None:
    """Unpacks every part once to count it, believing no header: a bomb is refused before it goes off."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = [part.filename for part in packed.infolist()]
            if not any(_SHEET.fullmatch(name) for name in names):
                _refuse_container(names)
                raise Refused(
                    "Tệp này không phải sổ Excel (.xlsx). Mở bằng Excel rồi lưu thành “.xlsx”.",
                    "file",
                    code="file_kind",
                )
            left = LARGEST_INSIDE
            for part in packed.infolist():
                left -= _unpacked(io.BytesIO(content), part, left, most_rows)
    except _NO_WORKBOOK:
        raise Refused(_BROKEN, "file", code="file_broken") from None


def _refuse_container(names: list[str]) -> None:
    if any(name.lower().endswith((".csv", ".xlsx")) for name in names):
        raise Refused(
            "Đây là tệp nén. Mở bằng 7-Zip (có khoá thì gõ mật khẩu của tệp), "
            "lấy danh sách bên trong ra rồi nhập.",
            "file",
            code="file_packed",
        )


def _unpacked(file: BinaryIO, part: zipfile.ZipInfo, most: int, most_rows: int) -> int:
    size, is_sheet = 0, _SHEET.fullmatch(part.filename)
    end, height, width = b"", 0, 0
    for piece in _pieces(file, part):
        size += len(piece)
        if size > most:
            raise Refused(
                "Tệp Excel này bung ra quá lớn, không mở để giữ máy an toàn.", "file", code="file_bomb"
            )
        if is_sheet:
            for letters, digits in _REFERENCE.findall(end + piece):
                height, width = max(height, int(digits)), max(width, _column(letters))
            end = piece[-_LONGEST_REFERENCE:]
            _refuse_wide(height, width, most_rows)
    return size


def _refuse_wide(height: int, width: int, most_rows: int) -> None:
    if height > most_rows or width > MOST_COLUMNS or height * width > MOST_CELLS:
        raise Refused(
            f"Trang tính quá rộng (tới dòng {height}, cột {width}). "
            "Chép phần danh sách sang tệp mới rồi nhập.",
            "file",
            code="file_wide",
        )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _pieces(file: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part unpacked a megabyte at a time, until its stream ends, whatever size it claims."""
    file.seek(part.header_offset + 26)
    lengths = file.read(4)
    file.seek(int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little"), io.SEEK_CUR)
    packed = file.read(part.compress_size)
    if part.flag_bits & 1:
        raise Refused("Tệp Excel này có mật khẩu. Bỏ mật khẩu rồi nhập.", "file", code="file_locked")
    if part.compress_type == zipfile.ZIP_STORED:
        yield packed
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile("an unusual packing")
    stream = zlib.decompressobj(-15)
    while packed and not stream.eof:
        yield stream.decompress(packed, _PIECE)
        packed = stream.unconsumed_tail
    while not stream.eof and (rest := stream.decompress(b"", _PIECE)):
        yield rest
