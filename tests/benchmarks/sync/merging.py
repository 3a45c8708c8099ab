"""How fast the gateway merges: its own benchmark, in this run."""

from collections.abc import Iterator

from tests.benchmarks import gateway_merge
from tests.benchmarks.sync.figures import Line
from tests.benchmarks.sync.ground import Ground

PUSHES = 40


def figures(ground: Ground) -> Iterator[Line]:
    measured = next(gateway_merge.figures(ground.province.fresh, PUSHES))
    work = f"gateway {measured.name} into PostgreSQL"
    yield Line(
        work, measured.unit, measured.value, gateway_merge.WANTED, None, None, measured.beside, at_least=True
    )
