"""What the signed-in person may do: asked before an act, and of every save before its commit."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from station_app.common.errors import Refused
from station_app.staff.model import User
from station_app.staff.rules import NOBODY, Right, labels, matrix
from station_app.staff.rules import may as role_may
from station_app.store import audit
from station_app.store.audit import Action
from station_app.store.database import Author, Changes, Database


def role_of(database: Database) -> str | None:
    """The role of the signed-in person; None for one whose account was closed or withdrawn meanwhile."""
    with database.reading() as session:
        return _role(session, database.author)


def may(database: Database, right: str) -> bool:
    """Has the signed-in person this right today?"""
    return role_may(role_of(database), right, database.clock.today())


def require(database: Database, right: str) -> None:
    """Raises Refused, in words that name who may, unless the signed-in person has this right."""
    role = role_of(database)
    if not role_may(role, right, database.clock.today()):
        audit.refused(database, _ATTEMPTS.get(right, Action.FAILED), entity="station", detail=right)
        raise refusal(role, right)


_ATTEMPTS: dict[str, Action] = {
    Right.SEE_CLINICAL: Action.VIEWED,
    Right.SEE_RESTRICTED: Action.VIEWED,
    Right.READ_AUDIT: Action.VIEWED,
    Right.PRINT: Action.PRINTED,
    Right.EXPORT: Action.EXPORTED,
    Right.IMPORT: Action.IMPORTED,
    Right.BACKUP: Action.BACKED_UP,
    Right.RESTORE: Action.RESTORED,
    Right.BREAK_GLASS: Action.BROKE_GLASS,
    Right.ROTATE_KEY: Action.KEY_CHANGED,
    Right.ADMIT: Action.ACCOUNT_CHANGED,
    Right.ENROLL: Action.POLICY_CHANGED,
    Right.SIGN_POLICY: Action.POLICY_CHANGED,
    Right.PRIVACY_REQUESTS: Action.REQUEST_HANDLED,
    Right.HOLD_KEY: Action.SIGNED_IN,
}
"""What somebody without the right has tried, as the audit log names it."""


def require_to_see(database: Database, entity: str) -> None:
    """Raises Refused where the matrix gives the records of an entity only to some."""
    if right := matrix(database.clock.today()).right_to_see(entity):
        require(database, right)


def guard(database: Database, session: Session) -> Callable[[Changes], None]:
    """For `Database.writing`: whatever way a save takes, its author has the right to all it changes.

    The right is the one held before the save, so that nobody gives it to themselves."""
    author, on = database.author, database.clock.today()
    role, own = _role(session, author), _own(session, author)

    def judge(changes: Changes) -> None:
        for entity, ids in changes.items():
            right = matrix(on).right_to_write(entity)
            if right is None or role_may(role, right, on):
                continue
            if right is Right.ADMIT and ids == {author.user} and _own(session, author) == own:
                continue
            audit.refused(database, Action.CHANGED, entity=entity, detail=right)
            raise refusal(role, right)

    return judge


def refusal(role: str | None, right: str) -> Refused:
    """In words that name who may; nothing has changed."""
    named, line = labels(), matrix().line(right)
    entitled = [label.lower() for one, label in named.items() if one in line.roles and one != NOBODY]
    me = named.get(role or "", "đã ngừng dùng").lower()
    return Refused(
        f"Tài khoản này là {me}, không có quyền: {line.label}. Chỉ {', '.join(entitled)} có quyền này; "
        "nhờ họ làm. Chưa có gì thay đổi.",
        code="not_entitled",
    )


def _role(session: Session, author: Author) -> str | None:
    """Who has no account here is the program itself: a file being founded, or filled for the first time."""
    user = session.get(User, author.user)
    if user is None:
        return NOBODY
    return user.role if user.gone is None and user.active is not False else None


def _own(session: Session, author: Author) -> tuple[object, ...] | None:
    """Of one's own account: what only those who admit people may change."""
    user = session.get(User, author.user)
    return (user.login, user.role, user.active, user.gone) if user else None
