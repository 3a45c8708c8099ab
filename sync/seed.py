"""First sync by snapshot: what a PC asks that has nothing yet, and what it is told of the parts."""

import msgspec

from sync.message import Verdict

PIECE = 60 * 1024
"""Bytes of a part in one answer; parts are packed already."""
LEAST = 2_000
"""Fewer records than this come as quickly through the log."""


class Seed(msgspec.Struct):
    """Is there a snapshot for me? Not where the scope holds fewer records than `least`."""

    v: int
    least: int = LEAST


class PartOf(msgspec.Struct, array_like=True):
    """A part of a snapshot: `point` is the service point that its people belong to, nothing what all need."""

    number: int
    point: str
    records: int
    size: int
    hash: bytes


class Seeded(msgspec.Struct, omit_defaults=True):
    """The snapshot is the scope as it was at `cursor`; no parts: pull the log instead. The order in which the
    parts are taken is the asker's own business."""

    epoch: str
    cursor: int
    mark: bytes
    records: int
    parts: list[PartOf]
    verdicts: list[Verdict] = []


class Piece(msgspec.Struct):
    """The bytes of a part from `offset` on, of the snapshot at `cursor`."""

    v: int
    cursor: int
    number: int
    offset: int


class Pieced(msgspec.Struct):
    """Nothing where that snapshot is no longer kept: ask for a new one."""

    body: bytes
