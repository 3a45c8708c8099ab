"""What a cell means: dates as text or as Excel counts them, numbers Excel has harmed. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from station_app.common import numbers
from station_app.common.days import PartialDate, parse_typed
from station_app.common.errors import Refused
from station_app.common.names import fold, nfc
from station_app.people.rules.papers import CITIZEN, INSURANCE, OLD_CITIZEN, checked_number

_NOTHING = frozenset(
    {"", "khong", "khong co", "ko", "ko co", "chua", "chua co", "chua cap", "khong ro", "0", "na"}
)
_LONGEST_NOTHING = 10
_FIRST_SERIAL = 10_000
"""18/05/1927. Smaller numbers are years; nobody older is entered by a date that Excel counted."""
_ZEROS = "00000"
# Bounded, because a cell may be as long as whoever sent the list pleases.
_ROUGHLY = re.compile(r"^\s{0,4}(khoảng|chừng|độ|~|k\.?)\s{0,4}(?=\d)|\s{0,4}\?{1,4}\s{0,4}$", re.IGNORECASE)
_MIDNIGHT = re.compile(r"[ T]{1,4}\d{1,2}:\d{2}(:\d{2})?(\.\d+)?( ?[AP]M)?$", re.IGNORECASE)
_INVISIBLE = dict.fromkeys([*range(0x200B, 0x2010), 0x2060, 0xFEFF, 0x00AD]) | {0x00A0: " "}
_APOSTROPHES = ("'", "’", "`")


@dataclass(frozen=True, slots=True)
class Read:
    """A value and, where it is not what the cell said, what was made of it."""

    value: str
    told: str = ""


class Said(str):
    """Text that has been tidied already: each cell is asked for many times."""

    __slots__ = ()


def said(cell: Any) -> str:
    """The cell as a person reads it; the apostrophe that keeps Excel from counting is not part of it."""
    if isinstance(cell, Said):
        return cell
    if isinstance(cell, str):
        text = nfc(cell).translate(_INVISIBLE).strip()
        return text.lstrip("'’` ") if text[:1] in _APOSTROPHES and len(text) > 1 else text
    if isinstance(cell, bool):
        return "x" if cell else ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else format(cell, ".15g")
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    return str(cell) if isinstance(cell, int) else ""


def is_nothing(text: str) -> bool:
    """Empty, a dash, or one of the words lists use for it."""
    return not text or (len(text) <= _LONGEST_NOTHING and fold(text) in _NOTHING)


def is_counted(cell: Any) -> bool:
    """Whether Excel kept it as a number, and so may have taken zeros from its front."""
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def birth(cell: Any, today: date) -> Read | None:
    """A partial date in its stored form; None for an empty cell. Raises Refused in words."""
    text = said(cell)
    if is_nothing(text):
        return None
    if isinstance(cell, date):
        return Read(_reachable(cell.date() if isinstance(cell, datetime) else cell, today))
    if re.fullmatch(r"\d{5}|\d{7}", text):
        return _counted_day(text, today)
    if not isinstance(cell, str) and not re.fullmatch(r"\d{4,8}", text):
        return Read(_of_serial(float(text), today, text).iso) if _is_number(text) else _unreadable(text)
    exact = _MIDNIGHT.sub("", text)
    plain = _ROUGHLY.sub("", exact)
    if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", plain):
        plain = "/".join(reversed(plain.split("-")))
    day = parse_typed(plain, today)
    told = f"Ngày sinh ghi “{text}”, nhận là {day.shown}." if plain != exact else ""
    return Read(day.iso, told)


def _counted_day(text: str, today: date) -> Read:
    """Five digits are Excel's count of days; seven have lost the zero of the day's front."""
    is_typed = len(text) == 7
    day = parse_typed("0" + text, today) if is_typed else _of_serial(float(text), today, text)
    return Read(day.iso, f"Ngày sinh ghi “{text}”, nhận là {day.shown}.")


def _of_serial(serial: float, today: date, text: str) -> PartialDate:
    latest = (today - date(1899, 12, 30)).days
    if not _FIRST_SERIAL <= serial <= latest:
        _unreadable(text)
    return PartialDate.of(date(1899, 12, 30) + timedelta(days=int(serial)))


def _unreadable(text: str) -> Read:
    raise Refused(f"Không hiểu “{text}” là ngày nào. Gõ ngày/tháng/năm, hoặc chỉ năm sinh.", "birth_date")


def _is_number(text: str) -> bool:
    return re.fullmatch(r"\d+(\.\d+)?", text) is not None


def _reachable(day: date, today: date) -> str:
    return parse_typed(day.strftime("%d/%m/") + f"{day.year:04}", today).iso


def citizen(cell: Any, sex: str | None, born: str | None) -> list[tuple[str, Read]]:
    """(kind, number) of each number in the cell. A lost zero is put back only where sex and birth year,
    which the number repeats, agree; else it is refused with the number it may have been."""
    text = said(cell)
    parts = [text] if is_counted(cell) else re.split(r"[/;\n]|,\s+", text)
    return [_one_citizen(part.strip(), is_counted(cell), sex, born) for part in parts if not is_nothing(part)]


def _one_citizen(text: str, counted: bool, sex: str | None, born: str | None) -> tuple[str, Read]:
    bare = re.sub(r"[\s.\-]", "", text)
    if re.fullmatch(r"[A-Za-z]{1,2}\d{6,8}", bare):
        return "HO_CHIEU", Read(checked_number("HO_CHIEU", bare))
    if is_rounded(bare, counted=counted):
        raise Refused(
            f"Excel đã làm tròn số này thành {_in_powers(bare)} và đã mất các số cuối. Xem giấy tờ gốc "
            "rồi gõ lại đủ số.",
            "citizen",
        )
    if re.fullmatch(r"\d{9}", bare):
        return OLD_CITIZEN, Read(checked_number(OLD_CITIZEN, bare))
    broken = numbers.looks_broken_by_excel(text)
    if broken and broken.suggestion and _confirmed(broken.suggestion, sex, born):
        told = f"Số định danh “{text}” thiếu số 0 ở đầu, nhận là {broken.suggestion}."
        return CITIZEN, Read(broken.suggestion, told)
    if broken:
        raise Refused(broken.reason, "citizen")
    if len(bare) == 8 and bare.isdecimal():
        raise Refused(
            f"Số “{text}” có 8 chữ số; nếu là CMND 9 số mất số 0 ở đầu thì là 0{bare}. Xem lại giấy tờ.",
            "citizen",
        )
    return CITIZEN, Read(checked_number(CITIZEN, text))


def is_rounded(text: str, *, counted: bool) -> bool:
    """12 digits of which only the first were kept: the tail of a real number is never all zeros."""
    tail = _ZEROS if counted else _ZEROS + "0"
    return text.endswith(tail) and re.fullmatch(r"\d{10,12}", text) is not None


def as_written(cell: Any) -> str:
    """As `said`, but a rounded number shows that it is one, wherever it is read next."""
    text = said(cell)
    return _in_powers(text) if is_rounded(text, counted=is_counted(cell)) else text


def _in_powers(digits: str) -> str:
    whole = digits.rstrip("0")
    return f"{whole[0]}.{whole[1:] or '0'}E+{len(digits) - 1}"


def _confirmed(number: str, sex: str | None, born: str | None) -> bool:
    if not (sex in ("male", "female") and born and re.fullmatch(r"\d{12}", number)):
        return False
    return not numbers.national_id_doubts(number, sex, PartialDate.parse_iso(born))


def insurance(cell: Any, kind: str = INSURANCE) -> Read | None:
    """A card's number; ten digits that Excel counted and shortened to nine can only have lost one zero."""
    text = said(cell)
    if is_nothing(text):
        return None
    if is_counted(cell) and len(text) == 9:
        whole = checked_number(kind, text.zfill(10))
        return Read(whole, f"Số bảo hiểm “{text}” thiếu số 0 ở đầu, nhận là {whole}.")
    return Read(checked_number(kind, text))


def phone(cell: Any) -> tuple[Read, str] | None:
    """The first number, and what else the cell held. A zero that Excel took is put back."""
    text = said(cell)
    if is_nothing(text):
        return None
    first, *others = [part.strip() for part in re.split(r"[/;,\n]|\s-\s|\bhoặc\b", text) if part.strip()] or [
        text
    ]
    if re.fullmatch(r"2\d{9}", first):
        first = f"0{first}"
    try:
        return Read(numbers.phone(first)), "; ".join(others)
    except Refused as refusal:
        mended = _mended(refusal)
        if mended is None:
            raise
        # A lost zero is as common as rain; a renamed prefix is worth a word.
        told = "" if refusal.code == "phone_zero_lost" else f"Số điện thoại cũ {first}, nhận là {mended}."
        return Read(mended, told), "; ".join(others)


def _mended(refusal: Refused) -> str | None:
    """The number that the refusal itself says it must be."""
    if refusal.code not in ("phone_zero_lost", "phone_renamed"):
        return None
    found = re.search(r"\b0[35789]\d{8}\b", refusal.reason)
    return numbers.phone(found[0]) if found else None
