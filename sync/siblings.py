"""Several values of one field: their order, the one that is shown, and whether a person is asked."""

from collections.abc import Iterable
from dataclasses import dataclass

from sync.change import Dot, Mark, Value
from sync.policy import Policy


@dataclass(frozen=True, slots=True)
class Sibling:
    """One of the values that a field holds, with who wrote it and when."""

    dot: Dot
    value: Value
    mark: Mark


def ordered(siblings: Iterable[Sibling]) -> list[Sibling]:
    """Oldest first, the same on every replica: by the lesser of author's clock and gateway's stamp."""
    return sorted(siblings, key=lambda sibling: (sibling.mark.time, sibling.dot))


def shown(siblings: Iterable[Sibling], policy: Policy) -> Sibling:
    """The sibling that screens and prints show; nothing is thrown away by choosing."""
    line = ordered(siblings)
    return line[0] if policy is Policy.ONCE else line[-1]


def in_question(siblings: Iterable[Sibling], policy: Policy) -> bool:
    """Do several different values need a person? Equal values collapse, `latest` never asks."""
    return policy is not Policy.LATEST and len({_distinct(sibling.value) for sibling in siblings}) > 1


def _distinct(value: Value) -> tuple[str, Value]:
    # True == 1 in Python, yet they are different values on the wire.
    return type(value).__name__, value
