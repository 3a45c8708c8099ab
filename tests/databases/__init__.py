"""One station per released schema, with data, as its release left it on the disk; made by `make.py`."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
HEAD, NURSE = ("hanh", "suối trong mường hoa"), ("lan", "đèo gió bản dền 7")
"""Logins and passwords of the two accounts that the story opens."""


@dataclass(frozen=True, slots=True)
class Released:
    """A station of an earlier release: its schema, and what its own program read in it."""

    schema: str
    folder: Path

    @property
    def told(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / "expected.json").read_text("utf-8")))

    @property
    def key(self) -> bytes:
        return bytes.fromhex(self.told["key"])

    def put(self, home: Path) -> Path:
        """A copy to work on, as the PC had it."""
        shutil.copytree(self.folder, home, ignore=shutil.ignore_patterns("expected.json"))
        return home


RELEASED = tuple(Released(folder.name, folder) for folder in sorted(HERE.glob("0*")))
