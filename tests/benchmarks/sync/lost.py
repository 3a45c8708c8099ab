"""The server comes back from a backup and has forgotten where the stations stood; or it has a new address."""

from collections.abc import Iterator

from tests.benchmarks.sync import station
from tests.benchmarks.sync.edits import a_day
from tests.benchmarks.sync.figures import Line
from tests.benchmarks.sync.gateway import Gateway, told
from tests.benchmarks.sync.ground import Ground
from tests.benchmarks.sync.proxy import Counted, Proxy

_MOST = 100_000
_TRIES = 5


def figures(ground: Ground) -> Iterator[Line]:
    for work, ours, theirs in (
        ("200 changes after the server lost its checkpoint", _forgotten(ground), _peer_forgotten(ground)),
        ("push 200 changes to a new address", _moved(ground), _peer_moved(ground)),
    ):
        words = f"up {ours.up:,}, down {ours.down:,}, {ours.requests} requests; PouchDB {theirs.requests:,}"
        yield Line(work, "bytes", ours.total, _MOST, theirs.total, theirs.gzipped, words)


def _forgotten(ground: Ground) -> Counted:
    """A new history at the gateway: B's cursor means nothing in it. Both rounds of B are counted."""
    day = a_day(ground.tables)
    with ground.ours() as ours:
        station.write(ours.a, day)
        station.synchronised(ours.a)
        told(ours.gateway.database, "new-epoch")
        ours.proxy.begin()
        round_ = station.synchronised(ours.b, _TRIES)
        passed = ours.proxy.counted()
        assert round_.settled, round_
        assert station.visible(ours.b, day) == sum(len(edit.values) for edit in day)
    return passed


def _moved(ground: Ground) -> Counted:
    with ground.ours() as ours:
        station.write(ours.a, a_day(ground.tables))
        database, folder = ours.gateway.database, ours.a.path.parent
        with (
            Gateway(database) as elsewhere,
            Proxy(elsewhere.port) as proxy,
            station.opened(folder, proxy.url) as a,
        ):
            proxy.begin()
            round_ = station.synchronised(a, _TRIES)
            assert round_.settled, round_
            return proxy.counted()


def _peer_forgotten(ground: Ground) -> Counted:
    with ground.theirs("server-unknowing") as theirs:
        theirs.a.write(a_day(ground.tables))
        theirs.a.push(theirs.url)
        theirs.proxy.begin(record=True)
        theirs.b.pull(theirs.url)
        return theirs.proxy.counted()


def _peer_moved(ground: Ground) -> Counted:
    with ground.theirs() as theirs, Proxy(theirs.server.port) as elsewhere:
        theirs.a.write(a_day(ground.tables))
        elsewhere.begin(record=True)
        theirs.a.push(elsewhere.url)
        return elsewhere.counted()
