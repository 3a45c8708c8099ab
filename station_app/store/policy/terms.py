"""What `station.toml` may say: each term with its default and the bounds that law and prudence set. Pure."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

import resources
from station_app.common.errors import Refused

LONGEST_FILE = 16_384
MOST_ENTRIES = 8
_LONGEST_ENTRY = 240
_HEAD = ("serial", "station")
_SHAPE = re.compile(r"[A-Za-z_-]{1,40}")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that may be set, between two bounds that no signature moves."""

    section: str
    name: str
    default: int | tuple[str, ...]
    label: str
    unit: str = ""
    least: int = 0
    most: int = 0
    roles: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """What is in force. `serial` counts the signed files: an older one never replaces a newer one."""

    serial: int = 0
    station: str = ""
    terms: Mapping[str, int | tuple[str, ...]] = field(default_factory=dict)

    def _number(self, name: str) -> int:
        value = self.terms.get(name, terms()[name].default)
        assert isinstance(value, int)
        return value

    def _names(self, name: str) -> tuple[str, ...]:
        value = self.terms.get(name, terms()[name].default)
        assert isinstance(value, tuple)
        return value

    @property
    def lock_minutes(self) -> int:
        return self._number("session.lock_minutes")

    @property
    def clipboard_seconds(self) -> int:
        return self._number("session.clipboard_seconds")

    @property
    def pin_digits(self) -> int:
        return self._number("session.pin_digits")

    @property
    def pin_hours(self) -> int:
        return self._number("session.pin_hours")

    @property
    def password_length(self) -> int:
        return self._number("passwords.length")

    @property
    def password_length_with_phone(self) -> int:
        return self._number("passwords.length_with_phone")

    @property
    def idle_days(self) -> int:
        return self._number("accounts.idle_days")

    @property
    def idle_warn_days(self) -> int:
        return self._number("accounts.warn_days")

    @property
    def phone_for(self) -> tuple[str, ...]:
        """Roles that must have a second check by the phone."""
        return self._names("accounts.phone_for")

    @property
    def backup_hours(self) -> int:
        return self._number("backups.every_hours")

    @property
    def backup_warn_days(self) -> int:
        return self._number("backups.warn_days")

    @property
    def drill_days(self) -> int:
        return self._number("backups.drill_days")

    @property
    def backup_targets(self) -> tuple[str, ...]:
        """Folders beside those that are found by themselves."""
        return self._names("backups.targets")

    def sets(self, name: str) -> bool:
        """Does the signed file say it, rather than leave it at the usual?"""
        return name in self.terms

    def value_of(self, term: Term) -> int | tuple[str, ...]:
        return self.terms.get(f"{term.section}.{term.name}", term.default)


def parsed(content: bytes) -> Policy:
    """A policy file, whole and within its bounds. Raises Refused in words for anything else."""
    if len(content) > LONGEST_FILE:
        raise _refused(f"tệp dài quá {LONGEST_FILE} byte")
    try:
        read = tomllib.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise _refused(f"không đúng dạng TOML ({_short(str(error))})") from None
    serial, station = read.pop("serial", None), read.pop("station", "")
    if not _is_number(serial) or not 1 <= serial < 2**53:
        raise _refused("thiếu serial, số thứ tự của lần ký (1, 2, 3…)")
    if not isinstance(station, str) or len(station) > _LONGEST_ENTRY:
        raise _refused("mục station phải là mã trạm trong ngoặc kép")
    found = {}
    for section, told in read.items():
        if not isinstance(told, dict):
            raise _refused(f"không biết mục {_short(section)}")
        for name, value in told.items():
            key = f"{section}.{name}"
            if key not in terms():
                raise _refused(f"không biết mục {_short(key)}")
            found[key] = _checked(terms()[key], value)
    return Policy(serial, station, found)


@cache
def terms() -> Mapping[str, Term]:
    """By section and name, in the order of the page."""
    read = json.loads(resources.text("policies/station.json"))["terms"]
    known = {part.name for part in fields(Term)}
    made = {}
    for one in read:
        default = tuple(one["default"]) if isinstance(one["default"], list) else one["default"]
        facts = {name: one[name] for name in known & one.keys()} | {"name": one["term"], "default": default}
        made[f"{one['section']}.{one['term']}"] = Term(**facts)
    return made


def example() -> str:
    """A whole file with everything at its default, to begin from."""
    lines, section = ["serial = 1", 'station = ""'], ""
    for term in terms().values():
        if term.section != section:
            section = term.section
            lines += ["", f"[{section}]"]
        value = json.dumps(list(term.default)) if isinstance(term.default, tuple) else str(term.default)
        lines.append(f"{term.name} = {value}  # {term.label}, {bounds(term)}")
    return "\n".join(lines) + "\n"


def bounds(term: Term) -> str:
    if isinstance(term.default, tuple):
        return "mã vai trò" if term.roles else "đường dẫn thư mục"
    return f"{term.least} đến {term.most} {term.unit}"


def _checked(term: Term, value: Any) -> int | tuple[str, ...]:
    if isinstance(term.default, tuple):
        return _names(term, value)
    if not _is_number(value):
        raise _refused(f"{term.section}.{term.name} phải là một số")
    if not term.least <= value <= term.most:
        raise _refused(f"{term.section}.{term.name} = {value}, chỉ được từ {bounds(term)}")
    assert isinstance(value, int)
    return value


def _names(term: Term, value: Any) -> tuple[str, ...]:
    where = f"{term.section}.{term.name}"
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise _refused(f"{where} phải là danh sách chữ trong ngoặc kép")
    if len(value) > MOST_ENTRIES or any(not 0 < len(one) <= _LONGEST_ENTRY for one in value):
        raise _refused(f"{where} có quá {MOST_ENTRIES} mục, hoặc một mục quá dài")
    if any(not sign.isprintable() for one in value for sign in one):
        raise _refused(f"{where} có ký tự không in được")
    roles = {code.code for code in resources.codes("roles")}
    if term.roles and (strange := [one for one in value if one not in roles]):
        raise _refused(f"{where} có vai trò lạ: {_short(strange[0])}")
    return tuple(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _short(text: str) -> str:
    """What somebody else wrote is quoted short, and on one line."""
    return " ".join(text.split())[:80]


def _refused(why: str) -> Refused:
    return Refused(
        f"Không nhận tệp chính sách station.toml: {why}. Chính sách cũ vẫn dùng; "
        "nhờ cán bộ tin học sửa rồi ký lại.",
        "policy",
        code="policy_malformed",
    )
