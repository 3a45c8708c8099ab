"""One line of the table: what was done, what it cost us, what it cost PouchDB, and what we wanted."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Line:
    """`packed`: PouchDB's own streams, had they been gzipped. `peer` is None where it has no such thing."""

    work: str
    unit: str
    ours: float | None
    target: float | None = None
    peer: float | None = None
    packed: float | None = None
    words: str = ""
    at_least: bool = False

    @property
    def ok(self) -> bool | None:
        if self.target is None or self.ours is None:
            return None
        return self.ours >= self.target if self.at_least else round(self.ours, 3) <= self.target

    @property
    def ratio(self) -> float | None:
        return self.peer / self.ours if self.peer and self.ours else None

    def entry(self) -> dict[str, Any]:
        return {
            "work": self.work,
            "unit": self.unit,
            "ours": _short(self.ours),
            "target": self.target,
            "at_least": self.at_least,
            "ok": self.ok,
            "peer": _short(self.peer),
            "peer_gzipped": _short(self.packed),
            "words": self.words,
        }


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
