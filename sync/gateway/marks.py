"""What names a place in a scope's log, so that a cursor of another history is noticed."""

from sqlalchemy import Connection, select

from sync.gateway.tables import LOG

WIDTH = 6


def mark_at(connection: Connection, scope: str, seq: int) -> bytes:
    """The beginning of the chain head that the last log row up to `seq` bears; nothing before the first."""
    row = connection.execute(
        select(LOG.c.head).where(LOG.c.scope == scope, LOG.c.seq <= seq).order_by(LOG.c.seq.desc()).limit(1)
    ).one_or_none()
    return b"" if row is None else bytes(row.head)[:WIDTH]
