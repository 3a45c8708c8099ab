"""When two entries may be one person: a question for the nurse, never an automatic merge."""

from dataclasses import dataclass

from station_app.common.days import PartialDate
from station_app.common.errors import Refused
from station_app.common.names import fold, nfc, sort_key, words

ENOUGH = 5
"""From here on the nurse is asked: the same name and a birth year that agrees is just above it."""


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of somebody. `near`: of the same hamlet or household as the other."""

    full_name: str
    birth_date: str | None = None
    sex: str | None = None
    phone: str | None = None
    near: bool = False


@dataclass(frozen=True, slots=True)
class Likeness:
    score: int
    why: str


def likeness(one: Described, other: Described) -> Likeness | None:
    """None where they are surely two people: another given name, as twins have, or another birth date."""
    name, birth = _names(one.full_name, other.full_name), _births(one.birth_date, other.birth_date)
    if name is None or birth is None:
        return None
    signs = [name, birth]
    if one.near or other.near:
        signs.append((2, "cùng thôn"))
    if one.phone and one.phone == other.phone:
        signs.append((2, "cùng điện thoại"))
    if {one.sex, other.sex} == {"male", "female"}:
        signs.append((-3, "khác giới tính"))
    score = sum(points for points, _ in signs)
    return Likeness(score, ", ".join(why for _, why in signs)) if score >= ENOUGH else None


Sign = tuple[int, str]


def _names(one: str, other: str) -> Sign | None:
    mine, theirs = words(one), words(other)
    if not mine or not theirs:
        return None
    if sorted(mine) == sorted(theirs):
        unmarked = nfc(one).casefold() == fold(one) or nfc(other).casefold() == fold(other)
        if unmarked or sorted(sort_key(one).split()) == sorted(sort_key(other).split()):
            return 4, "cùng họ tên"
        return 3, "tên chỉ khác dấu"
    ends_agree = (mine[0], mine[-1]) == (theirs[0], theirs[-1])
    if ends_agree and (set(mine) <= set(theirs) or set(theirs) <= set(mine)):
        return 2, "cùng họ và tên, khác chữ đệm"
    return None


def _births(one: str | None, other: str | None) -> Sign | None:
    mine, theirs = _day(one), _day(other)
    if mine is None or theirs is None:
        return 0, "thiếu ngày sinh"
    if mine == theirs and mine.exact:
        return 4, "cùng ngày sinh"
    if mine.latest >= theirs.earliest and theirs.latest >= mine.earliest:
        return 2, "cùng tháng sinh" if mine.month and theirs.month else "cùng năm sinh"
    return _slipped(mine, theirs) if mine.year == theirs.year else None


def _slipped(mine: PartialDate, theirs: PartialDate) -> Sign | None:
    """Two days of one year that a slip of the hand, or a form that wants a day, explains."""
    if (mine.day, mine.month) == (theirs.month, theirs.day):
        return 2, "ngày và tháng sinh đổi chỗ"
    if (1, 1) in ((mine.day, mine.month), (theirs.day, theirs.month)):
        return 2, "cùng năm sinh, một bên ghi 01/01"
    return None


def _day(iso: str | None) -> PartialDate | None:
    try:
        return PartialDate.parse_iso(iso) if iso else None
    except Refused:
        return None
