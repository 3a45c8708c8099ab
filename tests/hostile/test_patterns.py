"""No pattern of the product takes time that grows as the square of what it is given, or worse."""

import ast
import importlib
import pkgutil
import re
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

import station_app
import sync
from tests.tree import product

LONG = 20_000
SECONDS = 0.5
"""For 20,000 signs. A pattern that grows as the square takes seconds to minutes."""
SIGNS = (
    "a", "0", " ", "-", ".", "/", "'", "~", "|", "\t", "?", "A0", "a ", "0.", "- ", "<a ", 'r="A1" ', "ngh",
    "12/", "à",
)  # fmt: skip
METHODS = ("search", "match", "fullmatch", "sub", "split", "findall", "finditer")
INLINE = re.compile(rf"re\.({'|'.join(METHODS)})\(")


@dataclass(frozen=True)
class Used:
    """A pattern and the ways in which the product uses it: what only matches whole is not searched for."""

    name: str
    pattern: re.Pattern[Any]
    methods: frozenset[str]

    def tried(self, text: Any) -> None:
        for method in self.methods:
            if method == "sub":
                self.pattern.sub(text[:0], text)
            elif method == "finditer":
                deque(self.pattern.finditer(text), maxlen=0)
            else:
                getattr(self.pattern, method)(text)


def named() -> Iterator[Used]:
    """Those that stand in a module under a name."""
    for package in (station_app, sync):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".demo" in found.name or ".migrations" in found.name or found.name.endswith("__main__"):
                continue
            for name, value in vars(importlib.import_module(found.name)).items():
                for one in _compiled(value):
                    used = re.findall(rf"\b{re.escape(name)}\.({'|'.join(METHODS)})\(", SOURCE)
                    yield Used(f"{found.name}.{name}", one, frozenset(used or METHODS))


def inline() -> Iterator[Used]:
    """Those that are written where they are used: `re.sub(r"…", …)`."""
    for source in product():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and INLINE.match(f"{ast.unparse(node.func)}(") and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str | bytes):
                    method = ast.unparse(node.func).removeprefix("re.")
                    yield Used(f"{source.name}:{node.lineno}", re.compile(first.value), frozenset({method}))


def _compiled(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from _compiled(inner)


SOURCE = "\n".join(source.text for source in product())
FOUND = {one.pattern.pattern: one for one in (*named(), *inline())}


@pytest.mark.parametrize("used", FOUND.values(), ids=lambda used: used.name)
def test_a_pattern_is_quick_on_whatever_is_long(used: Used):
    for sign in SIGNS:
        for length in (500, 4000, LONG):  # what explodes is noticed while it is short
            text: Any = sign * (length // len(sign)) + "\x01"
            if isinstance(used.pattern.pattern, bytes):
                text = text.encode()
            began = time.process_time()
            used.tried(text)
            assert time.process_time() - began < SECONDS, f"{used.name} on {sign!r}"


def test_there_were_patterns_to_try():
    assert len(FOUND) > 20


def test_a_bad_pattern_would_be_noticed():
    """Four times as long takes some sixteen times as long."""
    bad, times = Used("bad", re.compile(r"\s*\?+\s*$"), frozenset({"search"})), []
    for length in (1000, 4000):
        began = time.process_time()
        bad.tried(" " * length + "x")
        times.append(time.process_time() - began)
    assert times[1] > 6 * times[0]
