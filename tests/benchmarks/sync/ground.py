"""Where every row begins: two stations that are even with the province, and the same for PouchDB."""

import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from station_app.store.database import Database
from tests.benchmarks.commune import BUILT
from tests.benchmarks.sync import peer, station
from tests.benchmarks.sync.commune import Size, Tables, commune
from tests.benchmarks.sync.documents import documents, write_lines
from tests.benchmarks.sync.gateway import Gateway, Province, province
from tests.benchmarks.sync.proxy import Proxy
from tests.tree import ROOT

Say = Callable[[str], None]
_SHAPED_BY = (
    "tests/benchmarks/sync/commune.py",
    "tests/benchmarks/sync/documents.py",
    "station_app/store/migrations/versions/*.py",
    "station_app/demo/load.py",
    "station_app/people/service/index.py",
    "sync/capture.py",
    "sync/codec.py",
    "sync/ledger.py",
    "sync/rows.py",
)


@dataclass
class Ours:
    """`a` and `b` reach the gateway through the proxy."""

    gateway: Gateway
    proxy: Proxy
    a: Database
    b: Database


@dataclass
class Theirs:
    server: peer.Server
    proxy: Proxy
    a: peer.Client
    b: peer.Client

    @property
    def url(self) -> str:
        return self.proxy.url


@dataclass
class Ground:
    """`even` is filled by the first push and pull; every other row works on copies of it."""

    tables: Tables
    prepared: Path
    work: Path
    province: Province
    even: Path
    database: str = ""
    port: int = 0
    """PouchDB takes a server at another port for another server."""
    _numbers: Iterator[int] = field(default_factory=count)

    def copied(self, *parts: str, source: Path | None = None) -> Path:
        folder = self.work / f"row-{next(self._numbers)}"
        folder.mkdir()
        for part in parts:
            # cp, because it shares the blocks where the file system can.
            command = ["cp", "-r", "--reflink=auto", str((source or self.even) / part), str(folder / part)]
            subprocess.run(command, check=True)
        return folder

    @contextmanager
    def ours(self) -> Iterator[Ours]:
        folder = self.copied("A", "B")
        with ExitStack() as stack:
            gateway = stack.enter_context(Gateway(self.province.copied(self.database)))
            proxy = stack.enter_context(Proxy(gateway.port))
            a = stack.enter_context(station.opened(folder / "A", proxy.url))
            b = stack.enter_context(station.opened(folder / "B", proxy.url))
            yield Ours(gateway, proxy, a, b)
        shutil.rmtree(folder)

    @contextmanager
    def theirs(self, server: str = "server", port: int | None = None) -> Iterator[Theirs]:
        folder = self.copied("peer-A", "peer-B", server)
        with peer.Server(folder / server) as serving, Proxy(serving.port, port or self.port) as proxy:
            yield Theirs(serving, proxy, peer.Client(folder / "peer-A"), peer.Client(folder / "peer-B"))
        shutil.rmtree(folder)


@contextmanager
def ground(size: Size, say: Say) -> Iterator[Ground]:
    peer.install()
    tables = commune(size)
    prepared = _prepared(size, tables, say)
    with tempfile.TemporaryDirectory(prefix="sync-work-", dir=BUILT) as name, province() as ours:
        work = Path(name)
        (work / "even").mkdir()
        yield Ground(tables, prepared, work, ours, work / "even")


def _prepared(size: Size, tables: Tables, say: Say) -> Path:
    """The filled station and its documents, not yet sent anywhere; kept from run to run."""
    folder = BUILT / f"sync-{size.people}-{_shape()}"
    if folder.exists():
        return folder
    for older in BUILT.glob(f"sync-{size.people}-*"):
        shutil.rmtree(older)
    unfinished = BUILT / f"new-{folder.name}"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    say(f"making the commune: {sum(map(len, tables.values())):,} records")
    station.found(unfinished / "A", "A")
    with station.opened(unfinished / "A") as database:
        station.fill(database, tables)
    write_lines(unfinished / "documents.jsonl", documents(tables))
    peer.Client(unfinished / "peer-A").seed(unfinished / "documents.jsonl")
    unfinished.rename(folder)
    return folder


def _shape() -> str:
    digest = hashlib.sha256()
    for pattern in _SHAPED_BY:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:10]
