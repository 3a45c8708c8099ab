"""Where the headings of a list stand, and what each column holds, however the commune spells it. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from station_app.common.names import fold, nfc

LOOKED_AT = 50
"""Rows in which headings are looked for; titles and letterheads stand above them."""

_HAMLET_WORD = "thon|ban|ap|to|xom|khu|buon|lang|phum|soc|khom|doi|pho|tdp|dan pho|dan cu|dia ban"
_SPELLINGS: tuple[tuple[str, str], ...] = (
    ("returned", r"ly do (bi )?tra lai|dong trong danh sach"),
    ("station_code", r"ma ho cua tram"),
    ("head", r"ten (cua )?chu ho|^chu ho( gia dinh)?$"),
    ("relation", r"quan he|^(moi )?qh\b"),
    ("guardian_phone", r"(dien thoai|sdt|dt).*giam ho"),
    ("guardian_name", r"giam ho|nguoi cham soc"),
    ("", r"ten (cha|bo|me|vo|chong|con)\b|ho so|noi (cap|dang ky|dk|kcb|sinh)"),
    ("", r"ngay (cap|mat|chet|chuyen|den|di)\b|\bkcb\b|que quan|nguyen quan"),
    ("", r"ton giao|trinh do|van hoa|hon nhan"),
    ("valid_from", r"gia tri tu|^tu ngay"),
    ("valid_to", r"gia tri( the)? den|han (the|su dung|sd|dung|bhyt)|het han|thoi han|^den ngay"),
    ("insurance", r"\bbhyt\b|bao hiem y te|^(so|ma)( so)? the$"),
    ("social", r"\bbhxh\b|bao hiem xa hoi"),
    ("citizen", r"\bcccd\b|\bcmnd\b|\bcmt(nd)?\b|dinh danh(?! ho)|can cuoc|chung minh|\bddcn\b|ho chieu"),
    ("male", r"^(ngay )?(thang )?nam sinh( cua)? nam$"),
    ("female", r"^(nam |ngay |thang )*sinh( cua)? nu$|^gioi tinh nu$"),
    ("male", r"^gioi tinh nam$"),
    ("birth", r"\b(ngay|nam|thang)\b.*\bsinh\b|^ntns$|^ns$|^sinh (ngay|nam)|^namsinh$|^ngaysinh$"),
    ("sex", r"gioi tinh|^gioi$|^phai$|^gt$|^nam nu$"),
    ("ethnicity", r"dan toc"),
    ("phone", r"dien thoai|\bsdt\b|\bdtdd\b|^so dt|di dong|^so lien he|^tel\b|^phone"),
    ("email", r"email|thu dien tu"),
    ("residence", r"(tinh trang|loai|hinh thuc) cu tru|^cu tru$"),
    ("household", r"^(ma|so)( so)?( dinh danh)? (ho( gia dinh| khau)?|so ho khau|hk|hgd)$"),
    ("household", r"^so ho khau( so)?$|^shk$"),
    ("house_number", r"^so nha"),
    ("near_poor", r"^(thuoc )?(ho |dien )*can ngheo$"),
    ("poverty_class", r"ho ngheo|can ngheo|dien ho|loai ho|muc song|doi tuong ho"),
    ("occupation", r"nghe nghiep|^nghe$|cong viec|viec lam"),
    ("hamlet", rf"^(ten )?({_HAMLET_WORD})( ({_HAMLET_WORD}|so))*$"),
    ("address", r"dia chi|noi o|cho o|thuong tru|noi cu tru|ho khau|tam tru"),
    ("nationality", r"quoc tich"),
    ("note", r"ghi chu"),
    ("family", r"^ho( va)?( chu| ten)? (dem|lot)$|^ho$|^(ten|chu) (dem|lot)$"),
    ("name", r"^ho( va)? ten\b|^ho( va)?( chu)? (dem|lot)( va)? ten$"),
    ("name", r"^ten( (khai sinh|nhan khau|thanh vien|nguoi dan))?$"),
    ("ordinal", r"^(stt|so tt|tt|so thu tu)$"),
)  # fmt: skip
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _SPELLINGS)
_MARKED = {
    "nam": "male", "năm": "year", "nữ": "female", "nu": "female", "ngày": "day", "tháng": "month",
    "sinh năm": "birth", "hộ số": "household", "đt": "phone", "dt": "ethnicity",
}  # fmt: skip
"""Words that only their marks tell apart."""
_REPEATABLE = frozenset({"name", "family", "citizen", "insurance", "phone", "note"})
_SILENT = frozenset({"ordinal", "returned"})


@dataclass(frozen=True, slots=True)
class Headings:
    """`columns`: place → what it holds. `titles`: place → the heading as written. `below`: the first row
    after them. `unmapped`: headings whose columns are not read."""

    row: int
    below: int
    columns: dict[int, str]
    titles: dict[int, str]
    unmapped: tuple[str, ...] = field(default=())

    def places(self, *kinds: str) -> list[int]:
        return [place for place, kind in self.columns.items() if kind in kinds]


Row = Sequence[Any]


def kind_of(heading: Any) -> str | None:
    """What a column under this heading holds; None where the list's own use is unknown."""
    marked = " ".join(re.sub(r"[^\w\s]", " ", nfc(str(heading or ""))).casefold().split())
    if marked in _MARKED:
        return _MARKED[marked]
    if "hồ sơ" in marked:
        return None
    full = fold(str(heading or ""))
    for spelled in (full, fold(re.sub(r"\([^)]*\)", " ", str(heading or "")))):
        for kind, pattern in _COMPILED:
            if pattern.search(spelled):
                return kind or None
    return None


