"""What cannot be true of a person is refused in words; what is unlikely is a doubt, asked once."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from station_app.common import numbers
from station_app.common.days import PartialDate, age_in_years
from station_app.common.errors import Refused
from station_app.common.names import tidy_name

Fact = str | int | bool | None
Facts = Mapping[str, Fact]

LONGEST_LIFE = 120
"""Years; the longest life on record is 122, so whoever is older was mistyped."""
RARE_AGE = 100
LONGEST_NAME = 100
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:hg]([0-5]\d)")


def checked_person(values: Facts, today: date, known: Facts | None = None) -> dict[str, Fact]:
    """The values tidied, or a refusal under the field at fault. `known` is the record before a correction."""
    checked = dict(values)
    if "full_name" in checked and not str(checked["full_name"] or "").strip():
        raise Refused("Cần nhập họ và tên.", "full_name", code="name_missing")
    if "birth_date" in checked and not checked["birth_date"]:
        raise Refused("Cần nhập ngày sinh; chỉ nhớ năm thì gõ năm.", "birth_date", code="date_missing")
    for name, check in _CHECKS.items():
        if checked.get(name):
            try:
                checked[name] = check(str(checked[name]))
            except Refused as refusal:
                raise refusal.at(name) from None
    _refuse_impossible_days({**(known or {}), **checked}, today)
    return checked


def doubts_about_person(values: Facts, today: date) -> list[str]:
    """What is asked once and then believed."""
    doubts = []
    name = str(values.get("full_name") or "")
    if name and len(name.split()) == 1:
        doubts.append(f"Tên “{name}” chỉ có một chữ. Đã đủ họ và tên chưa?")
    if re.search(r"\d", name):
        doubts.append(f"Tên “{name}” có chữ số. Có đúng không?")
    born = _day(values, "birth_date")
    if born and not values.get("died_on") and age_in_years(born.latest, today) > RARE_AGE:
        doubts.append(f"Sinh {born.shown} thì nay hơn {RARE_AGE} tuổi. Có đúng năm sinh không?")
    return doubts


def _full_name(text: str) -> str:
    name = tidy_name(text)
    if not any(sign.isalpha() for sign in name):
        raise Refused(
            f"“{text.strip()}” không phải họ tên: chưa có chữ cái nào.", code="name_without_letters"
        )
    if len(name) > LONGEST_NAME:
        raise Refused(f"Họ tên dài quá {LONGEST_NAME} ký tự. Xem có gõ nhầm ô không.", code="name_too_long")
    return name


def _birth_time(text: str) -> str:
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        raise Refused(
            f"“{text.strip()}” không phải giờ sinh. Gõ giờ:phút, ví dụ 07:30.", code="time_unreadable"
        )
    return f"{int(found[1]):02}:{found[2]}"


def _email(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text.strip()):
        raise Refused(
            f"“{text.strip()}” không phải địa chỉ thư điện tử, ví dụ lan@gmail.com.", code="email_shape"
        )
    return text.strip()


_CHECKS: dict[str, Callable[[str], str]] = {
    "full_name": _full_name,
    "guardian_name": _full_name,
    "phone": numbers.phone,
    "guardian_phone": numbers.phone,
    "birth_time": _birth_time,
    "email": _email,
}


def _day(values: Facts, name: str) -> PartialDate | None:
    if not values.get(name):
        return None
    try:
        return PartialDate.parse_iso(str(values[name]))
    except Refused as refusal:
        raise refusal.at(name) from None


def _refuse_impossible_days(values: Facts, today: date) -> None:
    born, died = _day(values, "birth_date"), _day(values, "died_on")
    if born and born.earliest > today:
        raise Refused(f"Ngày sinh {born.shown} chưa tới. Xem lại.", "birth_date", code="date_in_future")
    if born and age_in_years(born.latest, died.latest if died else today) > LONGEST_LIFE:
        raise Refused(
            f"Sinh {born.shown} thì đã hơn {LONGEST_LIFE} tuổi. Xem lại năm sinh.",
            "birth_date",
            code="date_too_early",
        )
    if died and died.earliest > today:
        raise Refused(f"Ngày mất {died.shown} chưa tới. Xem lại.", "died_on", code="date_in_future")
    if born and died and died.latest < born.earliest:
        raise Refused(
            f"Ngày mất {died.shown} trước ngày sinh {born.shown}. Xem lại cả hai.",
            "died_on",
            code="died_before_birth",
        )
