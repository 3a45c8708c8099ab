"""Whether a station tells after its upgrade what its old program told before."""

from collections.abc import Mapping
from typing import Any

from station_app.store.database import Database


def same_as_told(database: Database, told: Mapping[str, Any]) -> None:
    """Every record, question, superseded value and transaction; columns that came since may be empty."""
    with database.reading() as session:
        raw = database.raw(session)

        def rows(sql: str) -> list[dict[str, Any]]:
            found = raw.execute(sql)
            names = [column[0] for column in found.description]
            return [dict(zip(names, _plain(row), strict=True)) for row in found.fetchall()]

        for entity, records in told["records"].items():
            found = rows(f'SELECT * FROM "{entity}" ORDER BY id')
            assert [
                {name: one[name] for name in was} for was, one in zip(records, found, strict=True)
            ] == records
        for name, sql in _BOOKS.items():
            assert rows(sql) == told[name], name


_BOOKS = {
    "questions": "SELECT entity, record FROM sync_question ORDER BY entity, record",
    "outbox": "SELECT seq, hash FROM sync_outbox ORDER BY seq",
    "history": "SELECT count(*) AS count FROM sync_history",
    "digests": "SELECT * FROM sync_digest ORDER BY 1, 2",
    "self": "SELECT device, seq, head, hlc FROM sync_self",
    "accounts": "SELECT login, user FROM account ORDER BY login",
}


def _plain(row: Any) -> list[Any]:
    return [value.hex() if isinstance(value, bytes) else value for value in row]
