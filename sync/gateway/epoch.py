"""The name of the warehouse's history: it changes when the warehouse is no longer what stations remember."""

import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, select, text, update
from sqlalchemy.exc import DBAPIError

from sync.digest import overall
from sync.gateway.events import tell
from sync.gateway.marks import mark_at
from sync.gateway.tables import DIGEST, SELF
from sync.message import Ask

_COMPARES = 2
"""From this protocol on a station can compare; an older one hears the log again from its beginning."""


@dataclass(frozen=True, slots=True)
class Place:
    """From where a device goes on in the log; `lost`: only comparing tells what it lacks."""

    cursor: int
    lost: bool = False


_EPOCH = select(SELF.c.epoch)


def begin_epoch(connection: Connection, reason: str, now: str) -> str:
    """From here on every cursor given out before is one of another history. Returns the new name."""
    epoch = secrets.token_hex(8)
    connection.execute(update(SELF).values(epoch=epoch))
    tell(connection, now, "epoch", reason)
    return epoch


def present(connection: Connection) -> str:
    return str(connection.execute(_EPOCH).scalar_one())


def recognised(connection: Connection, ask: Ask, scope: str, last: int, now: str) -> tuple[str, bool]:
    """The epoch, and whether the asker's cursor belongs to it. A cursor that this history cannot have given
    out, or that stands behind another transaction than ours, tells that the warehouse was restored."""
    epoch = present(connection)
    if ask.epoch != epoch:
        return epoch, False
    if 0 <= ask.cursor <= last and (not ask.mark or mark_at(connection, scope, ask.cursor) == ask.mark):
        return epoch, True
    words = f"máy {ask.device} đã nghe đến {ask.cursor}, kho của trạm {scope} có đến {last}"
    return begin_epoch(connection, f"kho đã được khôi phục từ bản cũ: {words}", now), False


def place(connection: Connection, ask: Ask, scope: str, last: int, *, known: bool) -> Place:
    """To be asked after what the device said was taken in: its word counts that."""
    if known:
        return Place(ask.cursor)
    if ask.v < _COMPARES:
        return Place(0)
    rows = connection.execute(select(DIGEST.c.entity, DIGEST.c.word).where(DIGEST.c.scope == scope))
    return Place(last, lost=ask.word != overall({row.entity: row.word for row in rows}))


def watch_timeline(connection: Connection, now: str) -> None:
    """PostgreSQL names each life of its data: another cluster, or one that was recovered to a moment, is not
    the one that stations have heard."""
    life = _life(connection)
    known = connection.execute(select(SELF.c.timeline)).scalar_one()
    if life is None or life == known:
        return
    if known is not None:
        begin_epoch(connection, f"cơ sở dữ liệu đã đổi: {known} → {life}", now)
    connection.execute(update(SELF).values(timeline=life))


def _life(connection: Connection) -> str | None:
    if connection.dialect.name != "postgresql":
        return None
    try:
        with connection.begin_nested():
            return str(connection.execute(text(_LIFE)).scalar_one())
    except DBAPIError:  # a hired PostgreSQL may keep this to itself; then the stations' cursors tell
        return None


_LIFE = (
    "SELECT system_identifier || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8)"
    " FROM pg_control_system()"
)
