"""`python -m tests.benchmarks.sync [names…]`: ours and PouchDB in the same run, printed and kept."""

import argparse
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from functools import partial

from tests.benchmarks import machine
from tests.benchmarks.sync import both, cuts, first, lost, merging, routine, slow, table, weight
from tests.benchmarks.sync.commune import SMALL, WHOLE
from tests.benchmarks.sync.figures import Line
from tests.benchmarks.sync.ground import Ground, ground

Benchmark = Callable[[Ground], Iterator[Line]]
ALL: dict[str, Benchmark] = {
    "routine": routine.figures,
    "slow": slow.figures,
    "cuts": cuts.figures,
    "both": both.figures,
    "lost": lost.figures,
    "weight": weight.figures,
    "merging": merging.figures,
}


def main() -> int:
    options = _options()
    if options.page:
        table.write_page()
        return 0
    name = "sync-quick" if options.quick else "sync"
    chosen = {each: ALL[each] for each in options.names or ALL}
    if options.quick and "slow" in chosen:
        chosen["slow"] = partial(slow.figures, seeds=slow.FEW)
    print(f"{machine.described()}\nload {machine.load()}\n\n{table.heading()}")
    lines: list[Line] = []
    with ground(SMALL if options.quick else WHOLE, _say) as where:
        # Whatever else is measured, the first sync makes the ground for it.
        failed = [
            each
            for each, run in {"first": first.figures, **chosen}.items()
            if not _ran(each, run, where, lines)
        ]
    path = table.keep(lines, name)
    print(f"\n{table.summary(lines)}; load {machine.load()}; {path}")
    if failed:
        print(f"could not be measured: {', '.join(failed)}")
    return 1 if failed else 0


def _ran(name: str, run: Benchmark, where: Ground, lines: list[Line]) -> bool:
    began = time.monotonic()
    try:
        for each in run(where):
            lines.append(each)
            print(table.line(each), flush=True)
    except Exception:  # the others are worth measuring all the same
        traceback.print_exc()
        return False
    finally:
        _say(f"{name}: {time.monotonic() - began:.0f} s, load {machine.load()}")
    return True


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.sync")
    parser.add_argument("names", nargs="*", choices=[*ALL, []], help="which; all without")
    parser.add_argument("--quick", action="store_true", help="a commune of 400 people: does it run?")
    parser.add_argument("--page", action="store_true", help="put the last figures into sync/PROTOCOL.md")
    return parser.parse_args()


def _say(words: str) -> None:
    sys.stderr.write(f"# {words}\n")


if __name__ == "__main__":
    sys.exit(main())
