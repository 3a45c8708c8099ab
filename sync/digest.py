"""Set digests: what two replicas compare to know that they hold the same, without listing it.

Per entity 256 buckets by the id's last byte; a bucket is the sum mod 2^256 of the SHA-256 of each record's
canonical state, so that it can be kept up to date by adding and subtracting."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sync.change import Key
from sync.merge import State, fingerprint

MODULUS = 2**256
Bucket = tuple[str, int]
"""(entity, last byte of the id)"""


@dataclass(slots=True)
class Delta:
    """What a batch of changes does to one bucket."""

    sum: int = 0
    count: int = 0


Deltas = dict[Bucket, Delta]


_NUMBERS = {f"{number:02x}": number for number in range(256)}


def bucket(key: Key) -> Bucket:
    number = _NUMBERS.get(key[1][-2:])
    return key[0], hashlib.sha256(key[1].encode()).digest()[-1] if number is None else number


def part(record: str, state: State) -> int:
    """A record's part of its bucket; nothing is known of it: 0."""
    return fingerprint(record, state) if state.context else 0


def difference(before: Mapping[Key, int], after: Mapping[Key, State]) -> Deltas:
    """How the buckets change when records go from `before` (their parts) to `after`."""
    deltas: Deltas = {}
    for key, state in after.items():
        delta = deltas.setdefault(bucket(key), Delta())
        delta.sum += part(key[1], state) - before[key]
        delta.count += (before[key] == 0) - (not state.context)
    for delta in deltas.values():
        delta.sum %= MODULUS
    return deltas


def total(buckets: Iterable[tuple[int, int, int]]) -> str:
    """One short word for (bucket, sum, count) rows of an entity; empty buckets do not matter."""
    text = "".join(f"{number:02x}{sum_:064x}{count:x}." for number, sum_, count in sorted(buckets) if count)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def overall(words: Mapping[str, str]) -> bytes:
    """All entities' words as one, of 16 bytes; an entity without records does not matter, it has no word."""
    text = "".join(f"{entity} {word}\n" for entity, word in sorted(words.items()))
    return hashlib.sha256(text.encode()).digest()[:16]
