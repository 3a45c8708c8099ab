"""What law, province and typography give us: code lists, texts and fonts, read by name."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Code:
    code: str
    label: str
    extra: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), hash=False)


def font(name: str) -> Path:
    """`font("BeVietnamPro-Regular")`; both families have Regular and SemiBold."""
    return _there(HERE / "fonts" / f"{name}.ttf")


@cache
def codes(name: str) -> tuple[Code, ...]:
    """Every entry in the order of the file; what it says beyond code and label is in `extra`."""
    return tuple(_code(entry) for entry in json.loads(text(f"codes/{name}.json"))["codes"])


def text(name: str) -> str:
    """A text file by its path under resources/, as in `text("catalog.json")`."""
    return _there(HERE / name).read_text(encoding="utf-8")


def blob(name: str) -> bytes:
    """A file that is no text, by its path under resources/."""
    return _there(HERE / name).read_bytes()


def _code(entry: dict[str, Any]) -> Code:
    extra = {key: value for key, value in entry.items() if key not in ("code", "label")}
    return Code(entry["code"], entry["label"], MappingProxyType(extra))


def _there(path: Path) -> Path:
    if not path.is_file():
        raise FileNotFoundError(f"resources has no {path.relative_to(HERE)}")
    return path
