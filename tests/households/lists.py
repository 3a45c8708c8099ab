"""Lists as communes keep them, small enough to read in a test."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

HEADINGS = (
    "STT",
    "Họ và tên",
    "Ngày sinh",
    "Giới tính",
    "Quan hệ với chủ hộ",
    "Số CCCD",
    "Thôn",
    "Điện thoại",
)
FAMILY = (
    (1, "GIÀNG A PÁO", "09/03/1988", "Nam", "Chủ hộ", "010088001234", "Bản Dền", "0912345678"),
    (2, "Vàng Thị Mỷ", 1990, "Nữ", "Vợ", "", "Bản Dền", ""),
    (3, "Giàng A Tủa", "1-6-2015", "Nam", "Con", "", "Bản Dền", ""),
)
NEIGHBOURS = (
    (4, "Lò Văn Hặc", "12/12/1970", "Nam", "Chủ hộ", "010070004321", "Bản Dền", ""),
    (5, "Lò Thị Pàng", "01/02/2001", "Nữ", "Con", "010301000099", "Bản Dền", ""),
)

Rows = Sequence[Sequence[Any]]


def xlsx(
    path: Path, *sheets: tuple[str, Rows], merged: Sequence[tuple[int, int, int, int, Any]] = ()
) -> Path:
    """A workbook; `merged` belong to its first sheet."""
    with Workbook(str(path)) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            day = book.add_format({"num_format": "dd/mm/yyyy"})
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if hasattr(cell, "year"):
                        sheet.write_datetime(number, column, cell, day)
                    else:
                        sheet.write(number, column, cell)
            for first, left, last, right, value in merged if name == sheets[0][0] else ():
                sheet.merge_range(first, left, last, right, value)
    return path


def csv(path: Path, rows: Rows, *, encoding: str = "utf-8", separator: str = ",") -> Path:
    text = "\r\n".join(separator.join(str(cell) for cell in row) for row in rows)
    path.write_bytes(text.encode(encoding))
    return path


def commune_list(path: Path, *rows: Sequence[Any]) -> Path:
    """Titles, a gap, the headings and the rows."""
    titles = [("TRẠM Y TẾ XÃ MƯỜNG HOA",), ("DANH SÁCH NHÂN KHẨU NĂM 2026",), ()]
    return xlsx(path, ("Danh sách", [*titles, HEADINGS, *rows]))
