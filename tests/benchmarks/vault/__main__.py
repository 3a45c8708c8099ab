"""`python -m tests.benchmarks.vault [names…]`: measures the vault, prints, and keeps the figures."""

import argparse
import importlib
import pkgutil
import sys
import time
import traceback
from collections.abc import Callable, Iterator

from tests.benchmarks import machine, report, vault
from tests.benchmarks.figures import Figure
from tests.benchmarks.vault.ground import Ground, say

PEOPLE, FEW = 50_000, 2_000
Benchmark = Callable[[Ground], Iterator[Figure]]


def benchmarks() -> dict[str, Benchmark]:
    """Every file of this folder that has `figures`, by its name."""
    names = [found.name for found in pkgutil.iter_modules(vault.__path__) if found.name != "__main__"]
    modules = {name: importlib.import_module(f"{vault.__name__}.{name}") for name in names}
    return {name: module.figures for name, module in modules.items() if hasattr(module, "figures")}


def main() -> int:
    every = benchmarks()
    options = _options([*every])
    ground = Ground(options.people or (FEW if options.quick else PEOPLE), options.quick)
    print(f"{machine.described()}\n{ground.people:,} people; load {machine.load()}\n\n{report.heading()}")
    figures: list[Figure] = []
    failed = [name for name in options.names or every if not _ran(name, every[name], ground, figures)]
    name = "vault" if ground.people == PEOPLE and not ground.quick else f"vault-{ground.people}"
    path = report.keep(figures, name, ground.people)
    print(f"\n{report.summary(figures)}; load {machine.load()}; {path}")
    if failed:
        print(f"could not be measured: {', '.join(failed)}")
    return 1 if failed else 0


def _ran(name: str, run: Benchmark, ground: Ground, figures: list[Figure]) -> bool:
    began = time.monotonic()
    try:
        for figure in run(ground):
            figures.append(figure)
            print(report.line(figure), flush=True)
    except Exception:  # the others are worth measuring all the same
        traceback.print_exc()
        return False
    finally:
        say(f"{name}: {time.monotonic() - began:.0f} s, load {machine.load()}")
    return True


def _options(names: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.vault")
    parser.add_argument("names", nargs="*", choices=[*names, []], help="which; all without")
    parser.add_argument("--people", type=int, help="size of the commune, 50,000 without")
    parser.add_argument("--quick", action="store_true", help="2,000 people, few repetitions: does it run?")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
