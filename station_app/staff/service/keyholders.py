"""Accounts with a key on this PC: opened, given another role, closed, reopened; the key follows the account.

The record of an account travels to every PC; its key is granted PC by PC. So a role that arrives by sync
takes keys away here by itself, and gives one only when the head says so on this PC: a record written into
somebody's file must not be enough to open the restricted ones."""

import secrets
from dataclasses import dataclass

from station_app.common.errors import Refused
from station_app.staff.rules import IT, Right
from station_app.staff.rules import may as role_may
from station_app.staff.rules.first_password import first_password
from station_app.staff.service import records, rights
from station_app.staff.service.idling import resume
from station_app.staff.service.records import UserRow
from station_app.store import accounts, audit
from station_app.store.audit import Action
from station_app.store.database import Database
from station_app.store.station import AccountUse, PhoneSecret
from station_app.store.vault import Vault
from station_app.store.verbs import Values


@dataclass(frozen=True, slots=True)
class Holder:
    """An account, and how it stands on this PC."""

    user: UserRow
    login: str | None
    """Under which login it has a key here; None: no key on this PC."""
    must_change: bool = False
    phone: bool = False
    stopped: bool = False
    entitled: bool = False
    due: bool = False
    """Its role now reads restricted records, and the key for them waits for the head's word on this PC."""


@dataclass(frozen=True, slots=True)
class Opened:
    """`first_password` is shown this once; None for IT, who have none."""

    user: str
    login: str
    first_password: str | None


def holders(database: Database, vault: Vault, *, everyone: bool = False) -> list[Holder]:
    """Those who work here, and with `everyone` those who have left, with what they hold on this PC."""
    slots = {slot.login: slot for slot in vault.logins()}
    stopped = set(vault.stopped())
    linked = accounts.logins(database)
    with database.reading() as session:
        phones = {one.login for one in session.query(PhoneSecret)}
    today = database.clock.today()
    found = []
    for user in records.users(database, everyone=everyone):
        login = next((one for one in linked.get(user.id, ()) if one in slots or one in stopped), None)
        slot = slots.get(login or "")
        sees = user.active and role_may(user.role, Right.SEE_RESTRICTED, today)
        found.append(
            Holder(
                user,
                login,
                must_change=slot is not None and slot.must_change,
                phone=login in phones,
                stopped=login in stopped,
                entitled=slot is not None and slot.entitled,
                due=slot is not None and sees and not slot.entitled,
            )
        )
    return found


def login_here(database: Database, vault: Vault) -> str:
    """Under which login the signed-in person has a key on this PC."""
    return _must_hold(database, vault, database.author.user)


def open_account(database: Database, vault: Vault, values: Values) -> Opened:
    """The record first, then the key: cut short between, the account is there and lacks a key, which is seen
    and put right. IT gets no key, ever."""
    rights.require(database, Right.ADMIT)
    user = records.add_user(database, values)
    row = _row(database, user)
    if not _holds_key(database, row):
        _noted(database, user, "opened")
        return Opened(user, row.login, None)
    return _granted(database, vault, row, "opened")


def grant_here(database: Database, vault: Vault, user: str) -> Opened:
    """A key on this PC for an account opened on another, or whose making was cut short."""
    rights.require(database, Right.ADMIT)
    row = _row(database, user)
    if not _holds_key(database, row):
        raise Refused(
            f"{row.role_label} không có khoá mở sổ trên máy nào. Đổi vai trò trước, nếu người này đổi việc.",
            "role",
            code="no_key_for_role",
        )
    if _login_here(database, vault, user):
        raise Refused(f"{row.name} đã có khoá trên máy này.", "login", code="login_taken")
    return _granted(database, vault, row, "granted")


def reset_password(database: Database, vault: Vault, user: str) -> Opened:
    """For who forgot theirs: a first password, to be changed at the next sign-in. Drafts of theirs on this PC
    and their second check are lost with the old one."""
    rights.require(database, Right.ADMIT)
    login = _must_hold(database, vault, user)
    if login in vault.stopped():
        resume(database, vault, login)
    fresh = _first_password()
    vault.set_password(database.keys, login, fresh, must_change=True)
    with database.writing() as session:
        if phone := session.get(PhoneSecret, login):
            session.delete(phone)
    _noted(database, user, "reset")
    return Opened(user, login, fresh)


def change_role(database: Database, vault: Vault, user: str, role: str, reason: str | None = None) -> None:
    """The record, and on this PC the keys that go with the role."""
    rights.require(database, Right.ADMIT)
    records.correct_user(database, user, {"role": role}, reason)
    _noted(database, user, f"role {role}")
    follow(database, vault)
    confirm(database, vault, user)


