"""The beginnings of questions whose line broke: kept, so that only the rest must be sent."""

import base64
import re
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Row, delete, func, select, update

from sync.frame import HEAD, ID, split_question
from sync.gateway import bulk
from sync.gateway.known import key_of
from sync.gateway.refusal import TurnedAway
from sync.gateway.tables import SPOOL
from sync.gateway.warehouse import Warehouse

_NAME = re.compile(r"[A-Za-z0-9_-]{8}")
LIMIT = 4 * 1024 * 1024
"""Bytes of a question as it is packed, kept or whole."""
DAYS = 3
"""After so long nobody goes on with it."""


def keep(warehouse: Warehouse, path: str, part: bytes) -> None:
    """One per device, the newest. Strangers leave nothing here."""
    if len(part) <= HEAD:
        return
    device = split_question(part).device
    key_of(warehouse, device)
    row = {"device": device, "id": _id(part), "path": path, "body": part, "at": _at(warehouse)}
    with warehouse.engine.begin() as connection:
        connection.execute(delete(SPOOL).where(SPOOL.c.at < _at(warehouse, -DAYS)))
        bulk.upsert(connection, SPOOL, [row])


def held(warehouse: Warehouse, id: str) -> int:
    """How many bytes of it are here. Raises TurnedAway for one that is not."""
    if not _NAME.fullmatch(id):
        raise TurnedAway("unknown-path")
    with warehouse.engine.connect() as connection:
        size = connection.scalar(select(func.length(SPOOL.c.body)).where(SPOOL.c.id == id))
    if size is None:
        raise TurnedAway("unknown-path")
    return int(size)


def extend(warehouse: Warehouse, id: str, offset: int, part: bytes) -> tuple[str, bytes]:
    """Keeps what came of the rest. Returns the question's address and all of it so far."""
    if not _NAME.fullmatch(id):
        raise TurnedAway("part")
    with warehouse.engine.begin() as connection:
        row = _row(connection, id)
        body = bytes(row.body) + part
        if len(row.body) != offset or len(body) > LIMIT:
            raise TurnedAway("part")
        connection.execute(update(SPOOL).where(SPOOL.c.id == id).values(body=body, at=_at(warehouse)))
    return row.path, body


def forget(warehouse: Warehouse, id: str) -> None:
    with warehouse.engine.begin() as connection:
        connection.execute(delete(SPOOL).where(SPOOL.c.id == id))


def _row(connection: Connection, id: str) -> Row[tuple[object, ...]]:
    row = connection.execute(select(SPOOL).where(SPOOL.c.id == id).with_for_update()).one_or_none()
    if row is None:
        raise TurnedAway("part")
    return row


def _id(part: bytes) -> str:
    return base64.urlsafe_b64encode(part[ID]).decode()


def _at(warehouse: Warehouse, days: int = 0) -> str:
    moment = datetime.fromtimestamp(warehouse.wall_ms() / 1000, UTC) + timedelta(days=days)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
