"""The encrypted file of a new station PC, and the triggers that every file has."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert

from station_app.store import audit_log, migrations
from station_app.store.connection import engine
from station_app.store.faults import in_words
from station_app.store.station import Station
from sync import triggers
from sync.catalogue import Catalogue
from sync.envelope import START, new_device
from sync.rows import Layout


def create(path: Path, key: bytes, catalogue: Catalogue, station: Mapping[str, Any]) -> str:
    """Makes the encrypted file of a new station PC with its own device key. Returns the device's name."""
    device, signing_key = new_device()
    writer = engine(path, key, read_only=False)
    try:
        with in_words(), writer.begin() as connection:
            migrations.upgrade(connection)
            connection.exec_driver_sql(
                "INSERT INTO sync_self (id, device, signing_key, head) VALUES (1, ?, ?, ?)",
                (device, signing_key, START),
            )
            connection.execute(insert(Station).values(id=1, serial=0, **station))
            install(connection, catalogue)
    finally:
        writer.dispose()
    return device


def install(connection: Connection, catalogue: Catalogue) -> None:
    """Brings the triggers that capture changes and guard the log up to date with this release."""
    raw: Any = connection.connection.driver_connection
    triggers.install(raw, [Layout(entity) for entity in catalogue.entities.values()])
    audit_log.install(raw)