def close_account(database: Database, vault: Vault, user: str, reason: str | None = None) -> None:
    """Whoever left signs in no more, anywhere; here their key is gone from the disk at once."""
    rights.require(database, Right.ADMIT)
    if user == database.author.user:
        raise Refused(
            "Không tự đóng tài khoản đang dùng. Nhờ một trưởng trạm khác.", "user", code="own_account"
        )
    records.deactivate(database, user, reason)
    _noted(database, user, "closed")
    follow(database, vault)


def reopen_account(database: Database, vault: Vault, user: str, reason: str | None = None) -> Opened:
    """Whoever has come back, with a first password again; or who was stopped, with the password they had."""
    rights.require(database, Right.ADMIT)
    row = _row(database, user)
    login = _login_here(database, vault, user)
    if login is not None and login in vault.stopped():
        resume(database, vault, login)
        _noted(database, user, "resumed")
        return Opened(user, login, None)
    if not row.active:
        records.correct_user(database, user, {"active": True}, reason)
    return grant_here(database, vault, user)


def confirm(database: Database, vault: Vault, user: str) -> None:
    """The head says on this PC that whoever's role now reads restricted records gets the key for them."""
    rights.require(database, Right.ADMIT)
    for holder in holders(database, vault):
        if holder.user.id == user and holder.due and holder.login:
            vault.set_entitled(database.keys, holder.login, True)
            _noted(database, user, "seal granted")


def follow(database: Database, vault: Vault) -> list[str]:
    """Takes away what a role or an account that has ended still holds here. Says of whom."""
    taken = []
    for holder in holders(database, vault, everyone=True):
        user, login = holder.user, holder.login
        if login is None or user.id == database.author.user:
            continue
        if not user.active or not _holds_key(database, user):
            _take_key(database, vault, login)
            taken.append(user.id)
        elif holder.entitled and not role_may(user.role, Right.SEE_RESTRICTED, database.clock.today()):
            vault.set_entitled(database.keys, login, False)
            taken.append(user.id)
    for user_id in taken:
        _noted(database, user_id, "key taken")
    return taken


def _take_key(database: Database, vault: Vault, login: str) -> None:
    if login in vault.stopped():
        vault.forget_stopped(login)
    else:
        vault.remove_user(database.keys, login)
    with database.writing() as session:
        for table in (PhoneSecret, AccountUse):
            if kept := session.get(table, login):
                session.delete(kept)


def _granted(database: Database, vault: Vault, row: UserRow, what: str) -> Opened:
    login, fresh = _free_login(vault, row.login), _first_password()
    accounts.link(database, login, row.id)
    sees = role_may(row.role, Right.SEE_RESTRICTED, database.clock.today())
    vault.grant(database.keys, login, row.name, fresh, entitled=sees, must_change=True)
    _noted(database, row.id, what)
    return Opened(row.id, login, fresh)


def _free_login(vault: Vault, wanted: str) -> str:
    """Two PCs may each have chosen the same login for another person: here the second gets a number."""
    taken = {slot.login for slot in vault.logins()} | set(vault.stopped())
    numbered = (wanted if at == 1 else f"{wanted}{at}" for at in range(1, 100))
    return next(login for login in numbered if login not in taken)


def _must_hold(database: Database, vault: Vault, user: str) -> str:
    if login := _login_here(database, vault, user):
        return login
    raise Refused(
        "Người này chưa có khoá trên máy này. Bấm Cấp khoá trên máy này.", "login", code="login_unknown"
    )


def _login_here(database: Database, vault: Vault, user: str) -> str | None:
    known = {slot.login for slot in vault.logins()} | set(vault.stopped())
    return next((login for login in accounts.logins(database).get(user, ()) if login in known), None)


def _row(database: Database, user: str) -> UserRow:
    for row in records.users(database, everyone=True):
        if row.id == user:
            return row
    raise Refused("Không có tài khoản này.", "user", code="not_found")


def _holds_key(database: Database, row: UserRow) -> bool:
    return row.role != IT and role_may(row.role, Right.HOLD_KEY, database.clock.today())


def _first_password() -> str:
    return first_password(secrets.choice, secrets.randbelow(10_000))


def _noted(database: Database, user: str, detail: str) -> None:
    audit.note(database, Action.ACCOUNT_CHANGED, entity="user", record=user, detail=detail)
