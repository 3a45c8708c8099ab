"""Opening and closing accounts. A user's id is the author of all they write; keys are the vault's matter."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from station_app.common.errors import Refused
from station_app.common.names import fold
from station_app.staff.model import User
from station_app.staff.rules import HEAD, Right, checked_login, checked_user_name
from station_app.staff.service import rights
from station_app.staff.wire import ENTITIES
from station_app.store.database import Database, Opened
from station_app.store.entry import label_of, require
from station_app.store.verbs import Row, Values, Verbs, fetch, put, reasoned

USER = ENTITIES[0]
_ROLE = next(field for field in USER.fields if field.name == "role")


@dataclass(frozen=True, slots=True)
class UserRow:
    """An account as a list shows it."""

    id: str
    name: str
    login: str
    role: str
    role_label: str
    title: str | None
    practice_number: str | None
    active: bool


def first_head(database: Database, *, name: str, login: str, title: str | None = None) -> str:
    """The account of whoever sets the station up, under the id they already write with."""
    with database.writing() as session:
        if session.get(User, database.author.user):
            raise Refused("Tài khoản trưởng trạm đã có.", "login", code="head_exists")
        values = {"name": name, "login": login, "role": HEAD, "title": title}
        return _enter(session, values, id=database.author.user)


def add_user(database: Database, values: Values) -> str:
    """One account per person. Raises Refused where the login is taken, or the author may not admit people."""
    rights.require(database, Right.ADMIT)
    with database.writing() as session:
        return _enter(session, values)


def correct_user(
    database: Database, id: str, values: Values, reason: str | None = None, opened: Sequence[Opened] = ()
) -> None:
    """One's own name and title may be corrected by oneself; the rest by whoever admits people."""
    reasoned(USER, reason)
    if id != database.author.user or not values.keys() <= {"name", "title", "practice_number"}:
        rights.require(database, Right.ADMIT)
    with database.writing(reason=reason, opened=opened) as session:
        user = fetch(session, User, id)
        headed = _has_head(session)
        _put(session, user, values)
        _keep_head(session, headed)


def deactivate(database: Database, id: str, reason: str | None = None) -> None:
    """Whoever has left: signs in no more, remains the author of what they wrote."""
    correct_user(database, id, {"active": False}, reason)


def withdraw_user(database: Database, id: str, reason: str) -> None:
    """An account opened by mistake. One who has worked here is deactivated instead."""
    if not reason.strip():
        raise Refused("Huỷ bản ghi thì phải ghi lý do.", "reason", code="reason_missing")
    rights.require(database, Right.ADMIT)
    with database.writing(reason=reason) as session:
        user = fetch(session, User, id)
        headed = _has_head(session)
        user.gone = reason if reason.startswith("nhập nhầm") else f"nhập nhầm: {reason}"
        _keep_head(session, headed)


def users(database: Database, *, everyone: bool = False) -> list[UserRow]:
    """Those who work here now, by name; with `everyone` also those who have left."""
    with database.reading() as session:
        rows = session.scalars(select(User).where(User.gone.is_(None))).all()
    shown = [_row(user) for user in rows if everyone or user.active is not False]
    return sorted(shown, key=lambda row: (not row.active, fold(row.name), row.login))


def user_named(database: Database, login: str) -> UserRow | None:
    """Whose login this is, however it was typed."""
    return next((row for row in users(database) if row.login == login.strip().lower()), None)


def name_of(database: Database, ids: Collection[str]) -> dict[str, str]:
    """Names of authors, also of those who have left. Ids without an account are not in it."""
    with database.reading() as session:
        rows = session.execute(select(User.id, User.name).where(User.id.in_(ids)))
        return {user: name or "" for user, name in rows}


def find_users(database: Database, query: str, limit: int) -> list[Row]:
    wanted = fold(query)
    with database.reading() as session:
        rows = session.scalars(select(User).where(User.gone.is_(None)).order_by(User.login)).all()
    return [
        {"id": user.id} | {field.name: getattr(user, field.name) for field in USER.fields}
        for user in rows
        if wanted in fold(f"{user.name} {user.login}")
    ][:limit]


def _enter(session: Session, values: Values, id: str | None = None) -> str:
    require(USER, values)
    user = User(id=id) if id else User()
    _put(session, user, {"active": True, **values})
    session.add(user)
    session.flush()
    return user.id


def _put(session: Session, user: User, values: Values) -> None:
    checked = dict(values)
    if "name" in checked:
        checked["name"] = checked_user_name(str(checked["name"] or ""))
    if "login" in checked:
        checked["login"] = checked_login(str(checked["login"] or ""))
        _refuse_taken_login(session, user, str(checked["login"]))
    put(user, checked)


def _refuse_taken_login(session: Session, user: User, login: str) -> None:
    taken = select(User).where(User.login == login, User.gone.is_(None), User.id != (user.id or ""))
    with session.no_autoflush:
        holder = session.scalars(taken.limit(1)).first()
    if holder:
        raise Refused(
            f"Tên đăng nhập “{login}” đã có của {holder.name}. Chọn tên khác.", "login", code="login_taken"
        )


def _has_head(session: Session) -> bool:
    session.flush()
    heads = select(User.id).where(User.gone.is_(None), User.role == HEAD, User.active.is_not(False))
    return session.scalars(heads.limit(1)).first() is not None


def _keep_head(session: Session, headed: bool) -> None:
    if headed and not _has_head(session):
        raise Refused(
            "Trạm phải còn một trưởng trạm đang làm việc. Giao vai trò trưởng trạm cho người khác trước.",
            "active",
            code="last_head",
        )


def _row(user: User) -> UserRow:
    return UserRow(
        user.id,
        user.name or "",
        user.login or "",
        user.role or "",
        label_of(_ROLE, user.role),
        user.title,
        user.practice_number,
        user.active is not False,
    )


VERBS: Mapping[str, Verbs] = {"user": Verbs(add_user, correct_user, withdraw_user, find_users)}
