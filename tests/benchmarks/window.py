"""The window as the nurse sees it: keystroke to paint, household to paint, start, unlock, memory."""

import json
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any

from station_app.backups import service as backups
from station_app.common.days import SystemClock
from station_app.store.label import BY_HAND
from tests.benchmarks import machine
from tests.benchmarks.commune import HOME, PASSWORD, Commune, unlocked
from tests.benchmarks.figures import Figure, Samples
from tests.benchmarks.searching import PEER
from tests.benchmarks.xvfb import ScreenFor, screen
from tests.tree import ROOT

COLD, WARM = 3, 5
LONGEST_SECONDS = 900


def figures(commune: Commune, rounds: int) -> Iterator[Figure]:
    with screen() as shown, commune.copied() as work:
        place = work / HOME
        yield from _search(shown, place, max(1, rounds // 10))
        yield from _household(shown, place, 3 * rounds + 2)
        yield from _start(shown, place)
    with screen() as shown, commune.copied() as work:
        memory = _session(shown, work / HOME, "memory", rounds)
    beside = f"{memory['rested'] / 1024:.0f} MB after signing in"
    yield Figure("window: peak memory of a session", memory["peak"] / 1024, "MB", 250, beside)


def _search(shown: ScreenFor, place: Path, rounds: int) -> Iterator[Figure]:
    taken = {kind: Samples(**one) for kind, one in _session(shown, place, "search", rounds).items()}
    everything = Samples(
        [wall for one in taken.values() for wall in one.wall],
        [cpu for one in taken.values() for cpu in one.cpu],
    )
    count = f"{len(everything.wall)} keys, {shown.words}, pause in typing of 15 ms included"
    yield Figure("window: keystroke to paint p50", everything.p50, "ms", None, everything.in_words)
    yield Figure("window: keystroke to paint p95", everything.p95, "ms", 50, f"{count}; {PEER}")
    for kind, one in taken.items():
        yield Figure(f"window: keystroke to paint, {kind} p95", one.p95, "ms", None, one.in_words)


def _household(shown: ScreenFor, place: Path, count: int) -> Iterator[Figure]:
    samples = Samples(**_session(shown, place, "household", count))
    yield Figure("window: open a household p50", samples.p50, "ms", None, samples.in_words)
    count_words = f"{len(samples.wall)} households, {shown.words}"
    yield Figure("window: open a household p95", samples.p95, "ms", 50, count_words)


def _start(shown: ScreenFor, place: Path) -> Iterator[Figure]:
    """On an ordinary morning: the backup of the day is there, and none begins while the board is painted."""
    with closing(unlocked(place, SystemClock())) as database:
        backups.make(database, BY_HAND)
    cold = [_started(shown, place, is_cold=True) for _ in range(COLD)]
    warm = [_started(shown, place, is_cold=False) for _ in range(WARM)]
    for name, key in (("start to the sign-in", "sign_in"), ("unlock to home painted", "home")):
        both = [median(one[key] for one in runs) for runs in (cold, warm)]
        yield Figure(f"window: {name}, cold", both[0], "ms", None, "files dropped from memory before")
        yield Figure(f"window: {name}, warm", both[1], "ms")


def _started(shown: ScreenFor, place: Path, *, is_cold: bool) -> dict[str, float]:
    if is_cold:
        packages = Path(sysconfig.get_path("purelib"))
        machine.forget([packages, ROOT / "station_app", ROOT / "sync", ROOT / "resources", place])
    arguments = [str(place), str(time.monotonic()), PASSWORD]
    answer: dict[str, float] = _child(shown, "tests.benchmarks.starting", arguments)
    return answer


def _session(shown: ScreenFor, place: Path, task: str, size: int) -> Any:
    return _child(shown, "tests.benchmarks.session", [str(place), task, str(size)])


def _child(shown: ScreenFor, module: str, arguments: list[str]) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=shown.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST_SECONDS,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{module} {arguments[1:2]} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout.splitlines()[-1])
