"""Which user a login of this PC stands for; logins are chosen PC by PC, users are known everywhere."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from station_app.common.errors import Refused
from station_app.store.database import Database
from station_app.store.station import Account


def link(database: Database, login: str, user: str) -> None:
    """From now on who signs in here as `login` writes as `user`."""
    with database.writing() as session:
        session.merge(Account(login=_form(login), user=user))


def user_of(database: Database, login: str) -> str:
    """Raises Refused where the login has a key here but no user: its making was cut short."""
    with database.reading() as session:
        account = _find(session, login)
    if account is None:
        raise Refused(
            f"Tài khoản “{login}” chưa tạo xong trên máy này. Trưởng trạm tạo lại tài khoản này.",
            "login",
            code="unlinked",
        )
    return account.user


def logins(database: Database) -> dict[str, list[str]]:
    """By user, the logins of this PC that stand for them."""
    found: dict[str, list[str]] = {}
    with database.reading() as session:
        for account in session.scalars(select(Account).order_by(Account.login)):
            found.setdefault(account.user, []).append(account.login)
    return found


def _find(session: Session, login: str) -> Account | None:
    return session.get(Account, _form(login))


def _form(login: str) -> str:
    return login.strip().lower()
