"""A PC that has nothing yet takes a snapshot: its own service point first, in use before it is complete."""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from station_app.exchange.acknowledging import keep_verdict
from station_app.store.database import Database
from sync.change import Key
from sync.families import COMMON
from sync.merge import State
from sync.message import PROTOCOL
from sync.round import Broken, Line, Turned
from sync.seed import LEAST, PartOf, Piece, Pieced, Seed, Seeded
from sync.snapshot import decode

Progress = Callable[[int, int], object]
"""(records in use, of how many): never goes back."""
_TURN_S = 0.15
"""A chunk is made as large as fits so many seconds: care never waits longer than 200 ms for sync."""
_FIRST_CHUNK, _LARGEST_CHUNK = 100, 2_000
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Waiting:
    """A part that is not in use yet."""

    number: int
    records: int
    size: int
    hash: bytes
    have: int


def first_sync(
    database: Database, line: Line, progress: Progress = lambda done, of: None, *, least: int = LEAST
) -> bool:
    """Takes the snapshot, or what is left of it. Returns whether there was one; the round goes on from there.
    Breaking off at any byte is harmless: what is in use stays, and what was fetched is not fetched again."""
    for _ in range(_TRIES):
        if not _begun(database) and not _begin(database, line, least):
            return False
        if _parts(database, line, progress):
            _finish(database)
            return True
        forget(database)
    return False


def begun(database: Database) -> tuple[int, int] | None:
    """Of a snapshot that is being taken in: records in use, of how many."""
    with database.reading() as session:
        raw = database.raw(session)
        row = raw.execute("SELECT records FROM sync_snapshot").fetchone()
        done = raw.execute("SELECT total(records) FROM sync_snapshot_part WHERE loaded").fetchone()[0]
    return None if row is None else (int(done), row[0])


def _begun(database: Database) -> bool:
    return begun(database) is not None


def _begin(database: Database, line: Line, least: int) -> bool:
    with database.reading() as session:
        raw = database.raw(session)
        [cursor] = raw.execute("SELECT cursor FROM sync_line").fetchone()
        [held] = raw.execute("SELECT total(count) FROM sync_digest").fetchone()
    if cursor or held >= LEAST:
        return False
    try:
        seeded = line.call("snapshot", Seed(PROTOCOL, least), Seeded)
    except Turned:
        # The gateway knows no snapshots, or not yet this PC: the round says what there is to say.
        return False
    keep_plan(database, seeded)
    return bool(seeded.parts)


def keep_plan(database: Database, seeded: Seeded, bodies: Sequence[bytes] = ()) -> None:
    """What is to come, in the order in which it is wanted here; `bodies` of those parts that came along."""
    if not seeded.parts:
        return
    with database.taking_in() as intake:
        [own] = intake.raw.execute("SELECT point FROM station").fetchone()
        row = (seeded.epoch, seeded.cursor, seeded.mark, seeded.records)
        intake.raw.execute("INSERT INTO sync_snapshot VALUES (1, ?, ?, ?, ?)", row)
        wanted = sorted(seeded.parts, key=lambda part: _turn(part, own))
        for place, part in enumerate(wanted):
            body = bodies[part.number] if bodies else b""
            intake.raw.execute(
                "INSERT INTO sync_snapshot_part (number, place, records, hash, size, body)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (part.number, place, part.records, part.hash, part.size, body),
            )
        for verdict in seeded.verdicts:
            keep_verdict(intake.raw, verdict.entity, verdict.record, verdict.reason, seeded.cursor)


def _turn(part: PartOf, own: str) -> tuple[bool, bool, int]:
    return part.point != COMMON, part.point != own, part.number


def _parts(database: Database, line: Line | None, progress: Progress) -> bool:
    """False where the gateway no longer keeps this snapshot."""
    while (part := _next(database)) is not None:
        if not _fetched(database, line, part):
            return False
        _load(database, part, progress)
    return True


def load_all(database: Database, progress: Progress) -> None:
    """Takes in a snapshot all of whose parts are here, as from a stick."""
    if _parts(database, None, progress):
        _finish(database)


def _next(database: Database) -> Waiting | None:
    with database.reading() as session:
        row = (
            database.raw(session)
            .execute(
                "SELECT number, records, size, hash, length(body) FROM sync_snapshot_part"
                " WHERE NOT loaded ORDER BY place LIMIT 1"
            )
            .fetchone()
        )
    return None if row is None else Waiting(*row)


def _fetched(database: Database, line: Line | None, part: Waiting) -> bool:
    """Fetches what is missing of a part, piece by piece; each is kept, so that a cut costs one piece."""
    have, [cursor] = part.have, _plan(database, "cursor")
    while have < part.size:
        if line is None:
            return False
        body = line.call("snapshot-part", Piece(PROTOCOL, cursor, part.number, have), Pieced).body
        if not body:
            return False
        with database.taking_in() as intake:
            intake.raw.execute(
                "UPDATE sync_snapshot_part SET body = CAST(body || ? AS BLOB) WHERE number = ?",
                (body, part.number),
            )
        have += len(body)
    if hashlib.sha256(_body(database, part)).digest() == part.hash:
        return True
    with database.taking_in() as intake:
        intake.raw.execute("UPDATE sync_snapshot_part SET body = x'' WHERE number = ?", (part.number,))
    raise Broken("a part of the snapshot came damaged")


def _plan(database: Database, *columns: str) -> tuple[int, ...]:
    with database.reading() as session:
        sql = f"SELECT {', '.join(columns)} FROM sync_snapshot"  # noqa: S608
        return tuple(database.raw(session).execute(sql).fetchone())


def _body(database: Database, part: Waiting) -> bytes:
    with database.reading() as session:
        sql = "SELECT body FROM sync_snapshot_part WHERE number = ?"
        return bytes(database.raw(session).execute(sql, (part.number,)).fetchone()[0])


def _load(database: Database, part: Waiting, progress: Progress) -> None:
    """Joins a part, chunk by chunk: what was saved here meanwhile stays. Done again after a crash, it changes
    nothing."""
    done, of = begun(database) or (0, 0)
    states = decode(_body(database, part))
    size, began = _FIRST_CHUNK, time.monotonic()
    while chunk := dict(islice(states, size)):
        _join(database, chunk)
        done += len(chunk)
        progress(done, of)
        took, began = time.monotonic() - began, time.monotonic()
        size = max(_FIRST_CHUNK, min(_LARGEST_CHUNK, int(len(chunk) * _TURN_S / max(took, 0.001))))
    with database.taking_in() as intake:
        intake.raw.execute(
            "UPDATE sync_snapshot_part SET loaded = 1, body = x'' WHERE number = ?", (part.number,)
        )
    database.fold_log()


def _join(database: Database, chunk: dict[Key, State]) -> None:
    with database.taking_in() as intake:
        intake.join(chunk)


def _finish(database: Database) -> None:
    """From here on the log tells the rest."""
    with database.taking_in() as intake:
        intake.raw.execute(
            "UPDATE sync_line SET epoch = s.epoch, cursor = s.cursor, mark = s.mark FROM sync_snapshot AS s"
            " WHERE sync_line.cursor < s.cursor"
        )
    forget(database)


def forget(database: Database) -> None:
    with database.taking_in() as intake:
        intake.raw.execute("DELETE FROM sync_snapshot")
        intake.raw.execute("DELETE FROM sync_snapshot_part")
