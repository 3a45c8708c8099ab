"""The province's side: `warehouse serve` as it is installed, on a durable PostgreSQL of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import psutil
import psycopg

from tests.postgres import FreshDatabase, running_postgres
from tests.tree import ROOT

STATION = "12345"
_COMMAND = (sys.executable, "-m", "sync.gateway", "--database")


@dataclass
class Province:
    """Databases are named by their URLs; a copy is how a row begins where the row before began."""

    fresh: FreshDatabase
    _numbers: Iterator[int] = field(default_factory=count)

    def copied(self, url: str) -> str:
        name = urlsplit(url).path.lstrip("/")
        copy = f"{name}_{next(self._numbers)}"
        with psycopg.connect(url.replace("+psycopg", "").replace(name, "postgres"), autocommit=True) as raw:
            raw.execute(f"CREATE DATABASE {copy} TEMPLATE {name}".encode())
        return url.replace(name, copy)


@contextmanager
def province() -> Iterator[Province]:
    with running_postgres(durable=True) as fresh:
        yield Province(fresh)


def told(database: str, *arguments: str) -> dict[str, Any]:
    """One `warehouse` command and its answer."""
    done = subprocess.run(
        [*_COMMAND, database, "--json", *arguments], check=True, capture_output=True, cwd=ROOT
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


class Gateway:
    """Serves one database on a free port of this machine; use as a context manager."""

    def __init__(self, database: str, *tls: str) -> None:
        self.database = database
        serve = ["--json", "serve", "--host", "127.0.0.1", "--port", "0", *tls]
        self._process = subprocess.Popen(
            [*_COMMAND, database, *serve], stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        assert self._process.stdout
        self.url = str(json.loads(self._process.stdout.readline())["listening"][0])
        self.port = int(self.url.rpartition(":")[2])

    def code(self, point: str) -> str:
        return str(told(self.database, "enroll", "--station", STATION, "--point", point)["code"])

    def cpu(self) -> float:
        """Seconds of processor time so far: the gateway's own and those of its PostgreSQL sessions."""
        name = urlsplit(self.database).path.lstrip("/")
        own = psutil.Process(self._process.pid).cpu_times()
        sessions = [p.cpu_times() for p in psutil.process_iter(["cmdline"]) if _serves(p, name)]
        return float(sum(times.user + times.system for times in (own, *sessions)))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait()


def _serves(process: psutil.Process, database: str) -> bool:
    words = " ".join(process.info["cmdline"] or [])
    return words.startswith("postgres: postgres") and f" {database} " in words
