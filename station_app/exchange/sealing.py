"""Keeps what is restricted sealed, and readable for the PCs and the province that may read it."""

from collections.abc import Iterable

from station_app.health_records import service as health_records
from station_app.store.database import Database
from station_app.store.resealing import Labels, seal_arrived, seal_leftovers, settle_equal
from station_app.store.restriction import edition
from station_app.store.seal_granting import keep_granted
from station_app.visits import service as visits
from sync.change import Key

LABELS: Labels = {**visits.LABELS, **health_records.LABELS}
"""What the code pack says of a record, for every kind that can be restricted."""
_KEYS = frozenset({"seal_key", "seal_grant"})


def tend(database: Database) -> None:
    """When somebody has signed in, and before a round: this PC's key is known and granted, and all that is
    restricted is sealed. Cheap where all is well."""
    keep_granted(database)
    seal_leftovers(database, LABELS, edition())
    settle_equal(database)


def tend_arrived(database: Database, arrived: Iterable[Key]) -> None:
    """What came from others: keys that wait for a grant, and records of programs that do not seal yet."""
    keys = set(arrived)
    if any(entity in _KEYS for entity, _ in keys):
        keep_granted(database)
    sealable = {model.__tablename__ for model in LABELS}
    if some := [key for key in keys if key[0] in sealable]:
        seal_arrived(database, LABELS, some)
        settle_equal(database)
