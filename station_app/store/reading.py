"""Typed text by kind: each reader gives the canonical value or refuses in words."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

import resources
from station_app.common.days import parse_typed, to_instant
from station_app.common.errors import Refused
from sync.change import Value
from sync.policy import Field, Kind

_YES = {"1", "true", "có", "co", "c", "x", "y", "yes"}


_NO = {"0", "false", "không", "khong", "k", "n", "no"}


_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")


_ISO_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


FUTURE = frozenset({"follow_up_on", "expiry", "valid_to"})
"""The only fields in which a day to come makes sense."""


def _text(field: Field, text: str, today: date) -> Value:
    return text


def _code(field: Field, text: str, today: date) -> Value:
    known = resources.codes(field.codes) if field.codes else ()
    if not known or any(code.code == text for code in known):
        return text
    by_label = [code.code for code in known if code.label.casefold() == text.casefold()]
    if by_label:
        return by_label[0]
    if (
        field.codes
        and field.codes.startswith("icd10")
        and re.fullmatch(r"[A-Z]\d{2}(\.\d{1,2})?", text.upper())
    ):
        return text.upper()
    some = ", ".join(f"{code.code} ({code.label})" for code in known[:6])
    raise Refused(f"{field.label} không nhận “{text}”. Chọn trong danh mục: {some}…")


def _integer(field: Field, text: str, today: date) -> Value:
    if not re.fullmatch(r"-?\d{1,12}", text):
        raise Refused(f"{field.label} cần một số nguyên, không nhận “{text}”.")
    return int(text)


def _decimal(field: Field, text: str, today: date) -> Value:
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise Refused(f"{field.label} cần một con số, không nhận “{text}”.") from None
    if not number.is_finite() or abs(number) >= 10**9:
        raise Refused(f"{field.label} cần một con số, không nhận “{text}”.")
    return format(number.normalize(), "f")


def _boolean(field: Field, text: str, today: date) -> Value:
    if text.casefold() in _YES:
        return True
    if text.casefold() in _NO:
        return False
    raise Refused(f"{field.label}: trả lời có hoặc không.")


def _date(field: Field, text: str, today: date) -> Value:
    past_only = field.name not in FUTURE
    if _ISO_DATE.fullmatch(text):
        text = "/".join(reversed(text.split("-")))
    return parse_typed(text, today, past_only=past_only).iso


def _instant(field: Field, text: str, today: date) -> Value:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(f"{field.label} cần ngày giờ dạng 2026-11-21T07:30+07:00.") from None
    if moment.tzinfo is None:
        raise Refused(f"{field.label} cần cả múi giờ, ví dụ 2026-11-21T07:30+07:00.")
    return to_instant(moment)


def _reference(field: Field, text: str, today: date) -> Value:
    if not _UUID.fullmatch(text.lower()):
        raise Refused(f"{field.label} cần mã bản ghi (id) của {field.refers}.")
    return text.lower()


READERS = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.BOOLEAN: _boolean,
    Kind.DATE: _date,
    Kind.INSTANT: _instant,
    Kind.REFERENCE: _reference,
}
