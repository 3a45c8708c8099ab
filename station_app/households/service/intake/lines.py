"""The rows of a sheet that are about people, with what the rows above say for them. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from station_app.common.names import fold, nfc
from station_app.households.service.intake.book import Sheet
from station_app.households.service.intake.cells import Said, as_written, is_nothing, said
from station_app.households.service.intake.headings import (
    Headings,
    find_headings,
    is_heading_again,
    is_numbering,
)

Cells = dict[str, list[Any]]
"""What the row says under each kind of heading, left to right."""

_OF_HOUSE = ("station_code", "household", "head", "address", "house_number", "poverty_class", "near_poor")
_CARRIED = {"hamlet": "Thôn/bản", "household": "Mã hộ", "head": "Chủ hộ"}
_PERSONAL = ("birth", "male", "female", "year", "citizen", "insurance", "social")
_HAMLET = re.compile(
    r"\b(?P<kind>thôn|bản|ấp|xóm|buôn|làng|phum|sóc|khóm|tổ dân phố|tổ|khu phố|khu)\s+(?P<name>[^,;:()\-–]+)",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"^(tổng\b|tong (cong|so)\b|(cộng|cong)\s*:?\s*\d*$|cộng\b)", re.IGNORECASE)
_FOOT = re.compile(
    r"người lập|lập biểu|xác nhận|ubnd|[ủu][ỷy] ban|trưởng (thôn|bản|trạm|ấp|khu)|ký tên|ký, ghi"
    r"|thủ trưởng|công an|nơi nhận|ngày\s.*tháng\s.*năm|danh sách (này|có|gồm)",
    re.IGNORECASE,
)
_HOUSE_TITLE = re.compile(r"^(hộ (số|ông|bà|gia đình)|hộ\s*:|chủ hộ)\s*:?\s*(?P<head>.*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """One person's row. `raw`: heading → text, for giving it back. `row` is the number Excel shows."""

    sheet: str
    row: int
    cells: Cells
    raw: dict[str, str]

    def first(self, kind: str) -> Any:
        return next((cell for cell in self.cells.get(kind, ()) if not is_nothing(said(cell))), "")

    def text(self, kind: str) -> str:
        return said(self.first(kind))


@dataclass(slots=True)
class SheetLines:
    """What was found on one sheet; `skipped` are rows about nobody: totals, signatures, page headings."""

    headings: Headings
    lines: list[Line] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)


def read_sheet(sheet: Sheet) -> SheetLines | None:
    """None where the sheet has no headings that name people."""
    headings = find_headings(sheet.rows)
    if headings is None:
        return None
    found = SheetLines(headings, titles=_titles(sheet.rows[: headings.row]))
    above = _Above(_default_hamlet(sheet.name, found.titles))
    for place, cells_as_given in enumerate(sheet.rows[headings.below :], start=headings.below):
        row = [Said(said(cell)) if isinstance(cell, str) else cell for cell in cells_as_given]
        texts = [text for cell in row if (text := said(cell))]
        number = sheet.first + place
        cells = _cells(row, headings)
        if not texts:
            continue
        if (
            is_heading_again(row, headings)
            or is_numbering(row)
            or above.take_section(texts)
            or _is_foot(texts, cells)
        ):
            found.skipped.append(number)
            continue
        above.complete(cells)
        found.lines.append(Line(sheet.name, number, cells, _raw(row, headings, cells)))
    return found


def hamlet_named(text: str) -> str | None:
    """“DANH SÁCH NHÂN KHẨU THÔN BẢN DỀN NĂM 2026” is about Bản Dền."""
    found = _HAMLET.search(nfc(text))
    if found is None:
        return None
    name = re.split(r"\s(?:năm|xã|phường|huyện|tỉnh|đợt|quý|tháng)\b", found["name"], flags=re.IGNORECASE)[
        0
    ].strip()
    if inner := _HAMLET.match(name):
        return _capitals(f"{inner['kind']} {inner['name'].strip()}")
    return _capitals(f"{found['kind']} {name}") if name else None


def year_named(titles: Sequence[str]) -> int | None:
    for title in titles:
        if found := re.search(r"\bnăm\s*:?\s*((?:19|20)\d{2})\b", nfc(title), re.IGNORECASE):
            return int(found[1])
    return None


def _capitals(name: str) -> str:
    return name.title() if name.isupper() or name.islower() else name[:1].upper() + name[1:]


