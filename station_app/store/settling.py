"""Deciding between values that stand side by side, and taking a decision back."""

from collections.abc import Sequence

from sqlalchemy import text

from station_app.common.errors import Refused
from station_app.store.database import Database, Opened
from station_app.store.inspection import _gone, inspect
from sync.change import Value
from sync.policy import LIFE

_TAKEN_BACK = "hoàn tác quyết định"


def settle(
    database: Database, entity: str, record: str, field: str, value: Value, *, opened: Opened | None = None
) -> None:
    """An ordinary change that covers every value that was on the table, so that it settles everywhere.

    `opened` is what the desk showed, so that a value that has come since stays a question; without it, what
    is there now. Raises Refused where the field holds no question: settling is no way round the rules."""
    found = inspect(database, entity, record)
    if field not in found.conflicts:
        raise Refused("Mục này không có câu hỏi nào cần quyết.", field, code="no_question")
    read = opened or found.opened
    with database.writing(opened=(read,), settled={(entity, record): {field: value}}):
        pass


def reopen(database: Database, entity: str, record: str, field: str, values: Sequence[Value]) -> None:
    """Takes a decision back: the values stand side by side again, here and on every other PC.

    Each is written as by somebody who had not read the others, which leaves all of them on the table."""
    unread = database.opened(entity, record)
    first, *others = values
    with database.writing(reason=_TAKEN_BACK, settled={(entity, record): {field: first}}):
        pass
    for value in others:
        with database.writing(reason=_TAKEN_BACK, opened=(unread,)) as session:
            # `life` is not a column of its own: it is told by `gone`.
            column, stored = ("gone", _gone(value)) if field == LIFE else (field, value)
            session.execute(
                text(f'UPDATE "{entity}" SET "{column}" = :value WHERE id = :id'),  # noqa: S608
                {"value": stored, "id": record},
            )
