"""The gateway at the scale of a province, on a durable PostgreSQL; `python -m tests.benchmarks gateway`."""

from collections.abc import Iterator

from tests.benchmarks import gateway_http, gateway_merge, machine, report
from tests.benchmarks.figures import Figure
from tests.postgres import running_postgres

NAME = "gateway"


def figures(*, quick: bool) -> Iterator[Figure]:
    with running_postgres(durable=True) as fresh:
        yield from gateway_merge.figures(fresh, 8 if quick else 40)
        yield from gateway_http.figures(fresh, *((30, 2.0) if quick else ()))


def main(*, quick: bool) -> int:
    print(f"{machine.described()}\nload {machine.load()}\n\n{report.heading()}")
    measured: list[Figure] = []
    for figure in figures(quick=quick):
        measured.append(figure)
        print(report.line(figure), flush=True)
    path = report.keep(measured, f"{NAME}-quick" if quick else NAME, 0)
    print(f"\n{report.summary(measured)}; load {machine.load()}; {path}")
    return 0
