"""The same pushes over 2G: 128 kbit/s, 600 ms there and back, one packet in fifty lost."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

from tests.benchmarks.sync import link, peer, station
from tests.benchmarks.sync.certificates import Certificates
from tests.benchmarks.sync.edits import Edit, a_day, single_fields
from tests.benchmarks.sync.figures import Line
from tests.benchmarks.sync.gateway import Gateway
from tests.benchmarks.sync.ground import Ground
from tests.benchmarks.sync.routine import DAY, FIELDS
from tests.tree import ROOT

SEEDS, FEW = (1, 2, 3), (1,)
_MOST = 5.0
_PORT = 7443


def figures(ground: Ground, seeds: tuple[int, ...] = SEEDS) -> Iterator[Line]:
    if why_not := link.possible():
        yield Line("push over 2G", "seconds", None, _MOST, None, None, f"not measured: {why_not}")
        return
    certificates = Certificates(ground.work)
    for work, edits, chosen in (
        (DAY, a_day(ground.tables), seeds),
        (FIELDS, single_fields(ground.tables), FEW),
    ):
        beside = [_theirs(ground, edits, seed) for seed in chosen]
        for kind, tls in (("", None), (" with TLS", certificates)):
            ours = [_ours(ground, edits, seed, tls) for seed in chosen]
            words = f"each: {_listed(ours)}; PouchDB, without TLS: {_listed(beside)}"
            work_ = f"push {work} over 2G{kind}"
            yield Line(work_, "seconds", median(ours), _MOST, median(beside), None, words)


def _listed(seconds: list[float]) -> str:
    return ", ".join(f"{value:.1f}" for value in seconds)


def _ours(ground: Ground, edits: list[Edit], seed: int, tls: Certificates | None) -> float:
    folder = ground.copied("A")
    with station.opened(folder / "A") as database:
        station.write(database, edits)
    options, scheme = (tls.options, "https") if tls else ((), "http")
    database_ = ground.province.copied(ground.database)
    with (
        Gateway(database_, *options) as gateway,
        link.Link(link.SECOND_GENERATION, seed) as line,
        _over(line, gateway.port, _PORT),
    ):
        child = [sys.executable, "-m", "tests.benchmarks.sync.away", str(folder / "A")]
        pinned = [str(tls.authority)] if tls else []
        command = [*line.inside, *child, f"{scheme}://127.0.0.1:{_PORT}", *pinned]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    shutil.rmtree(folder)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert told["settled"], told
    return float(told["seconds"])


def _theirs(ground: Ground, edits: list[Edit], seed: int) -> float:
    folder = ground.copied("peer-A", "server")
    peer.Client(folder / "peer-A").write(edits)
    # PouchDB is spoken to at the address of the first push, or it would begin anew.
    with (
        peer.Server(folder / "server") as server,
        link.Link(link.SECOND_GENERATION, seed) as line,
        _over(line, server.port, ground.port),
    ):
        done = peer.Client(folder / "peer-A", line.inside).push(f"http://127.0.0.1:{ground.port}")
    shutil.rmtree(folder)
    assert done["done"], done
    return float(done["seconds"])


@contextmanager
def _over(line: link.Link, target: int, port: int) -> Iterator[None]:
    """`port` on the station's own loopback leads over the line to `target` on ours."""
    there = _forward((), f"{link.PROVINCE}:{_PORT}", f"127.0.0.1:{target}")
    here = _forward(line.inside, f"127.0.0.1:{port}", f"{link.PROVINCE}:{_PORT}")
    try:
        yield
    finally:
        for process in (here, there):
            process.terminate()
            process.wait()


def _forward(before: tuple[str, ...], listen: str, target: str) -> subprocess.Popen[str]:
    command = [*before, sys.executable, "-m", "tests.benchmarks.sync.forward", listen, target]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout
    process.stdout.readline()
    return process
