"""The locks as data: each package with its version, its hashes, why it is there, and where it applies."""

import re
from dataclasses import dataclass, field

from tests.tree import ROOT

_ENTRY = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^\s;\\]+)(?: ; (?P<marker>[^\\]+?))? \\$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass
class Pinned:
    """One package. `via` names who needs it; `ours` where one of our own `.in` files does."""

    name: str
    version: str
    marker: str
    hashes: list[str] = field(default_factory=list)
    via: list[str] = field(default_factory=list)
    ours: bool = False

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{self.name}@{self.version}"


def locked(name: str = "runtime") -> list[Pinned]:
    return parsed((ROOT / "requirements" / f"{name}.lock").read_text("utf-8"))


def parsed(text: str) -> list[Pinned]:
    """Raises ValueError for a line that pins nothing: a link, a folder, a range."""
    found: list[Pinned] = []
    for line in text.splitlines():
        if entry := _ENTRY.match(line):
            found.append(Pinned(entry["name"], entry["version"], (entry["marker"] or "").strip()))
        elif line.startswith("    --hash"):
            found[-1].hashes += _HASH.findall(line)
        elif line.startswith("    #"):
            _note_why(found[-1], line)
        elif line and not line.startswith("#"):
            raise ValueError(f"{line!r} pins nothing")
    return found


def _note_why(package: Pinned, line: str) -> None:
    why = line.removeprefix("    #").strip().removeprefix("via").strip()
    if why.startswith("-r "):
        package.ours = True
    elif why and not why.startswith("-c "):
        package.via.append(why)
