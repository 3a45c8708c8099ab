"""Where two histories under one name part: chain heads are compared, never the transactions themselves."""

from collections.abc import Callable, Sequence

import msgspec

WIDTH = 8
"""Bytes of a chain head that are compared."""
POINTS = 32
"""Places in one question: a hundred thousand transactions are searched in four."""


class Trace(msgspec.Struct):
    """The asker wants the chain heads that are held of itself at these places."""

    v: int
    seqs: list[int]


class Traced(msgspec.Struct):
    """For each place the first bytes of the chain head, empty where nothing is held."""

    heads: list[bytes]


def last_common(
    ours: Callable[[int], bytes], theirs: Callable[[Sequence[int]], Sequence[bytes]], low: int, high: int
) -> int:
    """The last place up to which both chains are the same; at `low` they are."""
    while low < high:
        step = max(1, -(-(high - low) // POINTS))
        points = [*range(low + step, high, step), high]
        heads = theirs(points)
        agreed = [point for point, head in zip(points, heads, strict=False) if head == ours(point)[:WIDTH]]
        common = max(agreed, default=low)
        if step == 1:
            return common
        low, high = common, min([point for point in points if point > common], default=common) - 1
    return low
