"""The threat model keeps its word: every promise names a test, and every test it names is there."""

import ast
import re
from pathlib import Path

import pytest

from tests.tree import ROOT

MODEL = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
ROW = re.compile(r"^\| (P\d+) \| (.+?) \| ((?:K\d+ ?)+)\| (.+) \|$", re.MULTILINE)
PROMISES = {number: (words, actors.split(), tests) for number, words, actors, tests in ROW.findall(MODEL)}


def _tests_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize("number", PROMISES)
def test_a_promise_names_tests_that_are_there(number: str):
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", PROMISES[number][2])
    assert named, f"{number} names no test"
    missing = [
        f"{file}::{test}"
        for file, test in named
        if not (ROOT / file).exists() or test not in _tests_of(ROOT / file)
    ]
    assert not missing


def test_promises_are_numbered_without_gaps_and_no_row_is_misread():
    table = MODEL.partition("<!-- promises:start -->")[2].partition("<!-- promises:end -->")[0]
    rows = [line for line in table.splitlines() if line.startswith("| P")]
    assert [f"P{at}" for at in range(1, len(rows) + 1)] == list(PROMISES)


def test_every_actor_is_met_by_a_promise_or_by_a_plain_no():
    actors = set(re.findall(r"^\| (K\d+) \|", MODEL, re.MULTILINE))
    met = {actor for _, named, _ in PROMISES.values() for actor in named}
    assert met <= actors
    assert actors - met == set()


def test_what_is_not_promised_is_said():
    said = MODEL.partition("## Không hứa")[2]
    assert all(word in said for word in ("RAM", "quản trị", "Kho tỉnh", "sao lưu cũ", "PDF"))
