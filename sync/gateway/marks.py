"""What names a place in a scope's log, so that a cursor of another history is noticed."""

from sqlalchemy import Connection, bindparam, select

from sync.gateway.tables import LOG

WIDTH = 6
_LAST = select(LOG.c.head).where(LOG.c.scope == bindparam("which"), LOG.c.seq <= bindparam("upto"))
_LAST = _LAST.order_by(LOG.c.seq.desc()).limit(1)


def mark_at(connection: Connection, scope: str, seq: int) -> bytes:
    """The beginning of the chain head that the last log row up to `seq` bears; nothing before the first."""
    row = connection.execute(_LAST, {"which": scope, "upto": seq}).one_or_none()
    return b"" if row is None else bytes(row.head)[:WIDTH]
