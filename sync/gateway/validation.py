"""Does a value fit its declared kind? What does not keeps its record out of the province's facts. Pure."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from functools import lru_cache

from sync.change import Value
from sync.policy import Entity, Kind

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,30}(\.\d{1,15})?", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_INT64 = 2**63

_PRECISION = ("year", "month", "day")
EDITION = 2
"""Rises with the rules of this page: rows that earlier rules held back are then judged again."""


def is_uuid(text: str) -> bool:
    return _UUID.fullmatch(text) is not None


@lru_cache(8192)
def earliest(value: str) -> tuple[str, str] | None:
    """The first day that a partial date may mean, and its precision; None if it is on no calendar."""
    found = _DATE.fullmatch(value)
    if found is None:
        return None
    parts = [int(part) for part in found.groups() if part is not None]
    try:
        day = date(*[*parts, 1, 1][:3])
    except ValueError:
        return None
    return day.isoformat(), _PRECISION[len(parts) - 1]


@lru_cache(8192)
def _is_instant(value: str) -> bool:
    if _INSTANT.fullmatch(value) is None:
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_readable(value: Value) -> bool:
    return isinstance(value, str) and "\0" not in value


def _is_decimal(value: Value) -> bool:
    return isinstance(value, str) and _DECIMAL.fullmatch(value) is not None


def _is_on_calendar(value: Value) -> bool:
    return isinstance(value, str) and earliest(value) is not None


def _is_time(value: Value) -> bool:
    return isinstance(value, str) and _is_instant(value)


def _is_reference(value: Value) -> bool:
    return isinstance(value, str) and is_uuid(value)


def _is_integer(value: Value) -> bool:
    return type(value) is int and -_INT64 <= value < _INT64


def _is_boolean(value: Value) -> bool:
    return type(value) is bool


FITS: dict[Kind, Callable[[Value], bool]] = {
    Kind.TEXT: _is_readable,
    Kind.CODE: _is_readable,
    Kind.INTEGER: _is_integer,
    Kind.DECIMAL: _is_decimal,
    Kind.BOOLEAN: _is_boolean,
    Kind.DATE: _is_on_calendar,
    Kind.INSTANT: _is_time,
    Kind.REFERENCE: _is_reference,
}
_WORDS: dict[Kind, str] = {
    Kind.TEXT: "có ký tự không đọc được",
    Kind.CODE: "có ký tự không đọc được",
    Kind.INTEGER: "phải là số nguyên",
    Kind.DECIMAL: "phải là số",
    Kind.BOOLEAN: "phải là có hoặc không",
    Kind.DATE: "không phải là ngày có trên lịch (năm-tháng-ngày)",
    Kind.INSTANT: "không phải là ngày giờ có thật (giờ UTC)",
    Kind.REFERENCE: "không trỏ tới bản ghi nào (mã sai dạng)",
}


def fault(kind: Kind, value: Value) -> str:
    """What is wrong with a value that does not fit, in words that follow the field's label."""
    if not isinstance(value, str) and kind not in (Kind.INTEGER, Kind.BOOLEAN):
        return "phải là chữ"
    return _WORDS[kind]


def objection(entity: Entity, record: str, wrong: Mapping[str, str], missing: Collection[str]) -> str | None:
    """Why a record's row must wait, in the nurse's words and without the values themselves."""
    has_id = is_uuid(record)
    if has_id and not wrong and not missing:
        return None
    said = [] if has_id else ["Mã bản ghi sai dạng"]
    said += [f"{field.label}: {wrong[field.name]}" for field in entity.fields if field.name in wrong]
    said += [f"Thiếu {field.label.lower()}" for field in entity.fields if field.name in missing]
    return "; ".join(said) + "."
