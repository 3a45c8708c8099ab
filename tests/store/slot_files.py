"""What somebody with an editor and a calculator can do to both copies of the slot file."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

NAMES = ("vault.json", "vault.bak.json")


def body_of(home: Path, name: str = NAMES[0]) -> dict[str, Any]:
    return dict(json.loads((home / name).read_bytes()))


def rewritten(home: Path, change: Callable[[dict[str, Any]], object]) -> None:
    for name in NAMES:
        body = body_of(home, name)
        del body["check"]
        change(body)
        text = json.dumps(body, sort_keys=True, separators=(",", ":"))
        (home / name).write_text(json.dumps({**body, "check": sha256(text.encode()).hexdigest()}))
