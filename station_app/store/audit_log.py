"""The audit log's table and its one way in: entries are appended inside an open transaction, never touched
again."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CheckConstraint, Integer, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from station_app.store.record import Local
from sync.audit import START, Entry, hashed, link


class AuditEntry(Local):
    """One entry. `prior` and `hash` are the chain before and after it.

    An entry whose term has run out keeps number, `prior`, `hash` and `erased` (the hash of what it said): the
    chain goes on through it. Everything else of it is gone."""

    __tablename__ = "audit_entry"

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[str | None] = mapped_column(Text)
    offset: Mapped[int | None] = mapped_column(Integer)
    device: Mapped[str | None] = mapped_column(Text)
    user: Mapped[str | None] = mapped_column(Text)
    point: Mapped[str | None] = mapped_column(Text)
    action: Mapped[str | None] = mapped_column(Text)
    entity: Mapped[str | None] = mapped_column(Text)
    record: Mapped[str | None] = mapped_column(Text)
    about: Mapped[str | None] = mapped_column(Text)
    also: Mapped[str | None] = mapped_column(Text)
    result: Mapped[str | None] = mapped_column(Text)
    detail: Mapped[str | None] = mapped_column(Text)
    times: Mapped[int | None] = mapped_column(Integer)
    seq: Mapped[int | None] = mapped_column(Integer)
    prior: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    erased: Mapped[bytes | None] = mapped_column(LargeBinary)


class AuditDoor(Local):
    """Open only inside the transaction of the job that takes away what no term keeps any longer."""

    __tablename__ = "audit_door"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)


class AuditSignIn(Local):
    """What the small file of failed sign-ins is checked with: its number and first secret."""

    __tablename__ = "audit_sign_in"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    number: Mapped[int] = mapped_column(Integer)
    secret: Mapped[bytes] = mapped_column(LargeBinary)


FIELDS = Entry._fields
_COLUMNS = ", ".join(f'"{name}"' for name in (*FIELDS, "prior", "hash"))
_INSERT = f"INSERT INTO audit_entry ({_COLUMNS}) VALUES ({', '.join('?' * (len(FIELDS) + 2))})"  # noqa: S608
_LAST = """SELECT device, number, hash FROM sync_self LEFT JOIN
    (SELECT number, hash FROM audit_entry ORDER BY number DESC LIMIT 1)"""
_SHUT = "NOT EXISTS (SELECT 1 FROM audit_door)"
_KEPT = ("number", "prior", "hash")
_GONE = " OR ".join(f'NEW."{name}" IS NOT NULL' for name in FIELDS if name != "number")
_TRIGGERS = {
    # REPLACE deletes without firing delete triggers; this one looks before it goes, and keeps numbers without
    # gaps.
    "audit_entry_append": "BEFORE INSERT ON audit_entry"
    " WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM audit_entry)"
    " BEGIN SELECT RAISE(ABORT, 'an audit entry is appended'); END",
    "audit_entry_update": "BEFORE UPDATE ON audit_entry"
    f" WHEN {_SHUT} OR {_GONE} OR {' OR '.join(f'NEW.{name} IS NOT OLD.{name}' for name in _KEPT)}"
    " BEGIN SELECT RAISE(ABORT, 'an audit entry never changes'); END",
    "audit_entry_delete": "BEFORE DELETE ON audit_entry"
    " BEGIN SELECT RAISE(ABORT, 'an audit entry is never deleted'); END",
}


def triggers() -> dict[str, str]:
    """By name: what no path may do to an entry."""
    return {name: f"CREATE TRIGGER {name} {body}" for name, body in _TRIGGERS.items()}


def install(raw: Any) -> None:
    """Puts the triggers on; does nothing where they are already."""
    present = dict(
        raw.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name GLOB 'audit_*'"
        ).fetchall()
    )
    for name, sql in triggers().items():
        if present.get(name) != sql:
            raw.execute(f"DROP TRIGGER IF EXISTS {name}")
            raw.execute(sql)


def head(raw: Any) -> tuple[int, bytes]:
    """Number and hash of the last entry."""
    _, number, after = raw.execute(_LAST).fetchone()
    return number or 0, bytes(after or START)


def append(raw: Any, entries: Sequence[Entry]) -> None:
    """Gives entries their numbers and the PC's present name, in the transaction that is open."""
    if not entries:
        return
    device, number, before = raw.execute(_LAST).fetchone()
    number, before = number or 0, bytes(before or START)
    for entry in entries:
        number += 1
        numbered = entry._replace(number=number, device=device)
        after = link(before, hashed(numbered))
        raw.execute(_INSERT, (*numbered, before, after))
        before = after
