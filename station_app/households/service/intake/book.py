"""The file as it was given: which kind it is, whether it is safe to open, and its sheets as rows of cells."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from station_app.common.errors import Refused
from station_app.common.names import nfc
from station_app.households.service.intake.text import rows_of_text
from station_app.households.service.intake.workbook import sheets_of_workbook

LARGEST = 50 * 2**20
"""Bytes. A commune of 50,000 people is a list of about 5 MB."""
MOST_ROWS = 200_000

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`first` is the number that Excel shows beside the first of the rows."""

    name: str
    rows: Rows
    first: int = 1


@dataclass(frozen=True, slots=True)
class Book:
    """`sha256` tells the same file however it is called; `skipped` are sheets that were not read."""

    name: str
    sha256: str
    sheets: tuple[Sheet, ...]
    skipped: tuple[str, ...] = ()


def open_book(path: Path) -> Book:
    """Reads the file once, into memory: nothing of it is left outside the vault. Raises Refused in words."""
    content = _content(path)
    if content.startswith(_ZIP):
        sheets, skipped = _workbook(content)
    elif content.startswith(_OLE):
        raise _old_or_locked(content)
    else:
        sheets, skipped = (Sheet("", rows_of_text(content)),), ()
    if sum(len(sheet.rows) for sheet in sheets) > MOST_ROWS:
        raise Refused(
            f"Danh sách dài quá {MOST_ROWS:,} dòng. Chia thành nhiều tệp.".replace(",", "."), "file"
        )
    return Book(nfc(path.name), hashlib.sha256(content).hexdigest(), sheets, skipped)


def _content(path: Path) -> bytes:
    try:
        if not path.is_file() and path.exists():
            raise OSError(22, "không phải tệp thường")  # a pipe would never end
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise Refused(f"Không mở được tệp {path.name} ({error.strerror}).", "file", code="file") from None
    if len(content) > LARGEST:
        raise Refused(f"Tệp {path.name} lớn quá {LARGEST // 2**20} MB. Chia thành nhiều tệp.", "file")
    if not content.strip():
        raise Refused(f"Tệp {path.name} trống.", "file")
    return content


def _workbook(content: bytes) -> tuple[tuple[Sheet, ...], tuple[str, ...]]:
    found, hidden = sheets_of_workbook(content, MOST_ROWS)
    return tuple(Sheet(name, rows, first) for name, rows, first in found), tuple(hidden)


def _old_or_locked(content: bytes) -> Refused:
    if _ENCRYPTED in content:
        return Refused(
            "Tệp Excel này có mật khẩu. Mở bằng Excel, bỏ mật khẩu (Tệp › Thông tin › Bảo vệ sổ làm việc), "
            "lưu lại rồi nhập.",
            "file",
            code="file_locked",
        )
    return Refused(
        "Đây là tệp Excel đời cũ (.xls) hoặc tệp Word. Mở bằng Excel, lưu thành “Excel Workbook (.xlsx)” rồi "
        "nhập lại.",
        "file",
        code="file_old",
    )
