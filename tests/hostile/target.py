"""What is fuzzed: a reader of bytes from outside, seeds that our own writers made, and how it may refuse."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from station_app.common.errors import Refused, Unavailable
from sync.bundle import Unreadable
from sync.change import Malformed

IN_WORDS = (Refused, Unavailable)
BY_KIND = (Malformed, Unreadable)
"""Within `sync`, which knows no nurse: whoever calls it turns these into words."""


@dataclass(frozen=True)
class Target:
    """`run(folder, content)` may put into `folder` what the reader needs; the reader writes nothing."""

    name: str
    seeds: Callable[[Path], Sequence[bytes]]
    run: Callable[[Path, bytes], object]
    refuses: tuple[type[Exception], ...] = IN_WORDS

    def tried(self, folder: Path, content: bytes) -> bool:
        """True where it was taken, False where it was refused; anything else leaves as the bug it is."""
        try:
            self.run(folder, content)
        except self.refuses:
            return False
        return True


def given(folder: Path, content: bytes, name: str = "given") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path
