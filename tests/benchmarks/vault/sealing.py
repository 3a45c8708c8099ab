"""What sealing costs: a restricted visit beside an ordinary one, and opening all of them after signing in."""

import time
from collections.abc import Iterator
from contextlib import closing

from station_app.people import service as people
from station_app.store.database import Database
from station_app.store.unsealing import sealed_rows
from station_app.visits.model import Visit
from station_app.visits.service import record_visit, visits_of
from tests.benchmarks.commune import HOME, unlocked
from tests.benchmarks.figures import Figure, interleaved, paired_median
from tests.benchmarks.vault.ground import Ground

SAVE_MS, OPEN_MS, PAGE_MS = 5.0, 3_000.0, 50.0
_SAID = {"ordinary": "Viêm họng cấp", "restricted": "Nhiễm HIV giai đoạn 2"}


def figures(ground: Ground) -> Iterator[Figure]:
    with ground.commune.copied() as work, closing(unlocked(work / HOME)) as database:
        some = [hit.id for hit in people.list_people(database, 60)[0]]
        yield _saves(database, some, 4 * ground.rounds)
        yield _opened(database)
        yield _page(database, some)


def _saves(database: Database, some: list[str], count: int) -> Figure:
    line = iter(some * count)

    def save(said: str) -> None:
        values = {"person": next(line), "reason": "khám", "diagnosis": said, "treatment": "theo dõi"}
        record_visit(database, values, confirmed=True)

    taken = interleaved({name: lambda said=said: save(said) for name, said in _SAID.items()}, count)  # type: ignore[misc]
    sealed, ordinary = taken["restricted"], taken["ordinary"]
    beside = f"ordinary {ordinary.cpu50:.2f} ms CPU, restricted {sealed.cpu50:.2f}"
    more = paired_median(sealed.cpu, ordinary.cpu)
    return Figure("a restricted visit: what sealing it adds to its save", more, "ms CPU", SAVE_MS, beside)


def _opened(database: Database) -> Figure:
    database.seals.forget()
    began = time.perf_counter()
    with database.reading() as session:
        count = len(sealed_rows(session, Visit))
    took = 1000 * (time.perf_counter() - began)
    return Figure("all sealed visits opened after signing in", took, "ms", OPEN_MS, f"{count:,} visits")


def _page(database: Database, some: list[str]) -> Figure:
    began = time.perf_counter()
    for person in some:
        visits_of(database, [person], may_see_restricted=True)
    took = 1000 * (time.perf_counter() - began) / len(some)
    return Figure("one person's visits, sealed ones too", took, "ms", PAGE_MS)
