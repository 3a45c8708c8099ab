"""A province over HTTP: real `warehouse serve` processes on one PostgreSQL, as many stations as it has."""

import http.client
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sync.gateway.asking import asked
from sync.gateway.warehouse import open_warehouse
from sync.message import Ask
from tests.benchmarks.figures import Figure, percentile
from tests.benchmarks.gateway_load import ADDRESS, Pc, province
from tests.benchmarks.processors import Processors
from tests.postgres import FreshDatabase
from tests.tree import ROOT

STATIONS, A_DAY = 250, 300
PROCESSES = (1, 2, 4)
KNOWN = 20
"""People of each station whom the warehouse knows already: the nurse corrects some."""
LINES = 8
"""Questions on the way at the same time while stations push as fast as they are answered."""
SMALL, PUSHES_A_SECOND = 3, 10
"""A save or two at a time, as the window sends them: 75,000 changes would come in 42 minutes like this."""


@dataclass(frozen=True)
class Said:
    """A question that is ready to be sent, and what it carries."""

    pc: Pc
    ask: Ask
    frame: bytes
    changes: int


@dataclass
class Heard:
    """What came of a run: milliseconds of each question, bytes both ways."""

    waits: list[float] = field(default_factory=list)
    carried: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, milliseconds: float, carried: int) -> None:
        with self.lock:
            self.waits.append(milliseconds)
            self.carried += carried


def figures(fresh: FreshDatabase, stations: int = STATIONS, seconds: float = 20) -> Iterator[Figure]:
    url = fresh()
    with closing(open_warehouse(url)) as warehouse:
        pcs = province(warehouse, stations)
        for pc in pcs:
            pc.registers(KNOWN)
            ask, frame = pc.question(warehouse.epoch)
            pc.hear(ask, frame, asked(warehouse, ADDRESS, frame))
        epoch = warehouse.epoch
    shares = [pcs[part :: len(PROCESSES)] for part in range(len(PROCESSES))]
    for share, processes in zip(shares, PROCESSES, strict=True):
        yield from _day(url, _said(share, A_DAY, epoch), processes)
    yield from _drip(url, _said(pcs[: int(seconds * PUSHES_A_SECOND)], SMALL, epoch), 2)


def _said(pcs: Sequence[Pc], changes: int, epoch: str) -> list[Said]:
    said = []
    for pc in pcs:
        pc.works(changes)
        said.append(Said(pc, *pc.question(epoch), changes))
    return said


def _day(url: str, said: Sequence[Said], processes: int) -> Iterator[Figure]:
    """Every station's whole day in one push, one after the other as fast as they are answered."""
    heard = _asked(url, said, processes, gap=0.0)
    changes = sum(each.changes for each in said)
    name = f"stations push {A_DAY} changes each, {processes} process{'es' if processes > 1 else ''}"
    words = (
        f"p50 {percentile(heard.waits, 50):,.0f} ms, p95 {percentile(heard.waits, 95):,.0f} ms a push,"
        f" {LINES} at a time; CPU {heard.cpu / changes * 1e3:.2f} ms and {heard.carried / changes:.0f} bytes"
        " a change; the stations' own work runs beside it on the same machine"
    )
    yield Figure(name, changes / heard.seconds, "changes/s", None, words)


def _drip(url: str, said: Sequence[Said], processes: int) -> Iterator[Figure]:
    """At a fixed pace, whether answered or not; waits are counted from when a push was due."""
    heard = _asked(url, said, processes, gap=1 / PUSHES_A_SECOND)
    changes = sum(each.changes for each in said)
    name = f"{PUSHES_A_SECOND} pushes a second of {SMALL} changes, {processes} processes"
    words = (
        f"p50 {percentile(heard.waits, 50):,.0f} ms; CPU {heard.cpu / changes * 1e3:.1f} ms and"
        f" {heard.carried / changes:.0f} bytes a change"
    )
    yield Figure(f"{name}: p95", percentile(heard.waits, 95), "ms", None, words)


def _asked(url: str, said: Sequence[Said], processes: int, gap: float) -> Heard:
    heard = Heard()
    with _served(url, processes) as (ports, pids):
        processors = Processors(url, pids)
        before = processors.postgres() + processors.programs()
        began = time.perf_counter()
        with ThreadPoolExecutor(LINES if not gap else 4 * LINES) as lines:
            for number, each in enumerate(said):
                due = began + number * gap if gap else None
                if due is not None:
                    time.sleep(max(0.0, due - time.perf_counter()))
                lines.submit(_push, each, ports[number % len(ports)], due, heard)
        heard.seconds = time.perf_counter() - began
        time.sleep(0.3)
        heard.cpu = processors.postgres() + processors.programs() - before
    if len(heard.waits) != len(said):
        raise AssertionError(f"{len(said)} questions, {len(heard.waits)} answers")
    return heard


def _push(said: Said, port: int, due: float | None, heard: Heard) -> None:
    began = time.perf_counter() if due is None else due
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=120)) as line:
        line.putrequest("POST", ADDRESS, skip_accept_encoding=True)
        line.putheader("Content-Length", str(len(said.frame)))
        line.endheaders(said.frame)
        reply = line.getresponse()
        answer = reply.read()
    waited = (time.perf_counter() - began) * 1e3
    said.pc.hear(said.ask, said.frame, answer)
    heads = 60 + sum(len(name) + len(value) + 4 for name, value in reply.getheaders())
    heard.add(waited, len(said.frame) + len(answer) + heads)


@contextmanager
def _served(url: str, processes: int) -> Iterator[tuple[list[int], list[int]]]:
    """Ports and process numbers of gateways that answer."""
    command = [sys.executable, "-m", "sync.gateway", "--database", url, "--json", "serve"]
    with ExitStack() as stack:
        ports: list[int] = []
        pids: list[int] = []
        for _ in range(processes):
            process = subprocess.Popen(
                [*command, "--host", "127.0.0.1", "--port", "0"], stdout=subprocess.PIPE, text=True, cwd=ROOT
            )
            stack.callback(_stop, process)
            assert process.stdout
            address = json.loads(process.stdout.readline())["listening"][0]
            ports.append(urlsplit(address).port or 0)
            pids.append(process.pid)
        yield ports, pids


def _stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    process.wait()
    if process.stdout:
        process.stdout.close()
