"""From door to door through a hamlet: which house of how many this is, and which comes next."""

from dataclasses import dataclass

from station_app.households import service
from station_app.store.database import Database

MOST_HOUSES = 2_000


@dataclass(frozen=True, slots=True)
class Round:
    hamlet: str
    at: int
    of: int
    next: str | None


def round_of(database: Database, hamlet: str, household: str) -> Round | None:
    """None where the household is not of this hamlet."""
    houses = [row.id for row in service.list_households(database, hamlet, limit=MOST_HOUSES)]
    if household not in houses:
        return None
    at = houses.index(household)
    return Round(hamlet, at + 1, len(houses), houses[at + 1] if at + 1 < len(houses) else None)
