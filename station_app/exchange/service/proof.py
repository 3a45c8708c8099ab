"""Digests of what this PC holds: as kept from save to save, and counted anew from the rows."""

from station_app.store.database import Database
from sync.books import digests


def recomputed_digests(database: Database) -> dict[str, str]:
    """The digest of each entity, computed anew from the rows: what `station digest` prints."""
    with database.reading() as session:
        return database.shelf(session).recomputed()


def kept_digests(database: Database) -> dict[str, str]:
    with database.reading() as session:
        return digests(database.raw(session))
