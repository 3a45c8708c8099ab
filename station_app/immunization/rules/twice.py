"""Doses that may be one injection written on two PCs that did not know of each other; pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from station_app.common.days import PartialDate
from station_app.immunization.schedule import Vaccine

WITHIN = timedelta(days=14)
"""Two doses of one number further apart are one that did not count and its repetition."""
EDITION = 2
"""Rises with these rules, so that what was derived by earlier ones is derived anew."""


@dataclass(frozen=True, slots=True)
class Given:
    """A dose on the card; `doubles` names those of which it may be a second writing."""

    vaccine: Vaccine
    on: PartialDate
    id: str = ""
    device: str = ""
    number: int | None = None
    doubles: frozenset[str] = field(default=frozenset())


def pairs(line: Sequence[Given]) -> Iterator[tuple[Given, Given]]:
    """Each two of the card that may be one, the earlier first; `line` is in the order of the days."""
    if len({dose.device for dose in line}) < 2:
        return
    for at, one in enumerate(line):
        for other in line[at + 1 :]:
            if other.on.earliest - one.on.latest > WITHIN:
                break
            if may_be_one(one, other):
                yield one, other


def may_be_one(one: Given, other: Given) -> bool:
    """The same antigen, the same place in its series, on nearby days, and from two PCs: whoever writes the
    second on the PC of the first is asked before it is saved, and gives it a number of its own."""
    if not one.device or not other.device or one.device == other.device:
        return False
    alike = one.vaccine.code == other.vaccine.code or bool(one.vaccine.antigens & other.vaccine.antigens)
    return alike and _same_place(one, other) and _near(one, other)


def _same_place(one: Given, other: Given) -> bool:
    """Without a number only a day that is known can tell."""
    if one.number is None or other.number is None:
        return one.on.exact is not None and other.on.exact is not None
    return one.number == other.number


def _near(one: Given, other: Given) -> bool:
    apart = max(one.on.earliest, other.on.earliest) - min(one.on.latest, other.on.latest)
    return apart <= WITHIN
