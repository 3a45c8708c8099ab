"""What each kind of number must look like, and which numbers count as held."""

import re
from collections.abc import Callable
from functools import cache

import resources
from station_app.common import numbers
from station_app.common.days import PartialDate
from station_app.common.errors import Refused

CITIZEN, OLD_CITIZEN, CANCELLED_CITIZEN = "SDDCN", "CMND9", "SDDCN_DA_HUY"
INSURANCE, SOCIAL_INSURANCE = "MA_THE_BHYT", "MA_BHXH"
PROVISIONAL = "MA_TAM"
NOT_HELD = ("cancelled", "mistyped")
"""A number in one of these states may be another person's."""


def checked_number(type: str, value: str) -> str:
    """The number as it is kept, or a refusal that says what is wrong with it."""
    try:
        check = _CHECKS.get(type)
        return check(value) if check else _as_listed(value, type)
    except Refused as refusal:
        raise refusal.at("value") from None


def number_doubts(type: str, number: str, sex: str | None, birth_date: str | None) -> list[str]:
    """Where a citizen number and the record disagree."""
    if type != CITIZEN:
        return []
    born = PartialDate.parse_iso(birth_date) if birth_date else None
    return numbers.national_id_doubts(number, sex, born)


def number_label(type: str) -> str:
    return next((code.label for code in resources.codes("identifier_types") if code.code == type), type)


def _provisional(text: str) -> str:
    number = _tidied(text)
    if re.fullmatch(r"\d{9}|\d{12}", number):
        raise Refused(
            "Mã tạm không được giống số định danh hay CMND. Thêm chữ vào trước, ví dụ T-0001.",
            code="provisional_like_national",
        )
    return number


def _as_listed(text: str, type: str) -> str:
    number = _tidied(text)
    pattern = _patterns().get(type)
    if pattern and not re.fullmatch(pattern, number):
        raise Refused(
            f"“{text.strip()}” không đúng dạng của {number_label(type)}. Xem lại trên giấy tờ.",
            code="number_shape",
        )
    return number


def _tidied(text: str) -> str:
    number = re.sub(r"\s+", "", text).upper()
    if not number:
        raise Refused("Cần nhập số.", code="number_missing")
    if len(number) > 40:
        raise Refused("Số dài quá 40 ký tự. Xem có gõ nhầm ô không.", code="number_too_long")
    return number


@cache
def _patterns() -> dict[str, str]:
    listed = resources.codes("identifier_types")
    return {code.code: code.extra["pattern"] for code in listed if "pattern" in code.extra}


_CHECKS: dict[str, Callable[[str], str]] = {
    CITIZEN: numbers.national_id,
    OLD_CITIZEN: numbers.cmnd,
    INSURANCE: numbers.insurance_card,
    SOCIAL_INSURANCE: numbers.social_insurance,
    "HO_CHIEU": numbers.passport,
    PROVISIONAL: _provisional,
}
