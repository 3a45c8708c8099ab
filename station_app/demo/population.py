"""A synthetic commune, the same each time: who lives in it and what the station has written about them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from station_app.demo.chance import Chance
from station_app.demo.doses import Doses
from station_app.demo.households import Families
from station_app.demo.illness import allergies, conditions, fall_ill, risk_factors
from station_app.demo.papers import Papers
from station_app.demo.residents import Resident, Row
from station_app.demo.visits import Visits


@dataclass(frozen=True, slots=True)
class Commune:
    """Rows of each entity, by the names of its fields; doses and visits are made while they are read."""

    hamlets: tuple[str, ...]
    households: tuple[Row, ...]
    people: tuple[Row, ...]
    identifiers: tuple[Row, ...]
    members: tuple[Row, ...]
    allergies: tuple[Row, ...]
    conditions: tuple[Row, ...]
    risk_factors: tuple[Row, ...]
    doses: Iterable[Row]
    visits: Iterable[Row]

    def tables(self) -> dict[str, Sequence[Row]]:
        """Every entity with its rows, what is referred to before what refers to it."""
        return {
            "household": self.households,
            "person": self.people,
            "identifier": self.identifiers,
            "household_member": self.members,
            "allergy": self.allergies,
            "condition": self.conditions,
            "risk_factor": self.risk_factors,
            "dose": list(self.doses),
            "visit": list(self.visits),
        }


def population(seed: int = 2026, people: int = 8_000, *, as_of: date, years: int = 2) -> Commune:
    """The commune as of a day, with `years` of visits and vaccinations of a childhood."""
    houses = list(Families(Chance(seed, "families"), as_of).houses(people))
    papers = Papers(Chance(seed, "papers"), as_of)
    everyone = [(house, member) for house in houses for member in house.members]
    for _, member in everyone:
        papers.give_phone(member)
    residents = [(house.hamlet_number, member) for house, member in everyone]
    history = _history(seed, [member for _, member in residents], as_of)
    return Commune(
        hamlets=tuple(dict.fromkeys(house.hamlet for house in houses)),
        households=tuple(papers.household(house) for house in houses),
        people=tuple(papers.person(member) for _, member in everyone),  # parents stand before children
        identifiers=tuple(row for _, member in everyone for row in papers.identifiers(member)),
        members=tuple(papers.member(house, member) for house, member in everyone),
        allergies=history["allergy"],
        conditions=history["condition"],
        risk_factors=history["risk_factor"],
        doses=Doses(seed, residents, as_of),
        visits=Visits(seed, residents, as_of, years),
    )


def _history(seed: int, residents: list[Resident], as_of: date) -> dict[str, tuple[Row, ...]]:
    chance = Chance(seed, "illness")
    for resident in residents:
        fall_ill(chance, resident, as_of)
    return {
        "allergy": tuple(row for one in residents for row in allergies(chance, one)),
        "condition": tuple(row for one in residents for row in conditions(chance, one, as_of)),
        "risk_factor": tuple(row for one in residents for row in risk_factors(chance, one, as_of)),
    }
