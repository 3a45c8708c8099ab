"""What the audit log costs: the same doses saved with it and without it, on two copies of one file."""

from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from station_app.app.home import entitle
from station_app.app.rooms import CATALOGUE, DERIVE, GUARD
from station_app.common.errors import Refused
from station_app.immunization.service import record_dose
from station_app.store.database import Database
from tests.benchmarks.commune import HOME, unlocked
from tests.benchmarks.day import BenchmarkDay
from tests.benchmarks.figures import Figure, Samples, paired_median
from tests.benchmarks.giving import doses
from tests.benchmarks.saving import FOLD_EVERY
from tests.benchmarks.vault.ground import Ground

MOST = 5.0
"""Percent of a save."""


class _Unlogged(Database):
    """A station that keeps no audit log."""

    def _keep_log(self, raw: Any, noted: Any, made: Any) -> None:
        """Nothing."""


def figures(ground: Ground) -> Iterator[Figure]:
    with ground.commune.copied() as one, ground.commune.copied() as other:
        with closing(unlocked(one / HOME)) as signed_in:
            like = signed_in
        with (
            closing(_opened(Database, one, like)) as logged,
            closing(_opened(_Unlogged, other, like)) as plain,
        ):
            with_it, without = _saves(logged, plain, 15 * ground.rounds)
    yield _share("a save: what its audit entry adds", with_it, without)
    wall = paired_median(with_it.wall, without.wall)
    p50 = f"p50 with it {with_it.p50:.2f}, without {without.p50:.2f} ms"
    beside = f"{p50}; p95 {with_it.p95:.2f}, {without.p95:.2f}"
    yield Figure("a save: the same by the wall", 100 * wall / without.p50, "%", MOST, beside)


def _share(name: str, with_it: Samples, without: Samples) -> Figure:
    more = paired_median(with_it.cpu, without.cpu)
    beside = f"the same dose with it {with_it.cpu50:.2f}, without {without.cpu50:.2f} ms CPU"
    return Figure(name, 100 * more / without.cpu50, "%", MOST, beside, with_it.cpu50 / without.cpu50)


def _opened(kind: type[Database], work: Path, like: Database) -> Database:
    """Both alike but for the log: the guard, the keys and what is sealed by them."""
    path, keys = work / HOME / like.path.name, like.keys
    made = kind(
        path,
        keys.data,
        CATALOGUE,
        like.author,
        derive=DERIVE,
        guard=GUARD,
        clock=BenchmarkDay(),
        private=keys.private,
    )
    entitle(made)
    return made


def _saves(logged: Database, plain: Database, count: int) -> tuple[Samples, Samples]:
    """The same doses on both, each first in turn."""
    with_it, without = Samples(), Samples()
    for turn, wanted in enumerate(islice(doses(logged), count)):
        if turn % FOLD_EVERY == 0:
            logged.fold_log()
            plain.fold_log()
        pair = [(logged, with_it), (plain, without)]
        for database, samples in pair if turn % 2 else reversed(pair):
            taken = Samples()
            try:
                with taken.timing():
                    record_dose(database, wanted, confirmed=True)
            except Refused:
                continue
            samples.add(taken.wall[0], taken.cpu[0])
    return with_it, without
