"""What a working day costs on the line: a day's work, single fields, nothing at all."""

from collections.abc import Iterator

import zstandard

from tests.benchmarks.sync import station
from tests.benchmarks.sync.documents import compact
from tests.benchmarks.sync.edits import Edit, a_day, single_fields
from tests.benchmarks.sync.figures import Line
from tests.benchmarks.sync.ground import Ground, Ours, Theirs
from tests.benchmarks.sync.proxy import Counted

DAY, FIELDS, IDLE = "200 changes of a day", "200 single fields", "nothing to do"


def figures(ground: Ground) -> Iterator[Line]:
    day, fields = a_day(ground.tables), single_fields(ground.tables)
    with ground.ours() as ours, ground.theirs() as theirs:
        yield from _pushed(DAY, day, 15_000, ours, theirs)
        yield from _pulled(DAY, day, ours, theirs)
        yield from _pushed(FIELDS, fields, 10_000, ours, theirs)
        yield from _idle(ours, theirs)


def _pushed(work: str, edits: list[Edit], most: int, ours: Ours, theirs: Theirs) -> Iterator[Line]:
    station.write(ours.a, edits)
    theirs.a.write(edits)
    ours.proxy.begin()
    round_ = station.synchronised(ours.a)
    passed = ours.proxy.counted()
    assert round_.settled, round_
    theirs.proxy.begin(record=True)
    pushed = theirs.a.push(theirs.url)
    beside = theirs.proxy.counted()
    words = f"up {passed.up:,}, down {passed.down:,}; bare fields as JSON in zstd -19: {_floor(edits):,}"
    yield Line(f"push {work}", "bytes", passed.total, most, beside.total, beside.gzipped, words)
    yield Line(f"push {work}", "requests", passed.requests, 1, beside.requests)
    yield Line(f"push {work}", "seconds", round_.seconds, None, pushed["seconds"])


def _pulled(work: str, edits: list[Edit], ours: Ours, theirs: Theirs) -> Iterator[Line]:
    ours.proxy.begin()
    round_ = station.synchronised(ours.b)
    passed = ours.proxy.counted()
    wanted = sum(len(edit.values) for edit in edits)
    assert round_.settled, round_
    assert station.visible(ours.b, edits) == wanted
    theirs.proxy.begin(record=True)
    theirs.b.pull(theirs.url)
    beside = theirs.proxy.counted()
    yield Line(f"pull {work}", "bytes", passed.total, None, beside.total, beside.gzipped, _ways(passed))
    yield Line(f"pull {work}", "requests", passed.requests, None, beside.requests)


def _idle(ours: Ours, theirs: Theirs) -> Iterator[Line]:
    station.synchronised(ours.a)
    ours.proxy.begin()
    round_ = station.synchronised(ours.a)
    passed = ours.proxy.counted()
    assert round_.settled, round_
    theirs.proxy.begin(record=True)
    theirs.a.push(theirs.url)
    beside = theirs.proxy.counted()
    yield Line(IDLE, "bytes", passed.total, 500, beside.total, beside.gzipped, _ways(passed))
    yield Line(IDLE, "requests", passed.requests, 1, beside.requests)


def _ways(passed: Counted) -> str:
    return f"up {passed.up:,}, down {passed.down:,}"


def _floor(edits: list[Edit]) -> int:
    """Without who, when, where, order and proof."""
    bare = compact([[edit.entity, edit.id, edit.values] for edit in edits]).encode()
    return len(zstandard.ZstdCompressor(level=19).compress(bare))
