"""The warehouse in one file, which is read back and proved before any station is told that it is safe."""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import zstandard
from sqlalchemy import Connection, Engine, Table, func, insert, select, update

from sync import clock
from sync.gateway.epoch import begin_epoch
from sync.gateway.events import tell
from sync.gateway.parts import looking
from sync.gateway.proving import Proof, prove
from sync.gateway.tables import BOOKS, DEVICE, EVENT, LOG, PARKED, PROJECTION, SELF, SPOOL
from sync.gateway.typed import add_missing_columns, instant
from sync.gateway.warehouse import Warehouse, engine_for

FORMAT = 1
_AT_ONCE = 500
_LENGTH = struct.Struct(">I")
_encoder = msgspec.msgpack.Encoder()


class Damaged(Exception):
    """The file is not a whole backup of a warehouse; the text says where it fails."""


class Part(msgspec.Struct, array_like=True):
    """Rows of one table; the last part of a file names no table and counts all rows."""

    table: str
    columns: list[str]
    rows: list[list[Any]]


@dataclass(frozen=True, slots=True)
class Kept:
    """What a backup was found to hold."""

    devices: int
    transactions: int
    records: int


def back_up(warehouse: Warehouse, file: Path) -> Kept:
    """One moment of the warehouse while stations go on. The file gets its name, and stations hear that they
    need not keep what is in it, only when it has been read back and every chain and digest counted anew.
    Raises Damaged, and nothing is safe."""
    partial = file.with_name(file.name + ".partial")
    with _created(partial) as raw, looking(warehouse) as connection:
        _write(raw, connection)
    proof = prove(read(partial))
    if proof.faults:
        raise Damaged("; ".join(proof.faults[:5]))
    partial.replace(file)
    _tell_safe(warehouse, proof, file.name)
    return Kept(len(proof.upto), proof.transactions, proof.records)


def _created(path: Path) -> BinaryIO:
    """The warehouse's key and its patients are in it: nobody but its owner may read it."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _tables() -> Iterator[Table]:
    """PARKED before LOG: a chain runs through both, and is proved while the file is read."""
    line = [table for table in BOOKS.sorted_tables if table not in (SPOOL, PROJECTION)]
    yield from sorted(line, key=lambda table: (table is LOG, table.name))


def _write(raw: BinaryIO, connection: Connection) -> None:
    packer = zstandard.ZstdCompressor(level=9, write_checksum=True)
    counts: dict[str, int] = {}
    with packer.stream_writer(raw, closefd=False) as packed:
        for table in _tables():
            counts[str(table.name)] = _write_table(packed, connection, table)
        _put(packed, Part("", [], [[FORMAT, counts]]))
    raw.flush()
    os.fsync(raw.fileno())


def _write_table(packed: Any, connection: Connection, table: Table) -> int:
    order = [table.c.device, table.c.device_seq] if table in (LOG, PARKED) else list(table.primary_key)
    names = [str(column.name) for column in table.columns]
    counted = 0
    rows = connection.execution_options(yield_per=_AT_ONCE).execute(select(table).order_by(*order))
    for some in rows.partitions(_AT_ONCE):
        _put(packed, Part(str(table.name), names, [_plain(row) for row in some]))
        counted += len(some)
    return counted


def _plain(row: Any) -> list[Any]:
    return [bytes(value) if isinstance(value, memoryview) else value for value in row]


def _put(packed: Any, part: Part) -> None:
    body = _encoder.encode(part)
    packed.write(_LENGTH.pack(len(body)) + body)


def read(file: Path) -> Iterator[Part]:
    """The parts of a backup, to its end. Raises Damaged where the end is missing or a row is."""
    counts: dict[str, int] = {}
    decoder = msgspec.msgpack.Decoder(Part)
    with file.open("rb") as raw, zstandard.ZstdDecompressor().stream_reader(raw) as plain:
        try:
            while True:
                (length,) = _LENGTH.unpack(_exactly(plain, _LENGTH.size))
                part = decoder.decode(_exactly(plain, length))
                if not part.table:
                    break
                counts[part.table] = counts.get(part.table, 0) + len(part.rows)
                yield part
        except (zstandard.ZstdError, msgspec.MsgspecError, struct.error) as error:
            raise Damaged(f"tệp không đọc được ({error})") from error
    form, expected = part.rows[0]
    if form != FORMAT or {name: number for name, number in expected.items() if number} != counts:
        raise Damaged("số dòng không khớp")


def _exactly(plain: Any, size: int) -> bytes:
    parts: list[bytes] = []
    while size:
        got = plain.read(size)
        if not got:
            raise Damaged("tệp bị cụt")
        parts.append(got)
        size -= len(got)
    return b"".join(parts)


def _tell_safe(warehouse: Warehouse, proof: Proof, name: str) -> None:
    now = instant(warehouse.wall_ms() << clock.BITS)
    with warehouse.engine.begin() as connection:
        keep_safe(connection, proof.upto)
        tell(connection, now, "backup", f"{name}: {proof.transactions} lượt ghi, {proof.records} bản ghi")


def keep_safe(connection: Connection, upto: dict[str, int]) -> None:
    for device, safe in sorted(upto.items()):
        connection.execute(
            update(DEVICE).where(DEVICE.c.device == device, DEVICE.c.safe < safe).values(safe=safe)
        )


def backed_up(warehouse: Warehouse, at_ms: int) -> int:
    """For whoever keeps backups of PostgreSQL itself: what had arrived by then is safe. Returns how many
    devices that concerns."""
    reading = at_ms << clock.BITS
    with warehouse.engine.begin() as connection:
        upto = {row.device: row.upto for row in connection.execute(select(DEVICE.c.device, DEVICE.c.upto))}
        for table in (LOG, PARKED):
            later = select(table.c.device, func.min(table.c.device_seq)).where(
                table.c.stamp > reading, table.c.device_seq > 0
            )
            for device, first in connection.execute(later.group_by(table.c.device)):
                upto[device] = min(upto[device], first - 1)
        keep_safe(connection, upto)
        now = instant(warehouse.wall_ms() << clock.BITS)
        tell(connection, now, "backup", f"bản sao của PostgreSQL có đến {instant(reading)}")
    return len(upto)


class Occupied(Exception):
    """There is a warehouse already where one should be restored."""


def restore(url: str, file: Path, now: str) -> Kept:
    """Puts a backup into an empty database, under a new epoch. Nothing is written before it is proved."""
    proof = prove(read(file))
    if proof.faults:
        raise Damaged("; ".join(proof.faults[:5]))
    engine = engine_for(url)
    try:
        _fill(engine, file, now)
    finally:
        engine.dispose()
    return Kept(len(proof.upto), proof.transactions, proof.records)


def _fill(engine: Engine, file: Path, now: str) -> None:
    with engine.begin() as connection:
        BOOKS.create_all(connection)
        add_missing_columns(connection, BOOKS.tables.values())
        if connection.execute(select(SELF.c.epoch)).one_or_none() is not None:
            raise Occupied
        for part in read(file):
            table = BOOKS.tables.get(part.table)
            if table is not None and part.rows:
                connection.execute(insert(table), list(_fitted(table, part)))
        connection.execute(update(SELF).values(timeline=None))
        begin_epoch(connection, f"khôi phục từ {file.name}", now)


def _fitted(table: Table, part: Part) -> Iterator[dict[str, Any]]:
    """A backup of another release may have other columns; events are numbered anew."""
    left_out = {"number"} if table is EVENT else set()
    for row in part.rows:
        named = zip(part.columns, row, strict=True)
        yield {name: value for name, value in named if name in table.c and name not in left_out}
