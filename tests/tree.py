"""The project's own files, as the house rules read them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parent.parent
PRODUCT = ("station_app", "sync", "resources")


@dataclass(frozen=True)
class Source:
    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.name)

    @property
    def length(self) -> int:
        return self.text.count("\n")

    def line(self, number: int) -> str:
        return self.text.splitlines()[number - 1]

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def imports(self, within: ast.AST | None = None) -> Iterator[tuple[int, str]]:
        """Line and full name of every import."""
        for node in ast.walk(within or self.tree):
            if isinstance(node, ast.ImportFrom):
                yield node.lineno, node.module or ""
            elif isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)

    def words(self) -> Iterator[ast.Constant]:
        """Every string that is not a docstring."""
        silent = {
            id(node.value)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
                yield node


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    found = (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))
    return tuple(Source(path) for path in found)


def product() -> tuple[Source, ...]:
    return sources(*PRODUCT)


def everything() -> tuple[Source, ...]:
    return sources(*PRODUCT, "tests")
