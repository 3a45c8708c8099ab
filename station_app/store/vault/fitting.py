"""Which of two data keys the station's file is encrypted with, while the key is being changed."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

DATABASE = "station.db"


def fitting(home: Path, keys: Sequence[bytes]) -> bytes:
    """The key that opens the file of `home`; the oldest where there is no file to try it on."""
    path = home / DATABASE
    if len(keys) > 1 and path.exists():
        for key in keys:
            if opens(path, key):
                return key
    return keys[-1]


def opens(path: Path, key: bytes) -> bool:
    """Looks at the first page alone, and writes nothing."""
    with closing(sqlcipher.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlcipher.DatabaseError:
            return False
    return True
