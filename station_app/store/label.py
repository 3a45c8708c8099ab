"""What a backup says of itself, in the clear beside it: when, why, how many; nothing about a person."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from station_app.common.days import parse_instant, to_instant
from station_app.common.errors import Refused
from station_app.store.given import given_text

FILE = "backup.json"
FORMAT = 1
PREFIX = "tram-"
PARTIAL, BROKEN = ".partial", ".hong"
"""Endings of a folder that is still being made, and of one that was found not to be sound."""
BY_HAND, SCHEDULE, CLOSING = "hand", "schedule", "closing"
UPGRADE, RESTORE, REKEY = "upgrade", "restore", "rekey"
"""Why a backup was made."""
_STAMP = "%Y%m%d-%H%M%S"
_STAMP_LENGTH = len("20261121-070000")


@dataclass(frozen=True, slots=True)
class Label:
    """`records` and `digests` by entity; `device`, `seq`: how far this PC had written, under which name."""

    made_at: str
    reason: str
    records: Mapping[str, int] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    transactions: int = 0
    device: str = ""
    seq: int = 0
    schema: str = ""
    size: int = 0

    @property
    def total(self) -> int:
        return sum(self.records.values())

    @property
    def content(self) -> str:
        """The same as long as no record was written or taken in."""
        told = json.dumps([self.device, self.seq, dict(self.digests)], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:32]

    @property
    def at(self) -> datetime:
        return parse_instant(self.made_at)


def write_label(folder: Path, label: Label) -> None:
    (folder / FILE).write_text(json.dumps({"format": FORMAT, **asdict(label)}, indent=1), "utf-8")


def read_label(folder: Path) -> Label | None:
    """None where there is none, as beside backups of release 0.2, or it cannot be read."""
    try:
        told = json.loads(given_text(folder / FILE))
        known = {name: told[name] for name in Label.__dataclass_fields__ if name in told}
        label = Label(**known)
        return label if label.at.year and label.total >= 0 else None
    except (OSError, ValueError, TypeError, AttributeError, LookupError, RecursionError, Refused):
        return None


def name_at(moment: datetime) -> str:
    return f"{PREFIX}{moment.strftime(_STAMP)}"


def made_at(folder: Path) -> str | None:
    """When, by the name of the folder, on the wall of here: what is left where the label cannot be read."""
    try:
        moment = datetime.strptime(folder.name[len(PREFIX) :][:_STAMP_LENGTH], _STAMP).astimezone()
    except ValueError:
        return None
    return to_instant(moment)