def _default_hamlet(sheet_name: str, titles: Sequence[str]) -> str:
    return next((hamlet for text in (sheet_name, *titles) if (hamlet := hamlet_named(text))), "")


def _titles(rows: Sequence[Sequence[Any]]) -> list[str]:
    return list(dict.fromkeys(text for row in rows for cell in row if (text := said(cell))))


def _cells(row: Sequence[Any], headings: Headings) -> Cells:
    cells: Cells = {}
    for place, kind in headings.columns.items():
        if place < len(row):
            cells.setdefault("name" if kind == "family" else kind, []).append(row[place])
    return cells


def _raw(row: Sequence[Any], headings: Headings, cells: Cells) -> dict[str, str]:
    """The row as it was written, under its headings, with what rows above said for it, so that it can stand
    alone when it is given back; columns that we add then are left out."""
    raw = {
        headings.titles.get(place, f"Cột {place + 1}"): as_written(cell)
        for place, cell in enumerate(row)
        if headings.columns.get(place) not in ("returned", "station_code")
        and (place in headings.titles or said(cell))
    }
    for kind, title in _CARRIED.items():
        place = next(iter(headings.places(kind)), None)
        if text := said_of(cells, kind):
            raw[title if place is None else headings.titles[place]] = text
    return raw


def _is_foot(texts: Sequence[str], cells: Cells) -> bool:
    """Totals, dates and signatures; a row with a name and anything personal is somebody's."""
    named = any(said(cell) for cell in cells.get("name", ()))
    personal = any(not is_nothing(said(cell)) for kind in _PERSONAL for cell in cells.get(kind, ()))
    if any(_TOTAL.match(text) for text in texts[:2]):
        return True
    if named and personal:
        return False
    return _FOOT.search(" ".join(texts)) is not None or (len(texts) <= 2 and not named and not personal)


class _Above:
    """What the rows above say of the row being read: its hamlet, and its house where cells are left empty."""

    def __init__(self, hamlet: str) -> None:
        self._hamlet: Any = hamlet
        self._house: Cells = {}

    def take_section(self, texts: Sequence[str]) -> bool:
        """A row with nothing but “Thôn Bản Dền”, or “Hộ ông Giàng A Páo”, speaks for the rows below it."""
        told = [text for text in texts if not re.fullmatch(r"[IVX]+|\d+|[A-Za-zđĐ][.)]?", text)]
        if len(told) != 1:
            return False
        text = nfc(told[0])
        if (house := _HOUSE_TITLE.match(text)) and len(texts) == 1:
            self._house = {"household": [text], "head": [_person_of(house["head"])]}
            return True
        if (found := _HAMLET.match(text)) and not _FOOT.search(text):
            self._hamlet, self._house = _capitals(f"{found['kind']} {found['name'].strip()}"), {}
            return True
        return False

    def complete(self, cells: Cells) -> None:
        """Empty cells of the house take what was said last, until another house begins."""
        if said_of(cells, "hamlet"):
            self._hamlet = next(cell for cell in cells["hamlet"] if said(cell))
        else:
            cells["hamlet"] = [self._hamlet]
        if self._begins(cells):
            self._house = {kind: cells[kind] for kind in _OF_HOUSE if said_of(cells, kind)}
            return
        for kind, kept in self._house.items():
            if not said_of(cells, kind):
                cells[kind] = kept
        self._house |= {kind: cells[kind] for kind in _OF_HOUSE if said_of(cells, kind)}

    def _begins(self, cells: Cells) -> bool:
        if fold(said_of(cells, "relation")).startswith("chu ho") and not self._is_titled():
            return True
        for kind in ("station_code", "household", "head"):
            if told := said_of(cells, kind):
                return fold(told) != fold(said_of(self._house, kind))
        return not any(kind in self._house for kind in ("station_code", "household", "head"))

    def _is_titled(self) -> bool:
        """Under a title of its own the house has begun with the title."""
        return bool(_HOUSE_TITLE.match(said_of(self._house, "household")))


def said_of(cells: Cells, kind: str) -> str:
    return next((text for cell in cells.get(kind, ()) if (text := said(cell))), "")


def _person_of(text: str) -> str:
    return re.split(r"[-–(,;]", re.sub(r"^\s*(ông|bà)\s+", "", text, flags=re.IGNORECASE))[0].strip()
