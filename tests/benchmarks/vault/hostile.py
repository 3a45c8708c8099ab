"""Readers of what comes from outside under the coverage-guided fuzzer: how many inputs, and what broke."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator

from tests.benchmarks.figures import Figure
from tests.benchmarks.vault.ground import Ground, say
from tests.hostile.test_fuzz import TARGETS
from tests.tree import ROOT

SECONDS, FEW_SECONDS = 15, 5
"""Of each target; `make fuzz` goes on as long as it is let."""
_TOLD = re.compile(r"^(\S+) +([\d,]+) inputs +[\d,]+ edges(  BROKEN)?$", re.MULTILINE)


def figures(ground: Ground) -> Iterator[Figure]:
    """By `make fuzz` itself: begun from here, a target would be charged with the memory that this process
    once had, since Linux hands it on."""
    if sys.platform != "linux" or os.uname().machine != "x86_64":
        say("the fuzzer has wheels for Linux on x86-64 alone")
        return
    minutes = (FEW_SECONDS if ground.quick else SECONDS) * len(TARGETS) / 60
    command = [sys.executable, "-m", "tests.hostile.fuzz", "--minutes", str(minutes)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)
    told = _TOLD.findall(ran.stdout)
    assert len(told) == len(TARGETS), ran.stdout + ran.stderr
    broken = [name for name, _, bad in told if bad]
    yield Figure("hostile inputs that broke a reader", len(broken), "readers", 0, ", ".join(broken))
    inputs = sum(int(many.replace(",", "")) for _, many, _ in told)
    yield Figure("inputs fuzzed", inputs, "inputs", None, f"{len(TARGETS)} readers, guided by coverage")
