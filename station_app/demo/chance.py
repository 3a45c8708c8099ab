"""Chance that falls the same way each time: seeded draws, and ids shaped like those the station makes."""

from bisect import bisect
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")

_EPOCH = date(1970, 1, 1).toordinal()
_DAY_MS = 86_400_000


class Table(Generic[T]):
    """Things and how often each is drawn."""

    __slots__ = ("_ends", "_things", "_total")

    def __init__(self, weights: Mapping[T, float]) -> None:
        self._things = list(weights)
        self._ends = list(accumulate(weights.values()))
        self._total = self._ends[-1]

    def at(self, share: float) -> T:
        return self._things[bisect(self._ends, share * self._total)]


class Chance:
    """One stream of draws; two streams of one seed never disturb each other."""

    __slots__ = ("_random", "bits", "share")

    def __init__(self, seed: int, stream: str) -> None:
        self._random = Random(f"{seed}/{stream}")
        self.share = self._random.random
        self.bits = self._random.getrandbits

    def happens(self, probability: float) -> bool:
        return self.share() < probability

    def pick(self, things: Sequence[T]) -> T:
        return things[int(self.share() * len(things))]

    def among(self, table: Table[T]) -> T:
        return table.at(self.share())

    def whole(self, least: int, most: int) -> int:
        return least + int(self.share() * (most - least + 1))

    def around(self, middle: float, spread: float) -> float:
        return self._random.gauss(middle, spread)

    def day_between(self, first: date, last: date) -> date:
        return first + timedelta(days=self.whole(0, max(0, (last - first).days)))

    def id_on(self, day: date) -> str:
        """A UUIDv7 of a moment of that day."""
        moment = (day.toordinal() - _EPOCH) * _DAY_MS + self.whole(0, _DAY_MS - 1)
        number = (moment << 80) | (7 << 76) | (self.bits(12) << 64) | (2 << 62) | self.bits(62)
        text = f"{number:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
