"""A list of people as communes keep it in Excel: titles above, dates as text, numbers Excel has spoiled."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from station_app.demo.population import Commune

HEADINGS = (
    "STT", "Họ và tên", "Ngày, tháng, năm sinh", "Giới tính", "Dân tộc", "Quan hệ với chủ hộ", "Số CCCD/CMND",
    "Số thẻ BHYT", "Thôn/bản", "Số điện thoại", "Ghi chú",
)  # fmt: skip
TITLES = ("ỦY BAN NHÂN DÂN XÃ MƯỜNG HOA", "TRẠM Y TẾ", "DANH SÁCH NHÂN KHẨU NĂM 2026")
SPOILED = 1.23e11
"""A citizen number typed as a number, its last digits lost, shown as 1.23E+11."""

_SEX = {"male": "Nam", "female": "Nữ"}
_PEOPLES = {
    "01": "Kinh", "02": "Tày", "03": "Thái", "05": "Khơ me", "06": "Mường", "07": "Nùng", "08": "H'Mông",
    "09": "Dao", "12": "Ê đê", "25": "Giáy",
}  # fmt: skip
_RELATIONS = {"00": "Chủ hộ", "01": "Vợ", "02": "Con", "04": "Con dâu", "05": "Cháu"}


def vn_excel_list(path: Path, rows: Iterable[tuple[Any, ...]]) -> None:
    """Writes rows under the titles and headings, on the sheet a commune would name so."""
    with Workbook(str(path)) as book:
        sheet = book.add_worksheet("Danh sách")
        bold = book.add_format({"bold": True, "align": "center"})
        for number, title in enumerate(TITLES):
            sheet.merge_range(number, 0, number, len(HEADINGS) - 1, title, bold)
        sheet.write_row(len(TITLES) + 1, 0, HEADINGS, bold)
        for number, row in enumerate(rows, start=len(TITLES) + 2):
            sheet.write_row(number, 0, row)


def rows_of(commune: Commune, limit: int) -> list[tuple[Any, ...]]:
    """The people of the commune as their list tells them, with the faults such lists have."""
    house = {row["id"]: row for row in commune.households}
    member = {row["person"]: row for row in commune.members}
    numbers = {(row["person"], row["type"]): row["value"] for row in commune.identifiers}
    rows = []
    for serial, person in enumerate(commune.people[:limit], start=1):
        belongs = member[person["id"]]
        rows.append(
            (
                serial,
                _name(str(person["full_name"]), serial),
                _birth(str(person["birth_date"]), serial),
                _SEX[str(person["sex"])],
                _PEOPLES[str(person["ethnicity"])],
                _RELATIONS.get(str(belongs["relation"]), "Khác"),
                _number(numbers.get((person["id"], "SDDCN")), serial),
                numbers.get((person["id"], "MA_THE_BHYT")),
                house[belongs["household"]]["hamlet"],
                _phone(person["phone"], serial),
                None,
            )
        )
    return rows


def _name(name: str, serial: int) -> str:
    return name.upper() if serial % 3 == 0 else f"  {name} " if serial % 7 == 0 else name


def _birth(birth: str, serial: int) -> str | int:
    """09/03/1988, 9-3-1988 and 9.3.88 as text; a bare year as a number."""
    parts = birth.split("-")
    if len(parts) == 1:
        return int(birth)
    if len(parts) == 3 and serial % 11 == 0:
        return f"{int(parts[2])}.{int(parts[1])}.{parts[0][2:]}"
    separator = "-" if serial % 5 == 0 else "/"
    return separator.join(reversed(parts))


def _number(value: Any, serial: int) -> str | float | None:
    if value is None:
        return None
    return SPOILED if serial % 17 == 0 else f"'{value}" if serial % 13 == 0 else str(value)


def _phone(value: Any, serial: int) -> str | int | None:
    """Excel takes a leading zero away."""
    return int(value) if value and serial % 4 == 0 else value
