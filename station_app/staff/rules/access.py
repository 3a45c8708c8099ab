"""Which role may do what: the matrix of `resources/access.json`, by the day it holds. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

import resources


class Right(StrEnum):
    """What the program asks about before it does it; each has a line in the matrix."""

    HOLD_KEY = "hold_key"
    WRITE_PEOPLE = "write_people"
    WRITE_WISHES = "write_wishes"
    SEE_CLINICAL = "see_clinical"
    WRITE_CLINICAL = "write_clinical"
    SEE_RESTRICTED = "see_restricted"
    BREAK_GLASS = "break_glass"
    SETTLE_ALL = "settle_all"
    PRINT = "print"
    IMPORT = "import"
    EXPORT = "export"
    BACKUP = "backup"
    RESTORE = "restore"
    ENROLL = "enroll"
    ADMIT = "admit"
    KEEP_BOOKS = "keep_books"
    ROTATE_KEY = "rotate_key"
    READ_AUDIT = "read_audit"
    PRIVACY_REQUESTS = "privacy_requests"
    SIGN_POLICY = "sign_policy"


@dataclass(frozen=True, slots=True)
class Line:
    """One right, and the roles that have it."""

    right: Right
    label: str
    roles: frozenset[str]
    records: tuple[str, ...]
    """Entities whose records only these roles write."""
    shows: tuple[str, ...]
    """Entities whose records only these roles read."""


@dataclass(frozen=True, slots=True)
class Edition:
    """The matrix between two days."""

    valid_from: date
    valid_to: date | None
    lines: tuple[Line, ...]

    def line(self, right: str) -> Line:
        return next(line for line in self.lines if line.right == Right(right))

    def right_to_see(self, entity: str) -> Right | None:
        """None: everyone who is signed in reads such records."""
        return next((line.right for line in self.lines if entity in line.shows), None)

    def right_to_write(self, entity: str) -> Right | None:
        """None: everyone who is signed in writes such records, by the rules of their own room."""
        return next((line.right for line in self.lines if entity in line.records), None)


NOBODY: str = json.loads(resources.text("access.json"))["nobody"]
"""The role of what the program does before anybody has an account; nobody signs in under it."""


def may(role: str | None, right: str, on: date | None = None) -> bool:
    """Has this role that right (`on` that day; without one, by the newest edition)? No role, no right."""
    return role in matrix(on).line(right).roles


def matrix(on: date | None = None) -> Edition:
    """The edition of that day. A clock set back beyond the first one finds the first one, never none."""
    found = _editions()
    return next((edition for edition in reversed(found) if on is None or edition.valid_from <= on), found[0])


def labels() -> Mapping[str, str]:
    """Roles in the order of the page, with what people call them."""
    known = {code.code: code.label for code in resources.codes("roles")}
    return known | {NOBODY: json.loads(resources.text("access.json"))["nobody_label"]}


def short_labels() -> Mapping[str, str]:
    """The same, as narrow as a column of the page."""
    return dict(json.loads(resources.text("access.json"))["short"])


@cache
def _editions() -> tuple[Edition, ...]:
    read = json.loads(resources.text("access.json"))["editions"]
    return tuple(sorted((_edition(one) for one in read), key=lambda edition: edition.valid_from))


def _edition(read: Mapping[str, object]) -> Edition:
    ends = read["valid_to"]
    lines = read["rights"]
    assert isinstance(lines, list)
    return Edition(
        date.fromisoformat(str(read["valid_from"])),
        date.fromisoformat(str(ends)) if ends else None,
        tuple(
            Line(
                Right(one["right"]),
                one["label"],
                frozenset(one["roles"]),
                tuple(one.get("records", ())),
                tuple(one.get("shows", ())),
            )
            for one in lines
        ),
    )
