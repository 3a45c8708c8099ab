"""A station's file as the release before left it: what this release's migration adds, taken out again."""

import importlib
import re
from pathlib import Path

from station_app.store.connection import connect

STATEMENTS = importlib.import_module("station_app.store.migrations.versions.v0003_vault").STATEMENTS


def as_of_0002(path: Path, key: bytes) -> None:
    connection = connect(path, key)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')
    for statement in reversed(STATEMENTS):
        if table := re.match(r"CREATE (?:VIRTUAL )?TABLE (\w+)", statement):
            connection.execute(f"DROP TABLE {table[1]}")
        elif index := re.match(r"CREATE (?:UNIQUE )?INDEX (\w+)", statement):
            connection.execute(f"DROP INDEX IF EXISTS {index[1]}")
        elif column := re.match(r"ALTER TABLE (\w+) ADD COLUMN (\w+)", statement):
            connection.execute(f"ALTER TABLE {column[1]} DROP COLUMN {column[2]}")
    connection.execute("UPDATE alembic_version SET version_num = '0002'")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    connection.close()
