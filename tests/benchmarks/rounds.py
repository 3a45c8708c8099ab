"""What a day's work costs on the line: bytes and requests through a real socket to a real warehouse."""

import gzip
import time
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import msgspec

from station_app.demo.server import Warehouse
from station_app.exchange import service as exchange
from station_app.store.database import Database
from sync.change import Transaction
from sync.codec import decode
from sync.round import Outcome
from tests.benchmarks.commune import HOME, WAREHOUSE, Commune, unlocked
from tests.benchmarks.figures import Figure
from tests.benchmarks.sync.proxy import Counted, Proxy
from tests.benchmarks.work import a_day

PEER = "PouchDB to CouchDB, as many changes of the same kinds: 174,004 bytes, 11 requests"
PEER_IDLE = "PouchDB: 2,708 bytes, 4 requests"


def figures(commune: Commune, rounds: int) -> Iterator[Figure]:
    with (
        commune.synced.copied(WAREHOUSE) as work,
        Warehouse(work) as warehouse,
        Proxy(urlsplit(warehouse.url).port or 0) as proxy,
        closing(unlocked(work / HOME)) as database,
    ):
        _through(database, proxy.url)
        exchange.synchronise(database)
        sent = exchange.line_state(database).written
        made = a_day(database)
        plain = len(gzip.compress(msgspec.json.encode(_changed_fields(database, sent)), 9))
        proxy.begin()
        began = time.perf_counter(), time.process_time()
        outcome = exchange.synchronise(database)
        wall, cpu = time.perf_counter() - began[0], time.process_time() - began[1]
        _all_there(outcome, made)
        yield from _told(made, proxy.counted(), plain)
        yield Figure(
            f"round of {made} changes: time", wall * 1000, "ms", None, f"station CPU {cpu * 1000:.0f}"
        )
        yield from _idle(database, proxy)


def _told(made: int, passed: Counted, plain: int) -> Iterator[Figure]:
    name = f"round of {made} changes"
    ways = (
        f"up {passed.up:,}, down {passed.down:,}; gzip'd JSON of the changed fields alone {plain:,}; {PEER}"
    )
    yield Figure(f"{name}: bytes both ways", passed.total, "bytes", 15_000, ways, passed.total / plain)
    yield Figure(f"{name}: requests", passed.requests, "requests", 1, f"{passed.connections} connection")


def _idle(database: Database, proxy: Proxy) -> Iterator[Figure]:
    exchange.synchronise(database)
    proxy.begin()
    exchange.synchronise(database)
    passed = proxy.counted()
    yield Figure("idle round: bytes both ways", passed.total, "bytes", None, PEER_IDLE)
    yield Figure("idle round: requests", passed.requests, "requests", 1)


def _through(database: Database, url: str) -> None:
    """The station was enrolled while it was built; the warehouse's port is another one today."""
    with database.taking_in() as intake:
        intake.raw.execute("UPDATE sync_line SET gateway = ?", (url,))


def _all_there(outcome: Outcome, made: int) -> None:
    if outcome.acknowledged != made or outcome.match is not True:
        raise AssertionError(f"the round is not what it should be: {made} made, {outcome}")


def _changed_fields(database: Database, sent: int) -> list[list[object]]:
    """The least that says what changed, without authorship, order or proof: [entity, id, {field: value}]."""
    with database.reading() as session:
        raw = database.raw(session)
        device = raw.execute("SELECT device FROM sync_self").fetchone()[0]
        rows = raw.execute("SELECT payload FROM sync_outbox WHERE seq > ? ORDER BY seq", (sent,)).fetchall()
    transactions: list[Transaction] = [decode(device, bytes(payload)) for (payload,) in rows]
    return [
        [change.entity, change.record, change.set]
        for transaction in transactions
        for change in transaction.changes
    ]
