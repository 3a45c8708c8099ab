"""Keys: what a guess at a password costs on this PC, and how long a change of the data key takes."""

import time
from collections.abc import Iterator
from contextlib import closing

from station_app.app.rooms import CATALOGUE
from station_app.store.rotation import rotate
from station_app.store.vault import FLOOR, TARGET, Vault, measured_cost
from station_app.store.vault.fitting import opens
from station_app.store.vault.measuring import seconds
from tests.benchmarks.commune import HOME, LOGIN, PASSWORD, unlocked
from tests.benchmarks.figures import Figure
from tests.benchmarks.vault.ground import Ground

CHANGE_SECONDS = 180
"""Nobody works meanwhile, and whoever cannot wait stops it."""


def figures(ground: Ground) -> Iterator[Figure]:
    yield from _guess()
    with ground.commune.copied() as work:
        home = work / HOME
        with closing(unlocked(home)) as database:
            database.fold_log()
        keys = Vault.open(home).unlock(LOGIN, PASSWORD)
        megabytes = (home / "station.db").stat().st_size / 2**20
        began = time.monotonic()
        done = rotate(home, keys, CATALOGUE)
        took = time.monotonic() - began
        if done is None or opens(home / "station.db", keys.data):
            raise AssertionError("the key has not changed")
        beside = f"{done.records:,} records, {megabytes:.0f} MB: copied, compared, checked and counted twice"
        yield Figure("a change of the data key", took, "s", CHANGE_SECONDS, beside)


def _guess() -> Iterator[Figure]:
    cost = measured_cost()
    took = min(seconds(cost) for _ in range(3))
    chosen = (
        f"{cost.memory_kib // 1024} MiB, {cost.iterations} passes, {cost.lanes} lane; aimed at {TARGET} s"
    )
    yield Figure("a guess at a password, as measured at installation", took, "s", 2 * TARGET, chosen)
    minimum = FLOOR.work / 1024
    share = cost.work / FLOOR.work
    words = f"memory passed over, against the {minimum:.0f} MiB of OWASP's minimum"
    yield Figure("what a guess costs, beside OWASP's minimum", share, "times", 1.0, words, at_least=True)
