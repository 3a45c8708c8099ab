"""Who lives in the synthetic commune, before anything is written about them."""

from dataclasses import dataclass, field
from datetime import date

Row = dict[str, str | int | bool | None]


@dataclass(frozen=True, slots=True)
class Illness:
    """Something long-lasting a resident has."""

    icd10: str
    name: str
    since: date
    restricted: str | None = None


@dataclass(slots=True)
class Resident:
    """A person of the commune: what all their records are made from."""

    id: str
    full_name: str
    family: str
    people: str
    sex: str
    born: date
    precision: str
    relation: str
    registered: date
    mother: "Resident | None" = None
    father: "Resident | None" = None
    died: date | None = None
    moved: date | None = None
    phone: str | None = None
    poor: bool = False
    illnesses: list[Illness] = field(default_factory=list)
    births: list[date] = field(default_factory=list)

    @property
    def birth_date(self) -> str:
        return self.born.isoformat()[: {"year": 4, "month": 7, "day": 10}[self.precision]]

    def age_on(self, day: date) -> int:
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))

    def until(self, day: date) -> date:
        """The last day anything can have happened to them here."""
        return min(day, self.died or day, self.moved or day)


@dataclass(slots=True)
class House:
    """A household and who is in it, the head first."""

    id: str
    code: str
    hamlet: str
    hamlet_number: int
    number: int
    registered: date
    people: str
    poverty: str
    members: list[Resident] = field(default_factory=list)