def find_headings(rows: Sequence[Row]) -> Headings | None:
    """The row with the most known headings, a name among them, and the row of sub-headings below it."""
    best: tuple[int, int] = (0, 0)
    for place, row in enumerate(rows[:LOOKED_AT]):
        kinds = {kind for cell in row if (kind := kind_of(cell))}
        if kinds & {"name", "family"} and len(kinds - _SILENT) > 1 and len(kinds) > best[0]:
            best = len(kinds), place
    if not best[0]:
        return None
    top = bottom = best[1]
    if top and _same_cells(rows[top - 1], rows[top]) >= 2:
        top -= 1  # merged headings were carried down into the row of sub-headings
    elif _is_sub_headings(rows, bottom):
        bottom += 1
    return _mapped(rows, top, bottom)


def is_heading_again(row: Row, headings: Headings) -> bool:
    """A heading repeated where a page was broken."""
    said = [(place, " ".join(str(cell).split()).casefold()) for place, cell in enumerate(row) if cell]
    same = sum(text == headings.titles.get(place, "").casefold() for place, text in said if text)
    return same >= 2 and same * 2 > len(said)


def is_numbering(row: Row) -> bool:
    """The row of column numbers under the headings: 1, 2, 3 or (1), (2), (3), also A, B, 1, 2."""
    said = [str(cell) for cell in row if cell]
    if any(len(text) > 4 for text in said):
        return False
    marks = [mark for text in said if (mark := re.sub(r"[()\s]|\.0$", "", text))]
    numbers = [int(mark) for mark in marks if mark.isdecimal() and len(mark) < 3]
    rising = all(later - one in (0, 1) for one, later in pairwise(numbers))
    return len(marks) >= 3 and len(numbers) >= 2 and rising and all(len(mark) < 3 for mark in marks)


def _same_cells(one: Row, other: Row) -> int:
    return sum(
        bool(str(mine or "").strip()) and mine == theirs for mine, theirs in zip(one, other, strict=False)
    )


def _is_sub_headings(rows: Sequence[Row], place: int) -> bool:
    """Words without digits below the headings, and nobody's name among them."""
    if place + 1 >= len(rows):
        return False
    row, above = rows[place + 1], rows[place]
    said = [(number, str(cell)) for number, cell in enumerate(row) if str(cell or "").strip()]
    named = [number for number, cell in enumerate(above) if kind_of(cell) in ("name", "family")]
    return bool(said) and all(
        not re.search(r"\d", text) and (number not in named or kind_of(text) in ("name", "family"))
        for number, text in said
    )


def _mapped(rows: Sequence[Row], top: int, bottom: int) -> Headings:
    columns: dict[int, str] = {}
    titles: dict[int, str] = {}
    unmapped: list[str] = []
    for place, (parent, own) in enumerate(_pairs(rows[top], rows[bottom])):
        if not (own or parent):
            continue
        kind = kind_of(own) or kind_of(f"{parent} {own}") if own else None
        titles[place] = _title(parent, own, titles.values())
        if kind is None or (kind in columns.values() and kind not in _REPEATABLE):
            unmapped.append(titles[place])
        else:
            columns[place] = kind
    return Headings(top, bottom + 1, _split_names(rows[bottom + 1 :], columns), titles, tuple(unmapped))


def _title(parent: str, own: str, others: Iterable[str]) -> str:
    """A heading that can stand alone when rows are given back, and is nobody else's."""
    alone = own if not parent or parent == own or kind_of(own) else f"{parent} {own}".strip()
    return alone if alone not in others else f"{alone} ({sum(alone == other for other in others) + 1})"


def _pairs(above: Row, below: Row) -> list[tuple[str, str]]:
    """Each column's upper heading, a merged one reaching to the right, and its own."""
    pairs, reaching = [], ""
    for place in range(max(len(above), len(below))):
        upper = _said(above, place)
        own = _said(below, place) if above is not below else upper
        reaching = upper or (reaching if own and above is not below else "")
        pairs.append((reaching, own or upper))
    return pairs


def _said(row: Row, place: int) -> str:
    return " ".join(str(row[place] or "").split()) if place < len(row) else ""


def _split_names(rows: Sequence[Row], columns: dict[int, str]) -> dict[int, str]:
    """A heading “Họ và tên” merged over two columns: the given name stands in the nameless one beside it."""
    named = [place for place, kind in columns.items() if kind == "name"]
    if len(named) == 1 and named[0] + 1 not in columns and "family" not in columns.values():
        beside = [(_said(row, named[0]), _said(row, named[0] + 1)) for row in rows[:LOOKED_AT]]
        both = [given for family, given in beside if family and given]
        if both and len(both) * 2 > len(beside) and all(given.isalpha() for given in both):
            return dict(sorted({**columns, named[0] + 1: "name"}.items()))
    return columns
