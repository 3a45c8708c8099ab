"""Readers of what comes from outside under the coverage-guided fuzzer: how many inputs, and what broke."""

import os
import re
import sys
from collections.abc import Iterator

from tests.benchmarks.figures import Figure
from tests.benchmarks.vault.ground import Ground, say
from tests.hostile.fuzz import run_of
from tests.hostile.test_fuzz import TARGETS, slug

SECONDS, FEW_SECONDS = 15, 3
"""Of each target; `make fuzz` goes on as long as it is let."""


def figures(ground: Ground) -> Iterator[Figure]:
    if sys.platform != "linux" or os.uname().machine != "x86_64":
        say("the fuzzer has wheels for Linux on x86-64 alone")
        return
    inputs, broken = 0, []
    for target in TARGETS:
        ran = run_of(slug(target), FEW_SECONDS if ground.quick else SECONDS)
        counted = re.findall(r"stat::number_of_executed_units: +(\d+)", ran.stderr)
        inputs += int(counted[-1]) if counted else 0
        broken += [target.name] if ran.returncode else []
    yield Figure("hostile inputs that broke a reader", len(broken), "readers", 0, ", ".join(broken))
    yield Figure("inputs fuzzed", inputs, "inputs", None, f"{len(TARGETS)} readers, guided by coverage")
