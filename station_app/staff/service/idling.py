"""Forty-five idle days, counted by the province's time alone; said to the head before, undone by the head.

A PC that is offline stops nobody, whatever its own clock says: days are counted from contact to contact, and
whoever signed in between two contacts was here at the second one."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from station_app.common.days import parse_instant, to_instant
from station_app.common.errors import Refused
from station_app.staff.rules import HEAD
from station_app.staff.service import records
from station_app.store import accounts, audit, policy
from station_app.store.audit import Action
from station_app.store.database import Database
from station_app.store.record import Record
from station_app.store.station import AccountUse
from station_app.store.vault import Vault
from station_app.store.vault.slots import Slot

STANDS_FOR = timedelta(days=1)
"""How long the head must have been able to see the warning before anything happens."""


@dataclass(frozen=True, slots=True)
class Idle:
    """An account that was not used for long: `days_left` until it is stopped, or it is already."""

    user: str
    name: str
    login: str
    days: int
    days_left: int
    stopped: bool


def note_use(database: Database, login: str) -> None:
    """Signed in here: counted as of the next contact with the province."""
    with database.reading() as session:
        use = session.get(AccountUse, login)
    if use is not None and use.fresh and not use.slot:
        return
    with database.writing() as session:
        use = session.get(AccountUse, login) or AccountUse(login=login)
        use.fresh, use.warned_at, use.stopped_at, use.slot = 1, None, None, None
        session.add(use)


def count(database: Database, vault: Vault, there: datetime) -> list[Idle]:
    """At a contact whose time, by the province, is `there`: warns, and stops who was warned. Says of whom."""
    terms = policy.current(database)
    here = {slot.login for slot in vault.logins()}
    users = {user: logins for user, logins in accounts.logins(database).items() if here & set(logins)}
    due = []
    with database.writing() as session:
        for user, logins in users.items():
            for login in here & set(logins):
                use = session.get(AccountUse, login) or AccountUse(login=login, fresh=1)
                session.add(use)
                if user == database.author.user:
                    use.fresh = 1
                days = _idle_days(session, use, user, there, terms.idle_days - terms.idle_warn_days)
                if days >= terms.idle_days - terms.idle_warn_days:
                    use.warned_at = use.warned_at or to_instant(there)
                if days >= terms.idle_days and there - parse_instant(use.warned_at or "") >= STANDS_FOR:
                    due.append((user, login))
    for user, login in due:
        _stop(database, vault, user, login, there)
    return idle(database, vault, there)


def idle(database: Database, vault: Vault, there: datetime | None) -> list[Idle]:
    """Who is to be stopped, soonest first, and who was."""
    with database.reading() as session:
        warned = session.scalars(select(AccountUse).where(AccountUse.warned_at.is_not(None))).all()
    if not warned:
        return []
    terms, stopped = policy.current(database), set(vault.stopped())
    names = {row.id: row.name for row in records.users(database, everyone=True)}
    users = {login: user for user, logins in accounts.logins(database).items() for login in logins}
    found = []
    for use in warned:
        if use.fresh or use.seen_at is None or users.get(use.login) not in names:
            continue
        seen = parse_instant(use.seen_at)
        days = max(0, ((there or parse_instant(use.warned_at or use.seen_at)) - seen).days)
        user, gone = users[use.login], use.login in stopped
        left = 0 if gone else max(0, terms.idle_days - days)
        found.append(Idle(user, names[user], use.login, days, left, gone))
    return sorted(found, key=lambda one: (not one.stopped, one.days_left, one.name))


def resume(database: Database, vault: Vault, login: str) -> None:
    """The head brings somebody back: with the password they had, and the keys of today."""
    with database.reading() as session:
        use = session.get(AccountUse, login)
    if use is None or use.slot is None:
        raise Refused(
            "Khoá cũ của tài khoản này không còn trên máy. Đặt lại mật khẩu cho người đó.",
            "login",
            code="slot_lost",
        )
    vault.resume(database.keys, json.loads(use.slot))
    note_use(database, login)


def _idle_days(session: Session, use: AccountUse, user: str, there: datetime, long: int) -> int:
    """Whether somebody wrote on another PC is looked up only for who has been away from this one for long."""
    if use.fresh or use.seen_at is None:
        use.fresh, use.seen_at, use.warned_at = 0, to_instant(there), None
        return 0
    days = (there - parse_instant(use.seen_at)).days
    if days >= long and (written := _written(session, user, there)) > parse_instant(use.seen_at):
        use.seen_at, use.warned_at = to_instant(written), None
        days = (there - written).days
    return max(0, days)


def _written(session: Session, user: str, there: datetime) -> datetime:
    """When this person last wrote something anywhere: who works on another PC is not away."""
    newest = ""
    for model in Record.__subclasses__():
        found = session.scalar(select(func.max(model.written_at)).where(model.author == user))
        newest = max(newest, found or "")
    return min(parse_instant(newest), there) if newest else parse_instant("1970-01-01T00:00:00Z")


def _stop(database: Database, vault: Vault, user: str, login: str, there: datetime) -> None:
    """Never who alone could sign in, never the last head with a key here."""
    if _is_last_head(database, vault, user):
        return

    def keep(slot: Slot) -> None:
        with database.writing() as session:
            use = session.get_one(AccountUse, login)
            use.stopped_at, use.slot = to_instant(there), json.dumps(slot)

    try:
        vault.stop(database.keys, login, keep)
    except Refused:
        return
    audit.note(database, Action.ACCOUNT_CHANGED, entity="user", record=user, detail="stopped, idle")


def _is_last_head(database: Database, vault: Vault, user: str) -> bool:
    here = {slot.login for slot in vault.logins()}
    linked = accounts.logins(database)
    heads = [
        row.id for row in records.users(database) if row.role == HEAD and here & set(linked.get(row.id, ()))
    ]
    return heads == [user]
