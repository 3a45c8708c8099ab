"""Stations beside a warehouse without a socket: the real frames, and a warehouse that can be exchanged."""

from pathlib import Path

from station_app.exchange.station import StationReplica
from station_app.store.database import Database
from sync.envelope import START, signing_key
from sync.gateway.enrolment import create_code, enrol
from sync.gateway.warehouse import Warehouse
from sync.message import PROTOCOL, Enrol
from sync.round import Outcome, run_round
from tests.sync.real_world import Wire


def join(database: Database, warehouse: Warehouse) -> Database:
    """Enrolled as by a code typed in."""
    with database.reading() as session:
        (key,) = database.raw(session).execute("SELECT signing_key FROM sync_self").fetchone()
    public = signing_key(bytes(key)).public_key().public_bytes_raw()
    code = create_code(warehouse, station="12345", point=database.author.point)
    known = enrol(warehouse, Enrol(PROTOCOL, code, public))
    with database.taking_in() as intake:
        intake.raw.execute(
            "INSERT INTO sync_line (id, gateway, gateway_key, scope, epoch, acknowledged_head)"
            " VALUES (1, 'https://kho.test', ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (known.gateway_key, known.scope, known.epoch, START),
        )
        intake.raw.execute("UPDATE sync_self SET introduced = 1")
    return database


def meet(database: Database, warehouse: Warehouse) -> Outcome:
    """One round of this PC with that warehouse."""
    with database.reading() as session:
        row = database.raw(session).execute("SELECT device, signing_key FROM sync_self").fetchone()
    return run_round(StationReplica(database), Wire(warehouse, row[0], bytes(row[1])))


def put_in_place(file: Path, copy: bytes) -> None:
    """An older SQLite file under a warehouse that nobody has told."""
    for end in ("-wal", "-shm"):
        file.with_name(file.name + end).unlink(missing_ok=True)
    file.write_bytes(copy)
