"""One column of values in few bytes: numbers by their differences, times beside another time of the same row,
repeated values by their place in a list."""

import sys
from array import array
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate, pairwise, repeat
from math import gcd
from operator import add, floordiv, sub
from typing import Any

from sync.change import Malformed

ABSENT = "\0"
"""Stands for a field that a record does not have."""
Column = list[Any]
"""[form, …], ready for MessagePack."""
Base = Sequence[int]
"""Seconds since 1970 that each row has already told, in its id or in a column before."""

DAY = 86_400
_WIDTHS = (("b", 1), ("h", 2), ("i", 4), ("q", 8))
_FEW = 3
"""A list of distinct values pays where each stands for at least as many rows."""
_ODD = (ABSENT, None)
_WIDE = 1 << 62
"""Beyond, a difference would not fit 64 bits."""


def packed(values: Sequence[Any], base: Base) -> tuple[Column, Base]:
    """Values are None, booleans, integers of 64 bits, text, or ABSENT; and the base for the next column."""
    kinds = set(map(type, values))
    if kinds == {int} and min(values) >= -_WIDE and max(values) < _WIDE and not _repeated(values):
        return numbers(values), base
    if kinds == {str} and len(values[0]) >= 10:
        if (days := _read_all(values, _day)) is not None:
            return ["d", numbers(list(map(sub, days, map(floordiv, base, repeat(DAY)))))], _seconds(days)
        if (seconds := _read_all(values, _second)) is not None:
            return ["t", numbers(list(map(sub, seconds, base)))], seconds
    return _listed(values, kinds, base), base


def _repeated(values: Sequence[int]) -> bool:
    """A few wide numbers again and again, as the clock readings of long transactions."""
    return max(values) - min(values) > 65_535 and len(set(values)) * _FEW * 4 <= len(values)


def _listed(values: Sequence[Any], kinds: set[type], base: Base) -> Column:
    if kinds >= {int, bool}:
        return ["v", list(values)]  # True and 1 would be one place of the list
    places: dict[Any, int] = {}
    order = [places.setdefault(value, len(places)) for value in values]
    odd = any(value in places for value in _ODD)
    if len(places) * _FEW <= len(values) and not (odd and int in kinds):
        return ["l", list(places), numbers(order)]
    if not odd:
        return ["v", list(values)]
    flags = [_ODD.index(value) if value in _ODD else len(_ODD) for value in values]
    rows = [row for row, flag in enumerate(flags) if flag == len(_ODD)]
    inner, _ = packed([values[row] for row in rows], [base[row] for row in rows]) if rows else (["v", []], [])
    return ["o", numbers(flags), inner]


def unpacked(column: Column, base: Base) -> tuple[list[Any], Base]:
    match column:
        case ["n", *_]:
            return numbers_back(column), base
        case ["d", told]:
            days = list(map(add, numbers_back(told), map(floordiv, base, repeat(DAY))))
            return list(map(_day_back, days)), _seconds(days)
        case ["t", told]:
            seconds = list(map(add, numbers_back(told), base))
            return list(map(_second_back, seconds)), seconds
        case ["l", [*listed], places]:
            return [listed[place] for place in numbers_back(places)], base
        case ["v", [*values]]:
            return values, base
        case ["o", flags, inner]:
            return _with_odd(numbers_back(flags), inner, base), base
    raise Malformed("column")


def _with_odd(flags: list[int], inner: Column, base: Base) -> list[Any]:
    rows = [row for row, flag in enumerate(flags) if flag == len(_ODD)]
    found = unpacked(inner, [base[row] for row in rows])[0]
    if len(found) != len(rows):
        raise Malformed("column")
    present = iter(found)
    return [next(present) if flag == len(_ODD) else _ODD[flag] for flag in flags]


def numbers(values: Sequence[int]) -> Column:
    """Least width; as differences where that is less; divided by what divides all; in planes of bytes."""
    if not values:
        return ["n", 0, 0, 1, 0, b""]
    steps = [values[0], *(after - before for before, after in pairwise(values))]
    least = min(values)
    above = [value - least for value in values]
    by_step = sum(map(abs, steps)) < sum(above)
    told = steps if by_step else above
    unit = gcd(*told) or 1
    told = [number // unit for number in told]
    form, width = next(pair for pair in _WIDTHS if _fits(told, pair[1]))
    raw = array(form, told)
    if sys.byteorder != "little":
        raw.byteswap()
    flat = raw.tobytes()
    planes = b"".join(flat[start::width] for start in range(width))
    return ["n", width, 1 if by_step else 0, unit, least, planes]


def numbers_back(column: Column) -> list[int]:
    match column:
        case ["n", int(width), int(by_step), int(unit), int(least), bytes(planes)]:
            pass
        case _:
            raise Malformed("numbers")
    if not planes:
        return []
    form = {width: form for form, width in _WIDTHS}.get(width)
    if form is None or len(planes) % width:
        raise Malformed("numbers")
    count = len(planes) // width
    flat = bytearray(len(planes))
    for start in range(width):
        flat[start::width] = planes[start * count : (start + 1) * count]
    raw = array(form, bytes(flat))
    if sys.byteorder != "little":
        raw.byteswap()
    told = [number * unit for number in raw] if unit != 1 else raw.tolist()
    return list(accumulate(told)) if by_step else [number + least for number in told]


def _fits(values: Sequence[int], width: int) -> bool:
    most = 1 << (8 * width - 1)
    return -most <= min(values) and max(values) < most


def _read_all(values: Sequence[str], read: Any) -> list[int] | None:
    told = read(values[0])
    if told is None:
        return None
    numbers_ = [read(value) for value in values]
    return None if None in numbers_ else numbers_


@lru_cache(50_000)
def _day(text: str) -> int | None:
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    number = None if day is None else (day - _START).days
    return number if number is not None and _day_back(number) == text else None


_START = date(1970, 1, 1)


@lru_cache(50_000)
def _day_back(number: int) -> str:
    return (_START + timedelta(number)).isoformat()


def _second(text: str) -> int | None:
    if len(text) != 20 or text[10] != "T" or text[19] != "Z":
        return None
    day = _day(text[:10])
    clock = _clock(text[11:19])
    return None if day is None or clock is None else day * DAY + clock


@lru_cache(90_000)
def _clock(text: str) -> int | None:
    parts = text.split(":")
    if len(parts) != 3 or not all(len(part) == 2 and part.isascii() and part.isdigit() for part in parts):
        return None
    hour, minute, second = map(int, parts)
    return hour * 3600 + minute * 60 + second if hour < 24 and minute < 60 and second < 60 else None


def _second_back(number: int) -> str:
    day, second = divmod(number, DAY)
    return f"{_day_back(day)}T{_clock_back(second)}Z"


@lru_cache(90_000)
def _clock_back(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


def _seconds(days: Sequence[int]) -> list[int]:
    return [day * DAY for day in days]
