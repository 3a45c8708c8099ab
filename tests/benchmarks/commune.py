"""The benchmark station: 50,000 people, their doses and visits; made once, copied for each measurement."""

import hashlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from station_app.app import home
from station_app.app.home import FILE
from station_app.common.days import Clock
from station_app.demo.load import load
from station_app.demo.population import population
from station_app.demo.server import Warehouse
from station_app.exchange import service as exchange
from station_app.immunization import service as immunization
from station_app.store.connection import connect
from station_app.store.database import Database
from station_app.store.vault import Vault
from tests.benchmarks.day import AS_OF, BenchmarkDay
from tests.tree import ROOT

BUILT = ROOT / "build" / "bench"
LOGIN, PASSWORD = "bench", "đo tốc độ trạm 2026"
SEED, YEARS = 2026, 1
"""One year of visits and every dose of a childhood: 412,000 of them for 50,000 people."""
HOME, PLAIN, BARE, BARE_CIPHER, WAREHOUSE = "home", "plain.db", "bare.db", "bare-cipher.db", "kho-tinh.db"
_SHAPED_BY = (
    "station_app/store/migrations/versions/*.py",
    *(
        f"station_app/demo/{part}.py"
        for part in (
            *("ailments", "chance", "doses", "households", "illness", "load", "names", "papers"),
            *("population", "residents", "visits"),
        )
    ),
    "station_app/app/home.py",
    "station_app/people/service/index.py",
    "station_app/staff/*.py",
    "station_app/store/vault/*.py",
    "resources/schedules/*.json",
    "sync/ledger.py",
    "sync/rows.py",
)
_SYNC_SHAPED_BY = ("sync/message.py", "sync/gateway/tables.py", "sync/gateway/shelf.py")


@dataclass(frozen=True)
class Commune:
    """Where the finished station lies; never written to again."""

    folder: Path
    people: int

    @property
    def synced(self) -> "Commune":
        """The same station after the warehouse has received all of it, and that warehouse."""
        return Commune(self.folder / f"synced-{_shape(_SYNC_SHAPED_BY)}", self.people)

    @contextmanager
    def copied(self, *files: str) -> Iterator[Path]:
        """A copy to write into: the station's home, and the files named."""
        BUILT.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="work-", dir=BUILT) as name:
            work = Path(name)
            for part in (HOME, *files):
                # cp, because it shares the blocks where the file system can.
                subprocess.run(
                    ["cp", "-r", "--reflink=auto", str(self.folder / part), str(work / part)], check=True
                )
            yield work


def unlocked(place: Path, clock: Clock | None = None) -> Database:
    return home.unlock(place, LOGIN, PASSWORD, clock=clock or BenchmarkDay())


def key_of(place: Path) -> bytes:
    return Vault.open(place).unlock(LOGIN, PASSWORD).data


def commune(people: int, say: Callable[[str], None], *, with_warehouse: bool) -> Commune:
    """The finished station, from build/bench if it is there and still of this shape."""
    made = Commune(BUILT / f"station-{people}-{_shape(_SHAPED_BY)}", people)
    _once(made.folder, f"station-{people}-*", lambda place: _build(place, people, say))
    if with_warehouse:
        _once(made.synced.folder, "synced-*", lambda place: _first_sync(made, place, say))
    return made


def _once(folder: Path, others: str, make: Callable[[Path], None]) -> None:
    """Made beside and moved into place when it is whole; what it replaces goes first."""
    if folder.exists():
        return
    for older in folder.parent.glob(others):
        shutil.rmtree(older)
    unfinished = folder.with_name(f"new-{folder.name}")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    make(unfinished)
    unfinished.rename(folder)


def _shape(files: Sequence[str]) -> str:
    """The schema and the generator: with another of either, the station is made anew."""
    digest = hashlib.sha256(f"{SEED} {YEARS} {AS_OF}".encode())
    for pattern in files:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def _build(folder: Path, people: int, say: Callable[[str], None]) -> None:
    """By the same door as an import, every row captured: what is measured is what a nurse would have."""
    tables = population(SEED, people, as_of=AS_OF, years=YEARS).tables()
    place = folder / HOME
    home.found(place, code="12345", name="Trạm Y tế xã Mường Hoa", login=LOGIN, password=PASSWORD)
    with closing(unlocked(place)) as database:
        counts = ", ".join(f"{len(rows):,} {entity}" for entity, rows in tables.items())
        say(f"making a station: {counts}")
        load(database, tables, _steps(say))
        immunization.refresh_due(database, AS_OF)
        database.fold_log()
    _forget_machine(place)
    _plain_copies(folder, say)


def _forget_machine(place: Path) -> None:
    """Each copy stands for the station itself; one elsewhere would be another PC, and say all anew."""
    with closing(connect(place / FILE, key_of(place))) as connection:
        connection.execute("UPDATE sync_self SET machine = NULL")
        connection.commit()


def _steps(say: Callable[[str], None]) -> Callable[[int, int], None]:
    """Tells every half minute how far it is."""
    told = time.monotonic()

    def progress(done: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told > 30:
            told = time.monotonic()
            say(f"  {done:,} of {total:,} records")

    return progress


def _plain_copies(folder: Path, say: Callable[[str], None]) -> None:
    """The same file without encryption, and one table of doses alone for the bare inserts."""
    key = key_of(folder / HOME)
    connection = connect(folder / HOME / FILE, key)
    with closing(connection):
        connection.execute(f"ATTACH '{folder / PLAIN}' AS plain KEY ''")
        connection.execute("SELECT sqlcipher_export('plain')").fetchone()
        connection.execute("DETACH plain")
        for name, sealed in ((BARE, "''"), (BARE_CIPHER, f"\"x'{key.hex()}'\"")):
            connection.execute(f"ATTACH '{folder / name}' AS bare KEY {sealed}")
            _only_doses(connection)
            connection.execute("DETACH bare")
    say(f"  made {_megabytes(folder / HOME / FILE)} MB, in the clear {_megabytes(folder / PLAIN)} MB")


def _only_doses(connection: Any) -> None:
    table = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'dose'").fetchone()[0]
    indexes = connection.execute(
        "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'dose' AND sql IS NOT NULL"
    ).fetchall()
    connection.execute(table.replace("CREATE TABLE dose", "CREATE TABLE bare.dose", 1))
    connection.execute("INSERT INTO bare.dose SELECT * FROM main.dose")
    for (sql,) in indexes:
        connection.execute(sql.replace("CREATE INDEX ", "CREATE INDEX bare.", 1))


def _first_sync(made: Commune, folder: Path, say: Callable[[str], None]) -> None:
    shutil.copytree(made.folder / HOME, folder / HOME)
    say("sending the whole commune to a warehouse, once")
    began = time.monotonic()
    with Warehouse(folder) as warehouse, closing(unlocked(folder / HOME)) as database:
        exchange.enroll(database, warehouse.url, warehouse.enrolment_code("12345", "Trung tâm xã"))
        outcome = exchange.synchronise(database)
        exchange.synchronise(database)
        database.fold_log()
    _forget_machine(folder / HOME)
    with closing(sqlite3.connect(folder / WAREHOUSE)) as stored:
        stored.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if not outcome.match:
        raise AssertionError(f"the warehouse does not hold what the station holds: {outcome}")
    say(f"  {outcome.acknowledged:,} transactions in {time.monotonic() - began:.0f} s")


def _megabytes(path: Path) -> int:
    return round(path.stat().st_size / 1e6)


if __name__ == "__main__":
    commune(int(sys.argv[1]), print, with_warehouse=True)
