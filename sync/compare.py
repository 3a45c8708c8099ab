"""How two replicas find what differs between them: sums of buckets, of sixteenths, tags of records, states.

Three questions, each only about what the one before has shown to differ. Pure; both ends use it."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import msgspec

from sync.change import Key
from sync.digest import MODULUS, bucket
from sync.message import Verdict
from sync.testimony import Carried

WIDTH = 5
"""Bytes of a sum or of a record's fingerprint that are compared: with 40 bits, one difference in a million
millions stays unseen here, and is seen in the digest."""
BUCKETS, SIXTEENTHS = 256, 16
ROOM = 160 * 1024
"""Bytes of states in one message, before packing: less than 64 KiB on the line."""
_HEX = frozenset("0123456789abcdef")
_CUT = 1 << (8 * WIDTH)

Sixteenth = tuple[int, int]
"""(bucket, sixteenth of it)"""


class Compare(msgspec.Struct, omit_defaults=True, rename={"sums": "s", "verdicts": "q"}):
    """The asker's truncated sums: entity → 256 of them; `verdicts`: and tell me all verdicts there are."""

    v: int
    sums: dict[str, bytes]
    verdicts: bool = False


class Finer(msgspec.Struct, array_like=True):
    """A bucket that differs: the gateway's sums of its sixteenths. `sound`: its records are what its kept
    digest says of them."""

    bucket: int
    sound: bool
    sums: bytes


_COMPARED = {"epoch": "g", "cursor": "c", "mark": "m", "finer": "f", "verdicts": "q"}


class Compared(msgspec.Struct, omit_defaults=True, rename=_COMPARED):
    """`cursor` and `mark` stand where the gateway's log was when it looked: a station whose cursor was lost
    goes on from there once everything that differs is joined."""

    epoch: str
    cursor: int
    mark: bytes
    finer: dict[str, list[Finer]]
    verdicts: list[Verdict] = []


class Place(msgspec.Struct, array_like=True):
    """A sixteenth that differs, and the tags of the asker's records in it, one after the other."""

    entity: str
    bucket: int
    sixteenth: int
    tags: bytes


class Recall(msgspec.Struct, rename={"places": "p"}):
    v: int
    places: list[Place]


class Recalled(msgspec.Struct, rename={"states": "s", "lacking": "l"}):
    """`states` that the asker lacks or has otherwise, and for each place answered (the first ones, at least
    one) the tags `lacking` here."""

    states: list[Carried]
    lacking: list[bytes]


class HandUp(msgspec.Struct, omit_defaults=True, rename={"states": "s", "instead": "i"}):
    """States that the gateway lacks or has otherwise. `instead`: in place of its own, which is damaged."""

    v: int
    states: list[Carried]
    instead: bool = False


class HandedUp(msgspec.Struct, omit_defaults=True, rename={"joined": "j", "contradicting": "x"}):
    """How many changed something; `contradicting` [entity, short id] were left alone: both claim to know the
    same changes and say different things."""

    joined: int
    contradicting: list[tuple[str, str]] = []


class Fetch(msgspec.Struct, rename={"keys": "k"}):
    """`keys`: [entity, short id]."""

    v: int
    keys: list[tuple[str, str]]


class Fetched(msgspec.Struct, rename={"states": "s", "done": "d"}):
    """The states of the first `done` keys, at least one; what the gateway does not hold is left out."""

    states: list[Carried]
    done: int


def sixteenth(key: Key) -> Sixteenth:
    """The bucket of the digest, and the sixteenth of it by the hexadecimal digit before."""
    record = key[1]
    if len(record) > 2 and _HEX.issuperset(record[-3:]):
        return bucket(key)[1], int(record[-3], 16)
    return bucket(key)[1], hashlib.sha256(record.encode()).digest()[-2] & 15


def cut(sums: Iterable[int]) -> bytes:
    return b"".join((sum_ % _CUT).to_bytes(WIDTH) for sum_ in sums)


def tag(part: int) -> bytes:
    return (part % _CUT).to_bytes(WIDTH)


def split(tags: bytes) -> Iterator[bytes]:
    return (tags[start : start + WIDTH] for start in range(0, len(tags) - WIDTH + 1, WIDTH))


def differing(ours: bytes, theirs: bytes) -> list[int]:
    """The numbers of those truncated sums that are not the same."""
    pairs = zip(split(ours), split(theirs), strict=False)
    return [number for number, (mine, other) in enumerate(pairs) if mine != other]


@dataclass(slots=True)
class Parts:
    """What records of one entity contribute to its digest, by sixteenth and tag."""

    records: dict[Sixteenth, dict[bytes, str]] = field(default_factory=dict)
    sums: dict[Sixteenth, int] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)

    def add(self, key: Key, part: int) -> None:
        """What cannot be read (part 0) is as if it were not there."""
        if not part:
            return
        place = sixteenth(key)
        self.records.setdefault(place, {})[tag(part)] = key[1]
        self.sums[place] = (self.sums.get(place, 0) + part) % MODULUS
        self.counts[place[0]] = self.counts.get(place[0], 0) + 1

    def finer(self, number: int) -> bytes:
        return cut(self.sums.get((number, place), 0) for place in range(SIXTEENTHS))

    def whole(self, number: int) -> tuple[int, int]:
        """The sum and the count of a bucket, from its records."""
        sums = (self.sums.get((number, place), 0) for place in range(SIXTEENTHS))
        return sum(sums) % MODULUS, self.counts.get(number, 0)

    def tags(self, place: Sixteenth) -> bytes:
        return b"".join(sorted(self.records.get(place, ())))
