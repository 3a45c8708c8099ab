"""Real processes for the flows: a warehouse on PostgreSQL, stations driven by their command line."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PASSWORD = "mường hoa 2026 thử nghiệm"
NAME = "Trạm Y tế xã Mường Hoa"
CODE = "12345"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Province:
    """A running `warehouse serve` and its database."""

    database: str
    url: str

    def command(self, *arguments: str) -> dict[str, Any]:
        done = subprocess.run(
            [sys.executable, "-m", "sync.gateway", "--database", self.database, *arguments, "--json"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer


@contextmanager
def running_province(database: str, log: Path) -> Iterator[Province]:
    port = free_port()
    arguments = ["--database", database, "serve", "--port", str(port), "--host", "127.0.0.1"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "sync.gateway", *arguments], stdout=output, stderr=output
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(url, process, log)
            yield Province(database, url)
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/v1/status", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise AssertionError(f"the warehouse did not start:\n{log.read_text()}")


@dataclass
class Answer:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


@dataclass
class PC:
    """One station PC: a home folder and the `station` command."""

    home: Path
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str, code: int = 0, password: str = PASSWORD) -> Answer:
        environment = {**os.environ, "STATION_PASSWORD": password, "PYTHONUTF8": "1", **self.environment}
        done = subprocess.run(
            [sys.executable, "-m", "station_app", "--home", str(self.home), *arguments, "--json"],
            capture_output=True, text=True, env=environment, check=False,
        )  # fmt: skip
        answer = Answer(done.returncode, done.stdout, done.stderr)
        assert answer.code == code, f"{arguments}: exit {answer.code}\n{answer.out}\n{answer.err}"
        return answer

    def init(self) -> Answer:
        """With the cheapest password there may be: a flow signs in a hundred times."""
        return self.run("init", "--station-code", CODE, "--name", NAME, "--unlock-seconds", "0")

    def new(self, entity: str, **fields: str) -> str:
        typed = [f"{name}={value}" for name, value in fields.items()]
        return str(self.run("new", entity, *typed).data["id"])

    def show(self, entity: str, record: str) -> dict[str, Any]:
        shown: dict[str, Any] = self.run("show", entity, record).data
        return shown

    def sync(self) -> dict[str, Any]:
        told: dict[str, Any] = self.run("sync").data
        return told


def enrolled(home: Path, province: Province, point: str, *, through: str | None = None) -> PC:
    """A PC with a station of its own making, enrolled by a one-time code."""
    pc = PC(home)
    pc.init()
    code = province.command("enroll", "--station", CODE, "--point", point)["code"]
    pc.run("enroll", "--gateway", through or province.url, "--code", code)
    return pc


def told_of_each_other(*pcs: PC) -> None:
    """Who hears of another PC's seal key grants its own at the next sign-in: twice round, and all have it."""
    for pc in (*pcs, *pcs):
        pc.sync()


MakePC = Callable[[str], PC]
