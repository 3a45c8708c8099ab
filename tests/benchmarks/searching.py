"""The answer to what is typed into the search box, against a scan of the same column in the same file."""

from collections.abc import Iterator
from contextlib import closing
from functools import partial

from station_app.app.home import FILE
from station_app.app.search import find
from station_app.store.connection import connect
from station_app.store.database import Database
from tests.benchmarks.commune import HOME, Commune, key_of, unlocked
from tests.benchmarks.figures import Figure, Samples, interleaved, percentile

PEER = "GNU Health 5.0.6, PostgreSQL, 8,000 patients: 88–191 ms, no hit without diacritics"
_LETTERS = ("n", "t", "h", "l", "a", "ng", "th", "ly", "gi", "va")
_NO_HIT = ("qzx", "zzkw", "xyz q", "wolfgang", "0000000")
_SCAN = "SELECT person FROM person_search WHERE {column} LIKE '%' || ? || '%' LIMIT 12"


def mix(database: Database) -> dict[str, list[str]]:
    """What is typed, by kind; names and numbers are those of people spread over the whole commune."""
    with database.reading() as session:
        raw = database.raw(session)
        last = raw.execute("SELECT max(number) FROM person_search").fetchone()[0]
        spread = [1 + last * turn // 24 for turn in range(24)]
        rows = [
            raw.execute(
                "SELECT folded, digits FROM person_search WHERE number >= ? LIMIT 1", (place,)
            ).fetchone()
            for place in spread
        ]
    names = [" ".join(word for word in folded.split() if not word.isdigit()) for folded, _ in rows]
    numbers = [number for _, digits in rows for number in digits.split() if number.isdigit()]
    return {
        "1-2 letters": list(_LETTERS),
        "no hit": list(_NO_HIT),
        "nguyen": ["nguyen"],
        "full name": names[:12],
        "last digits": [*(number[-4:] for number in numbers[:6]), *(number[-6:] for number in numbers[-6:])],
    }


def figures(commune: Commune, rounds: int) -> Iterator[Figure]:
    with commune.copied() as work, closing(unlocked(work / HOME)) as database:
        kinds = mix(database)
        with closing(connect(work / HOME / FILE, key_of(work / HOME), read_only=True)) as scanner:
            taken: dict[str, tuple[Samples, Samples]] = {}
            for kind, texts in kinds.items():
                ours, scan = Samples(), Samples()
                repeated = max(rounds, rounds * 6 // len(texts))
                for text in texts:
                    column = "digits" if text.isdigit() else "folded"
                    scanned = partial(_scan, scanner, column, text)
                    one = interleaved({"ours": partial(find, database, text), "scan": scanned}, repeated)
                    ours = _joined(ours, one["ours"])
                    scan = _joined(scan, one["scan"])
                taken[kind] = ours, scan
    yield from _told(taken)


def _told(taken: dict[str, tuple[Samples, Samples]]) -> Iterator[Figure]:
    # Each kind counts alike, whatever the number of its texts.
    fewest = min(len(ours.wall) for ours, _ in taken.values())
    ours, scan = Samples(), Samples()
    for one, other in taken.values():
        ours, scan = _joined(ours, _thinned(one, fewest)), _joined(scan, _thinned(other, fewest))
    yield Figure("search: query p50", ours.p50, "ms", None, f"LIKE scan {scan.p50:.1f}", ours.p50 / scan.p50)
    beside = f"LIKE scan {scan.p95:.1f}; {PEER}"
    yield Figure("search: query p95", ours.p95, "ms", 10, beside, ours.p95 / scan.p95)
    yield Figure("search: query CPU p95", ours.cpu95, "ms")
    for kind, (one, other) in taken.items():
        p95 = percentile(one.wall, 95)
        beside = f"p50 {one.p50:.2f}; LIKE scan {other.p95:.1f}"
        yield Figure(f"search: {kind} p95", p95, "ms", None, beside, p95 / other.p95)


def _scan(raw: object, column: str, text: str) -> object:
    return raw.execute(_SCAN.format(column=column), (text,)).fetchall()  # type: ignore[attr-defined]


def _joined(one: Samples, other: Samples) -> Samples:
    return Samples(one.wall + other.wall, one.cpu + other.cpu)


def _thinned(samples: Samples, count: int) -> Samples:
    step = len(samples.wall) / count
    places = [int(turn * step) for turn in range(count)]
    return Samples([samples.wall[at] for at in places], [samples.cpu[at] for at in places])
