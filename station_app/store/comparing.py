"""A copy beside the live file: what the live one has gained since, and that nothing of the copy is gone."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from station_app.store.connection import connect
from station_app.store.faults import in_words
from sync.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Difference:
    """Records that only the live file has, that were written to since, and that it lacks (never any)."""

    new: int
    changed: int
    lost: int


def difference(copy: Path, live: Path, key: bytes, catalogue: Catalogue) -> Difference:
    """Record by record, by id and by the state that travels. Both files are only read."""
    new = changed = lost = 0
    with in_words():
        connection = connect(copy, key, read_only=True)
        try:
            connection.execute(f"ATTACH ? AS live KEY \"x'{key.hex()}'\"", (str(live),))
            for name in catalogue.entities:
                new += _missing(connection, f'live."{name}"', f'main."{name}"')
                lost += _missing(connection, f'main."{name}"', f'live."{name}"')
                sql = (
                    f'SELECT count(*) FROM main."{name}" AS old JOIN live."{name}" AS now ON now.id = old.id'  # noqa: S608
                    " WHERE now.sync_meta IS NOT old.sync_meta"
                )
                changed += int(connection.execute(sql).fetchone()[0])
        finally:
            connection.close()
    return Difference(new, changed, lost)


def _missing(connection: Any, there: str, here: str) -> int:
    found = f"SELECT 1 FROM {here} AS other WHERE other.id = one.id"  # noqa: S608
    sql = f"SELECT count(*) FROM {there} AS one WHERE NOT EXISTS ({found})"  # noqa: S608
    return int(connection.execute(sql).fetchone()[0])
