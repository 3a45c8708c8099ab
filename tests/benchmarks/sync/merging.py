"""How fast the gateway merges: taken from the figures of its own benchmark, where that has run."""

import json
from collections.abc import Iterator
from typing import Any

from tests.benchmarks.commune import BUILT
from tests.benchmarks.sync.figures import Line
from tests.benchmarks.sync.ground import Ground

FIGURES = BUILT / "gateway.json"
_WORK = "gateway merging pushes of 500 changes into PostgreSQL"


def figures(_ground: Ground) -> Iterator[Line]:
    unit, found = "changes/s per core", _found()
    words = (
        "make bench-gateway, PostgreSQL's processor time included"
        if found
        else "make bench-gateway has not run"
    )
    yield Line(_WORK, unit, found, 5_000, None, None, words, at_least=True)


def _found() -> float | None:
    entries: list[dict[str, Any]] = json.loads(FIGURES.read_text("utf-8")) if FIGURES.exists() else []
    values = [entry["value"] for entry in entries if entry.get("unit") == "changes/s per core"]
    return max(values, default=None)
