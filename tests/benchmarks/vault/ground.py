"""What the benchmarks of the vault stand on: the station of 50,000 people, made when first asked for."""

import sys
from dataclasses import dataclass
from functools import cached_property

from tests.benchmarks.commune import Commune, commune

USUAL, QUICK = 20, 5


@dataclass(frozen=True)
class Ground:
    """`people` of the commune; `quick` asks only whether everything still runs."""

    people: int
    quick: bool = False

    @cached_property
    def commune(self) -> Commune:
        return commune(self.people, say, with_warehouse=False)

    @property
    def rounds(self) -> int:
        """How often; each benchmark multiplies it by what it needs."""
        return QUICK if self.quick else USUAL


def say(words: str) -> None:
    sys.stderr.write(f"# {words}\n")
