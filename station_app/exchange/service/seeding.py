"""First sync from a file: the province's snapshot on a stick."""

from dataclasses import dataclass
from pathlib import Path

from station_app.common.errors import Refused
from station_app.exchange import first_sync
from station_app.exchange.first_sync import Progress
from station_app.store.database import Database
from station_app.store.given import given_bytes
from sync.bundle import Unreadable
from sync.envelope import signing_key
from sync.seed_file import LIMIT, unpack_seed


@dataclass(frozen=True, slots=True)
class Sown:
    """How many records the file brought, and whether it was newer than what this PC had heard."""

    records: int
    newer: bool


def seed_from(database: Database, file: Path, progress: Progress = lambda done, of: None) -> Sown:
    """Takes a snapshot in from a file. What was saved here stays; the next round goes on from there."""
    with database.reading() as session:
        raw = database.raw(session)
        line = raw.execute("SELECT gateway_key, cursor, epoch FROM sync_line").fetchone()
        [key] = raw.execute("SELECT signing_key FROM sync_self").fetchone()
    if line is None:
        raise Refused("Máy này chưa ghi danh với kho tỉnh. Hãy ghi danh trước.", code="not_enrolled")
    try:
        content = unpack_seed(_read(file), signing_key(bytes(key)), bytes(line[0]))
    except Unreadable as error:
        raise Refused(error.reason, "file", code=error.code) from error
    seeded = content.seeded
    if seeded.epoch == line[2] and seeded.cursor <= line[1]:
        return Sown(seeded.records, newer=False)
    if first_sync.begun(database) is not None:
        first_sync.forget(database)
    first_sync.keep_plan(database, seeded, content.bodies)
    first_sync.load_all(database, progress)
    return Sown(seeded.records, newer=True)


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > LIMIT:
            raise Unreadable("foreign", "Tệp này quá lớn, không phải tệp dữ liệu ban đầu của Trạm.")
        return given_bytes(file, LIMIT)
    except OSError:
        raise Refused(f"Không đọc được tệp {file}.", "file") from None
