"""SIGKILL at every point of every operation: nothing acknowledged is lost, nothing is half, work goes on.

POSIX only: Windows has no fork. What is tested is the program and SQLite's file format, the same on both."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.figures import keep
from tests.crash.operations import OPERATIONS
from tests.crash.visiting import Zygote, visit, warmed

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a child per point needs fork")
LONG = ("reading a list", "import", "migration from 0002", "restore", "rekey", "founding")
"""The suite visits the turns of these; make soak every point, as of all others. The statements of the last
migration are visited on the way from the first schema."""
LONGEST = "sign-in after an upgrade"
"""Each visit makes backups and asks for passwords: make soak alone."""


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    with warmed() as made:
        yield made


@pytest.mark.parametrize("operation", [one for one in OPERATIONS if one != LONGEST])
def test_whoever_dies_at_any_point_has_lost_nothing_that_was_said(operation, zygote, tmp_path: Path):
    told = visit(zygote, operation, tmp_path / "visit", every=operation not in LONG)
    assert told.points
    keep(told)


@pytest.mark.soak
@pytest.mark.parametrize("operation", OPERATIONS)
def test_at_every_point_also_of_what_takes_long(operation, zygote, tmp_path: Path):
    told = visit(zygote, operation, tmp_path / "visit", exact=True)
    assert told.points == told.of
    keep(told)
