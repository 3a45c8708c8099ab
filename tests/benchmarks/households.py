"""Opening a household by its service, encrypted and from the same file in the clear."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from station_app.app import summary
from station_app.app.home import FILE
from station_app.app.rooms import CATALOGUE
from station_app.households import service as households
from station_app.store.database import Author, Database
from tests.benchmarks.commune import HOME, PLAIN, Commune, key_of, unlocked
from tests.benchmarks.day import BenchmarkDay
from tests.benchmarks.figures import Figure, Samples, interleaved, paired_median


class ClearText(Database):
    """Reads the copy of the file that is not encrypted; everything else is the station's own code."""

    def __init__(self, encrypted: Path, key: bytes, clear: Path) -> None:
        super().__init__(encrypted, key, CATALOGUE, Author("", ""), clock=BenchmarkDay())
        self._clear = _engine(clear)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with Session(self._clear, expire_on_commit=False) as session:
            yield session

    def close(self) -> None:
        self._clear.dispose()
        super().close()


def _engine(path: Path) -> Engine:
    """As the station's own engine in all but the key, so that the difference is the decryption."""
    made = create_engine(
        "sqlite+pysqlite://", module=sqlcipher, creator=partial(_connected, path), poolclass=QueuePool
    )

    @event.listens_for(made, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")

    return made


def _connected(path: Path) -> Any:
    connection = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", "temp_store = MEMORY", "query_only = ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def spread(database: Database, count: int) -> list[str]:
    """Households from all over the file, in an order that no cache can guess."""
    with database.reading() as session:
        rows = database.raw(session).execute("SELECT id FROM household ORDER BY substr(id, -8)").fetchall()
    return [rows[len(rows) * turn // count][0] for turn in range(min(count, len(rows)))]


def figures(commune: Commune, rounds: int) -> Iterator[Figure]:
    with commune.copied(PLAIN) as work, closing(unlocked(work / HOME)) as sealed:
        key = key_of(work / HOME)
        with closing(ClearText(work / HOME / FILE, key, work / PLAIN)) as clear:
            asked = spread(sealed, 20 * rounds)
            card = _compared(asked, {"sealed": sealed, "clear": clear}, households.household_card)
            page = _compared(asked[: 4 * rounds], {"sealed": sealed, "clear": clear}, summary.page_of)
    yield Figure("household: service p50", card["sealed"].p50, "ms")
    yield Figure("household: service p95", card["sealed"].p95, "ms", 50, card["sealed"].in_words)
    cost = paired_median(card["sealed"].cpu, card["clear"].cpu)
    ratio = card["sealed"].cpu50 / card["clear"].cpu50
    clear_words = f"in the clear {card['clear'].cpu50:.2f} ms CPU"
    yield Figure("household: decryption", cost, "ms CPU", 0.3, clear_words, ratio)
    cost = paired_median(page["sealed"].cpu, page["clear"].cpu)
    everything = f"in the clear {page['clear'].cpu50:.2f} ms CPU"
    ratio = page["sealed"].cpu50 / page["clear"].cpu50
    yield Figure("household: decryption, with all that is printed", cost, "ms CPU", None, everything, ratio)


def _compared(asked: list[str], by: dict[str, Database], read: Any) -> dict[str, Samples]:
    """Each household once by each, neighbours in time; a cache that is warm for one is warm for the other."""
    total = {name: Samples() for name in by}
    for turn, household in enumerate(asked):
        order = list(by) if turn % 2 else list(reversed(by))
        calls = {name: partial(read, by[name], household) for name in order}
        for name, one in interleaved(calls, 1, warm=0).items():
            total[name].add(one.wall[0], one.cpu[0])
    return total
