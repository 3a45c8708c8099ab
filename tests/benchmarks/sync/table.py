"""The lines on the screen, in build/bench/sync.json, and as the table of sync/PROTOCOL.md."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks import machine
from tests.benchmarks.commune import BUILT
from tests.benchmarks.report import number
from tests.benchmarks.sync.figures import Line
from tests.tree import ROOT

PAGE = ROOT / "sync" / "PROTOCOL.md"
START, END = "<!-- bench-sync:start -->", "<!-- bench-sync:end -->"
_SIGNS = {True: "✓", False: "✗", None: ""}
_WIDTHS = (62, 30, 11, 9, 2, 12, 11, 7)


def heading() -> str:
    return _row("what", "in", "ours", "target", "", "PouchDB", "gzipped", "ratio", "")


def line(line: Line) -> str:
    entry = line.entry()
    ratio = f"×{line.ratio:.1f}" if line.ratio and line.peer != 1 else ""
    return _row(*_cells(entry)[:7], ratio, line.words)


def keep(lines: Sequence[Line], name: str) -> Path:
    """Writes the figures; those of parts that did not run this time stay as they were."""
    path = BUILT / f"{name}.json"
    before = json.loads(path.read_text("utf-8"))["lines"] if path.exists() else []
    fresh = {(each.work, each.unit): each.entry() for each in lines}
    kept = {(entry["work"], entry["unit"]): entry for entry in before} | fresh
    content = {"machine": machine.described(), "load": machine.load(), "lines": list(kept.values())}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return path


def write_page(name: str = "sync") -> None:
    """Puts the table of the last run between the markers of the protocol's page."""
    page = PAGE.read_text("utf-8")
    before, start, rest = page.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise LookupError(f"{PAGE.name} has no {START} … {END}")
    PAGE.write_text(f"{before}{START}\n{_table(name)}{END}{after}", "utf-8")


def summary(lines: Sequence[Line]) -> str:
    judged = [each for each in lines if each.target is not None]
    missed = [f"{each.work} ({each.unit})" for each in judged if not each.ok]
    words = f"{len(judged) - len(missed)} of {len(judged)} targets met"
    return f"{words}; missed: {'; '.join(missed)}" if missed else words


def _table(name: str) -> str:
    kept = json.loads((BUILT / f"{name}.json").read_text("utf-8"))
    rows = [
        "| work | in | ours | target | | PouchDB | its streams gzipped | |",
        "|---|---|---:|---:|---|---:|---:|---|",
    ]
    rows += [f"| {' | '.join((*_cells(entry), entry['words']))} |" for entry in kept["lines"]]
    return "\n".join([*rows, "", f"Measured on {kept['machine']}; load {kept['load']}.", ""])


def _cells(entry: dict[str, Any]) -> tuple[str, ...]:
    sign = "≥" if entry["at_least"] else "≤"
    target = "" if entry["target"] is None else f"{sign} {number(entry['target'])}"
    peer, packed = (("" if entry[key] is None else number(entry[key])) for key in ("peer", "peer_gzipped"))
    return entry["work"], entry["unit"], number(entry["ours"]), target, _SIGNS[entry["ok"]], peer, packed


def _row(*cells: str) -> str:
    fixed = [cell.ljust(width) for cell, width in zip(cells, _WIDTHS, strict=False)]
    return " ".join([*fixed, cells[-1]]).rstrip()
