"""What a change costs the warehouse in processor time, from signed frame to signed answer, without HTTP."""

import gc
import time
from collections.abc import Iterator
from contextlib import closing
from statistics import median

from sync.gateway.asking import asked
from sync.gateway.warehouse import Warehouse, open_warehouse
from tests.benchmarks.figures import Figure
from tests.benchmarks.gateway_load import ADDRESS, Pc, province
from tests.benchmarks.processors import Processors
from tests.postgres import FreshDatabase

PUSH, STATIONS, KNOWN = 500, 4, 500
WANTED = 5_000
"""Changes a second and core."""
SMALL = 3
MICROSECONDS = 1e6


def figures(fresh: FreshDatabase, pushes: int) -> Iterator[Figure]:
    url = fresh()
    with closing(open_warehouse(url)) as warehouse:
        pcs = province(warehouse, STATIONS)
        for pc in pcs:
            pc.registers(KNOWN)
            _push(warehouse, pc)
        gc.collect()
        gc.freeze()  # as `warehouse serve` does
        gc.set_threshold(100_000, 50, 50)
        _measured(warehouse, url, pcs, PUSH, len(pcs))
        yield from _told(warehouse, url, pcs, pushes)


def _told(warehouse: Warehouse, url: str, pcs: list[Pc], pushes: int) -> Iterator[Figure]:
    own, postgres, wall = _measured(warehouse, url, pcs, PUSH, pushes)
    words = (
        f"CPU a change: gateway {own:.0f} µs, PostgreSQL {postgres:.0f} µs; by the wall {1e6 / wall:,.0f}/s"
    )
    rate = MICROSECONDS / (own + postgres)
    yield Figure(
        f"merging pushes of {PUSH} changes", rate, "changes/s per core", WANTED, words, at_least=True
    )
    for changes, name in (
        (SMALL, f"a push of {SMALL} changes: CPU"),
        (0, "a question with nothing to say: CPU"),
    ):
        own, postgres, wall = _measured(warehouse, url, pcs, changes, pushes * 5)
        words = f"gateway {own / 1e3:.1f}, PostgreSQL {postgres / 1e3:.1f}; by the wall {wall / 1e3:.1f} ms"
        yield Figure(name, (own + postgres) / 1e3, "ms", None, words)


def _measured(
    warehouse: Warehouse, url: str, pcs: list[Pc], changes: int, pushes: int
) -> tuple[float, float, float]:
    """Microseconds of ours, of PostgreSQL's and by the wall: of a change, or of a push that is not full.

    Questions are written in between and not counted."""
    processors = Processors(url)
    own: list[float] = []
    wall: list[float] = []
    before = processors.postgres()
    for number in range(pushes):
        pc = pcs[number % len(pcs)]
        pc.works(changes)
        spent, waited = _push(warehouse, pc)
        own.append(spent)
        wall.append(waited)
    time.sleep(0.3)  # what PostgreSQL still has to write
    each = PUSH if changes == PUSH else 1
    postgres = (processors.postgres() - before) / pushes
    scale = MICROSECONDS / each
    return sum(own) / pushes * scale, postgres * scale, median(wall) * scale


def _push(warehouse: Warehouse, pc: Pc) -> tuple[float, float]:
    ask, question = pc.question(warehouse.epoch)
    cpu, wall = time.process_time(), time.perf_counter()
    answer = asked(warehouse, ADDRESS, question)
    spent, waited = time.process_time() - cpu, time.perf_counter() - wall
    pc.hear(ask, question, answer)
    return spent, waited
