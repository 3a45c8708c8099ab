"""The first push of the commune, and the first pull of a second PC."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass

from tests.benchmarks.sync import peer, station
from tests.benchmarks.sync.figures import Line
from tests.benchmarks.sync.gateway import Gateway
from tests.benchmarks.sync.ground import Ground
from tests.benchmarks.sync.proxy import Counted, Proxy

_AGAIN = 100
"""Rounds after which a first sync counts as stuck."""


@dataclass
class _Cost:
    seconds: float
    cpu: float
    passed: Counted


def figures(ground: Ground) -> Iterator[Line]:
    pushed, pulled, words = _ours(ground)
    peer_pushed, peer_pulled = _theirs(ground)
    yield from _told("first push of the commune", pushed, peer_pushed, 6_000_000, words[0])
    yield from _told("first pull of the commune", pulled, peer_pulled, 4_000_000, words[1])


def _told(work: str, ours: _Cost, theirs: _Cost, most: int, words: str) -> Iterator[Line]:
    packed = theirs.passed.gzipped
    ways = f"up {ours.passed.up:,}, down {ours.passed.down:,}"
    yield Line(work, "bytes", ours.passed.total, most, theirs.passed.total, packed, ways)
    yield Line(work, "requests", ours.passed.requests, 100, theirs.passed.requests)
    yield Line(work, "seconds", ours.seconds, None, theirs.seconds, None, words)
    share = ours.seconds / theirs.seconds
    yield Line(work, "of PouchDB's time in this run", share, 0.6, 1)


def _ours(ground: Ground) -> tuple[_Cost, _Cost, tuple[str, str]]:
    shutil.copytree(ground.prepared / "A", ground.even / "A")
    station.found(ground.even / "B", "B")
    ground.database = ground.province.fresh()
    costs, words = [], []
    with Gateway(ground.database) as gateway, Proxy(gateway.port) as proxy:
        for point in ("A", "B"):
            with station.opened(ground.even / point) as database:
                station.enrol(database, proxy.url, gateway.code(point))
                proxy.begin()
                used = gateway.cpu()
                round_ = station.synchronised(database, _AGAIN)
                used = gateway.cpu() - used
                costs.append(_Cost(round_.seconds, round_.cpu, proxy.counted()))
                assert round_.settled, f"{point} is not even with the province: {round_}"
                words.append(f"processor: station {round_.cpu:.1f} s, gateway and PostgreSQL {used:.1f} s")
        for point in (
            "A",
            "B",
        ):  # what each heard of the other is acknowledged, so that rows begin in silence
            with station.opened(ground.even / point) as database:
                station.synchronised(database, _AGAIN)
    return costs[0], costs[1], (words[0], words[1])


def _theirs(ground: Ground) -> tuple[_Cost, _Cost]:
    even = ground.even
    shutil.copytree(ground.prepared / "peer-A", even / "peer-A")
    costs = []
    with peer.Server(even / "server") as server, Proxy(server.port) as proxy:
        ground.port = proxy.port
        costs.append(_timed(proxy, peer.Client(even / "peer-A"), "push"))
    # Before B has pulled: the server as it comes back from a backup, without B's checkpoint.
    shutil.copytree(even / "server", even / "server-unknowing")
    with peer.Server(even / "server") as server, Proxy(server.port, ground.port) as proxy:
        costs.append(_timed(proxy, peer.Client(even / "peer-B"), "pull"))
    return costs[0], costs[1]


def _timed(proxy: Proxy, client: peer.Client, command: str) -> _Cost:
    proxy.begin(record=True)
    done = getattr(client, command)(proxy.url)
    assert done["done"], done
    return _Cost(done["seconds"], done["cpu"], proxy.counted())
