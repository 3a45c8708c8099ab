"""Digests of what this PC holds: as kept from save to save, and counted anew from the rows."""

from station_app.exchange.mending import recount
from station_app.store.database import Database
from sync.books import digests
from sync.suspects import suspects


def recomputed_digests(database: Database) -> dict[str, str]:
    """The digest of each entity, computed anew from the rows: what `station digest` prints."""
    with database.reading() as session:
        return database.shelf(session).recomputed()


def damaged_places(database: Database) -> list[str]:
    """Entity and last two digits of the ids where rows are not what the digest said of them. The true digest
    is kept from here on, so that the next round compares and brings back what is damaged."""
    kept, anew = kept_digests(database), recomputed_digests(database)
    differing = [entity for entity in kept.keys() | anew.keys() if kept.get(entity) != anew.get(entity)]
    if differing:
        recount(database, [(entity, number) for entity in differing for number in range(256)])
    with database.reading() as session:
        return sorted(f"{entity} {number:02x}" for entity, number in suspects(database.raw(session)))


def kept_digests(database: Database) -> dict[str, str]:
    with database.reading() as session:
        return digests(database.raw(session))
