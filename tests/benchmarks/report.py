"""The figures as a table, as build/bench/station.json, and as the README's performance table."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks import machine
from tests.benchmarks.commune import BUILT
from tests.benchmarks.figures import Figure
from tests.tree import ROOT

README = ROOT / "README.md"
START, END = "<!-- bench:start -->", "<!-- bench:end -->"
_WIDTHS = (54, 10, 9, 8, 3, 8)
_SIGNS = {True: "✓", False: "✗", None: ""}


def heading() -> str:
    return _line("what", "value", "unit", "target", "", "ratio", "beside it")


def line(figure: Figure) -> str:
    return _line(
        figure.name,
        number(figure.value),
        figure.unit,
        f"{'≥' if figure.at_least else '≤'} {number(figure.target)}" if figure.target is not None else "",
        _SIGNS[figure.ok],
        f"×{figure.ratio:.1f}" if figure.ratio else "",
        figure.beside,
    )


def number(value: float | None) -> str:
    """Three digits that mean something; whole from a hundred on."""
    if value is None:
        return "–"
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _line(*cells: str) -> str:
    fixed = [cell.ljust(width) for cell, width in zip(cells, _WIDTHS, strict=False)]
    return " ".join([*fixed, cells[-1]]).rstrip()


def keep(figures: Sequence[Figure], name: str, people: int) -> Path:
    """Writes the figures; those of benchmarks that did not run this time stay as they were."""
    path = BUILT / f"{name}.json"
    BUILT.mkdir(parents=True, exist_ok=True)
    fresh = {figure.name: _entry(figure) for figure in figures}
    _write(path, [*({entry["name"]: entry for entry in _read(path, [])} | fresh).values()])
    context = BUILT / f"{name}.context.json"
    beside = _read(context, {}).get("beside", {}) | {
        figure.name: {"words": figure.beside, "ratio": figure.ratio} for figure in figures
    }
    _write(
        context,
        {"machine": machine.described(), "load": machine.load(), "people": people, "beside": beside},
    )
    return path


def _entry(figure: Figure) -> dict[str, Any]:
    value = None if figure.value is None else round(figure.value, 3)
    return {
        "name": figure.name,
        "value": value,
        "unit": figure.unit,
        "target": figure.target,
        "ok": figure.ok,
    }


def write_readme(name: str = "station") -> None:
    """Puts the table of the last run between the markers of the README."""
    page = README.read_text("utf-8")
    before, start, rest = page.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise LookupError(f"{README.name} has no {START} … {END}")
    README.write_text(f"{before}{START}\n{table(name)}{END}{after}", "utf-8")


def table(name: str) -> str:
    """The README's table in Markdown, with the machine under it."""
    entries = _read(BUILT / f"{name}.json", [])
    context = _read(BUILT / f"{name}.context.json", {})
    if not entries:
        raise LookupError(f"build/bench/{name}.json is not there: run make bench first")
    rows = ["| | measured | target | | beside it |", "|---|---:|---:|---|---|"]
    rows += [_row(entry, context["beside"].get(entry["name"], {})) for entry in entries]
    where = f"Measured on {context['machine']}; {context['people']:,} people; load {context['load']}."
    return "\n".join([*rows, "", where, ""])


def _row(entry: dict[str, Any], beside: dict[str, Any]) -> str:
    target = f"≤ {number(entry['target'])}" if entry["target"] is not None else ""
    ratio = f" (×{beside['ratio']:.1f})" if beside.get("ratio") else ""
    words = f"{beside.get('words', '')}{ratio}".strip()
    value = f"{number(entry['value'])} {entry['unit']}"
    return f"| {entry['name']} | {value} | {target} | {_SIGNS[entry['ok']]} | {words} |"


def summary(figures: Iterable[Figure]) -> str:
    judged = [figure for figure in figures if figure.ok is not None]
    missed = [figure.name for figure in judged if not figure.ok]
    words = f"{len(judged) - len(missed)} of {len(judged)} targets met"
    return f"{words}; missed: {', '.join(missed)}" if missed else words


def _read(path: Path, otherwise: Any) -> Any:
    return json.loads(path.read_text("utf-8")) if path.exists() else otherwise


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
