"""A line that breaks: every 10 KB, and ten times evenly in one push of 200 changes."""

from collections.abc import Iterator

from tests.benchmarks.sync import station
from tests.benchmarks.sync.edits import Edit, a_day
from tests.benchmarks.sync.figures import Line
from tests.benchmarks.sync.ground import Ground
from tests.benchmarks.sync.proxy import Counted

EVERY = 10_000
TRIES, SECONDS = 60, 90


def figures(ground: Ground) -> Iterator[Line]:
    day = a_day(ground.tables)
    ours, theirs = _ours(ground, day), _theirs(ground, day)
    for how, most, kind in (("a cut every 10 KB", 1.5, "every"), ("10 even cuts", 1.1, "at")):
        cut = _ours(ground, day, **_cut(kind, ours[1].total))
        beside = _theirs(ground, day, **_cut(kind, theirs[1].total))
        work = f"push 200 changes, {how}"
        words = _words(cut, beside)
        yield Line(work, "times the bytes", _times(cut, ours), most, _times(beside, theirs), None, words)


def _cut(kind: str, total: int) -> dict[str, object]:
    return {"every": EVERY} if kind == "every" else {"at": tuple(total * n // 11 for n in range(1, 11))}


def _ours(ground: Ground, day: list[Edit], **cut: object) -> tuple[bool, Counted]:
    with ground.ours() as ours:
        station.write(ours.a, day)
        ours.proxy.begin(**cut)  # type: ignore[arg-type]
        round_ = station.synchronised(ours.a, TRIES)
        return round_.settled, ours.proxy.counted()


def _theirs(ground: Ground, day: list[Edit], **cut: object) -> tuple[bool, Counted]:
    with ground.theirs() as theirs:
        theirs.a.write(day)
        theirs.proxy.begin(**cut)  # type: ignore[arg-type]
        done = theirs.a.push(theirs.url, tries=TRIES, seconds=SECONDS)
        return bool(done["done"]), theirs.proxy.counted()


def _times(cut: tuple[bool, Counted], uncut: tuple[bool, Counted]) -> float | None:
    through, passed = cut
    return passed.total / uncut[1].total if through else None


def _words(ours: tuple[bool, Counted], theirs: tuple[bool, Counted]) -> str:
    ends = [
        f"{passed.total:,} bytes, {passed.cuts} cuts, {'done' if through else f'given up at {TRIES}'}"
        for through, passed in (ours, theirs)
    ]
    return f"{ends[0]}; PouchDB {ends[1]}"
