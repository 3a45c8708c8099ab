"""`python -m tests.benchmarks [names…]`: builds the station once, measures, prints, and keeps the figures."""

import argparse
import sys
import time
from collections.abc import Callable, Iterator

from tests.benchmarks import gateway, households, machine, paper, report, rounds, saving, searching, window
from tests.benchmarks.commune import Commune, commune
from tests.benchmarks.figures import Figure

PEOPLE = 50_000
USUAL, QUICK = 20, 5
"""How often; each benchmark multiplies it by what it needs."""
Benchmark = Callable[[Commune, int], Iterator[Figure]]
ALL: dict[str, Benchmark] = {
    "search": searching.figures,
    "household": households.figures,
    "save": saving.figures,
    "window": window.figures,
    "paper": paper.figures,
    "round": rounds.figures,
}


def main() -> int:
    options = _options()
    if options.readme:
        report.write_readme()
        return 0
    if options.names == [gateway.NAME]:
        return gateway.main(quick=options.quick)
    people = options.people or (2_000 if options.quick else PEOPLE)
    names = options.names or list(ALL)
    built = commune(people, _say, with_warehouse="round" in names)
    print(f"{machine.described()}\n{people:,} people; load {machine.load()}\n\n{report.heading()}")
    figures = _measured(names, built, QUICK if options.quick else USUAL)
    name = "station" if people == PEOPLE and not options.quick else f"station-{people}"
    path = report.keep(figures, name, people)
    print(f"\n{report.summary(figures)}; load {machine.load()}; {path}")
    return 0


def _measured(names: list[str], built: Commune, rounds_: int) -> list[Figure]:
    figures: list[Figure] = []
    for name in names:
        began = time.monotonic()
        for figure in ALL[name](built, rounds_):
            figures.append(figure)
            print(report.line(figure), flush=True)
        _say(f"{name}: {time.monotonic() - began:.0f} s, load {machine.load()}")
    return figures


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    names = [*ALL, gateway.NAME, []]
    parser.add_argument("names", nargs="*", choices=names, help="which; without any, all but gateway")
    parser.add_argument("--people", type=int, help="size of the commune, 50,000 without")
    parser.add_argument("--quick", action="store_true", help="2,000 people, few repetitions: does it run?")
    parser.add_argument("--readme", action="store_true", help="put the last figures into README.md")
    return parser.parse_args()


def _say(words: str) -> None:
    sys.stderr.write(f"# {words}\n")


if __name__ == "__main__":
    sys.exit(main())
