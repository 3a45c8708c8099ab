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


def _is_readable(text: str) -> bool:
    return "\0" not in text


def _is_decimal(text: str) -> bool:
    return _DECIMAL.fullmatch(text) is not None


def _is_on_calendar(text: str) -> bool:
    return earliest(text) is not None


_FITS: dict[Kind, tuple[Callable[[str], bool], str]] = {
    Kind.TEXT: (_is_readable, "có ký tự không đọc được"),
    Kind.CODE: (_is_readable, "có ký tự không đọc được"),
    Kind.DECIMAL: (_is_decimal, "phải là số"),
    Kind.DATE: (_is_on_calendar, "không phải là ngày có trên lịch (năm-tháng-ngày)"),
    Kind.INSTANT: (_is_instant, "không phải là ngày giờ có thật (giờ UTC)"),
    Kind.REFERENCE: (is_uuid, "không trỏ tới bản ghi nào (mã sai dạng)"),
}


def fault(kind: Kind, value: Value) -> str | None:
    """What is wrong with a value of a field, in words that follow the field's label."""
    if kind is Kind.INTEGER:
        return None if type(value) is int and -_INT64 <= value < _INT64 else "phải là số nguyên"
    if kind is Kind.BOOLEAN:
        return None if type(value) is bool else "phải là có hoặc không"
    if not isinstance(value, str):
        return "phải là chữ"
    fits, words = _FITS[kind]
    return None if fits(value) else words


def objection(entity: Entity, record: str, wrong: Mapping[str, str], missing: Collection[str]) -> str | None:
    """Why a record's row must wait, in the nurse's words and without the values themselves."""
    has_id = is_uuid(record)
    if has_id and not wrong and not missing:
        return None
    said = [] if has_id else ["Mã bản ghi sai dạng"]
    said += [f"{field.label}: {wrong[field.name]}" for field in entity.fields if field.name in wrong]
    said += [f"Thiếu {field.label.lower()}" for field in entity.fields if field.name in missing]
    return "; ".join(said) + "."
