"""Breaking the glass: restricted records of one person, a short while, with a second holder and a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from station_app.common.days import to_instant
from station_app.common.errors import Refused
from station_app.staff.model import GlassOpening, User
from station_app.staff.rules import Right
from station_app.staff.service.rights import may, require
from station_app.store import audit
from station_app.store.audit import Action
from station_app.store.database import Database
from station_app.store.seals import Glass
from station_app.store.unsealing import sealed_rows
from station_app.store.vault import Vault
from station_app.store.verbs import fetch

MINUTES = 15
SHORTEST_REASON = 10


@dataclass(frozen=True, slots=True)
class Opening:
    """Who opened whose records, why and how, and whether the head has seen it."""

    id: str
    person: str
    by: str
    by_name: str
    reason: str
    how: str
    opened_at: str
    seen_at: str | None


def break_glass(
    database: Database,
    vault: Vault,
    person: str,
    reason: str,
    *,
    login: str = "",
    password: str = "",
    code: str = "",
) -> datetime:
    """Opens what is sealed about this person, for this session alone, until the time returned.

    It is in the audit log and on the head's board before anything is shown. Raises Refused without the right,
    without a reason, or without a second holder's password or an unused code."""
    require(database, Right.BREAK_GLASS)
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(
            "Ghi rõ lý do mở khẩn, ít nhất mười chữ. Trưởng trạm sẽ đọc.", "reason", code="reason_missing"
        )
    if login and login.strip().lower() in _own_logins(database):
        raise Refused("Cần người thứ hai giữ khoá, không phải chính mình.", "login", code="second_needed")
    try:
        seal = vault.break_glass_with_code(code) if code else vault.break_glass_with(login, password)
    except Refused as refusal:
        audit.refused(database, Action.BROKE_GLASS, entity="person", record=person, detail=refusal.code or "")
        raise
    how = "mã trên giấy" if code else f"mật khẩu của {login.strip().lower()}"
    until = database.clock.now() + timedelta(minutes=MINUTES)
    _note(database, person, reason.strip(), how, until)
    audit.note(
        database, Action.BROKE_GLASS, entity="person", record=person, detail="code" if code else "holder"
    )
    database.seals.break_glass(Glass(person, (seal, *vault.older_seals(seal)), until))
    return until


def close_glass(database: Database) -> None:
    """Done before the time is up."""
    database.seals.close_glass()


def openings(database: Database, *, everything: bool = False) -> list[Opening]:
    """What the head has not seen yet, the newest first; to nobody else."""
    if not may(database, Right.READ_AUDIT):
        return []
    with database.reading() as session:
        found: Sequence[GlassOpening] = sealed_rows(session, GlassOpening)
        names = dict(session.execute(select(User.id, User.name)).all())
    told = [
        Opening(
            one.id,
            one.person or "",
            one.author or "",
            names.get(one.author or "") or "Người chưa rõ tên",
            one.reason or "",
            one.how or "",
            one.opened_at or "",
            one.seen_at,
        )
        for one in found
        if everything or not one.seen_at
    ]
    return sorted(told, key=lambda one: one.opened_at, reverse=True)


def acknowledge(database: Database, opening: str) -> None:
    """The head has read it: it leaves the board, and stays in the record."""
    require(database, Right.READ_AUDIT)
    with database.writing() as session:
        found = fetch(session, GlassOpening, opening)
        found.seen_by, found.seen_at = database.author.user, to_instant(database.clock.now())


def make_codes(database: Database, vault: Vault, count: int) -> list[str]:
    """One-time codes for the sealed envelope; each opens once."""
    require(database, Right.ROTATE_KEY)
    made = vault.make_glass_codes(database.keys, count)
    audit.note(database, Action.KEY_CHANGED, entity="vault", detail="glass codes made")
    return made


def _note(database: Database, person: str, reason: str, how: str, until: datetime) -> None:
    opening = GlassOpening(
        person=person,
        reason=reason,
        how=how,
        opened_at=to_instant(database.clock.now()),
        until=to_instant(until),
    )
    with database.writing() as session:
        session.add(opening)


def _own_logins(database: Database) -> set[str]:
    with database.reading() as session:
        me = session.get(User, database.author.user)
        return {me.login or ""} if me else set()
