"""A question as the desk shows it: whose, which field, which values, who wrote each, when, on which PC."""

from dataclasses import dataclass

from station_app.households.service import HouseholdQuestion
from station_app.immunization.service import WrittenTwice
from station_app.store.database import Opened
from sync.change import Value

BOTH = "both"
"""The answer "they were two doses"."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of the values: as shown, who wrote it, when (local words), where, on which PC.

    `author_id`, `device_id` and `time` (UTC) are what the words stand for; `more` says what else belongs to
    the value."""

    value: Value
    shown: str
    author: str
    when: str
    point: str
    device: str
    chosen_now: bool
    author_id: str = ""
    device_id: str = ""
    more: str = ""
    reason: str = ""
    time: str = ""

    @property
    def who(self) -> str:
        return f"{self.author} ghi lúc {self.when}" if self.when else self.author

    @property
    def place(self) -> str:
        return " · ".join(part for part in (self.point and f"Điểm trạm {self.point}", self.device) if part)

    @property
    def place_and_reason(self) -> str:
        return " · ".join(part for part in (self.place, self.reason and f"lý do: {self.reason}") if part)


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """One thing a person must settle. `subject` and `address` lead to the person or house, `about` says a
    word more of them; `title` says what is asked and `lead` how it came about.

    Of one kind are a field of an entity with several values, a dose written twice, and something true on each
    PC alone and wrong together, which is put right on the household's own page."""

    entity: str
    record: str
    field: str
    subject: str
    address: str
    title: str
    candidates: tuple[Candidate, ...]
    opened: Opened
    about: str = ""
    lead: str = ""
    writers: frozenset[str] = frozenset()
    """Who wrote the record first, and who wrote one of the values."""
    twice: WrittenTwice | None = None
    house: HouseholdQuestion | None = None
    known: bool = True
    """False for what only a newer version of the program understands."""
    restricted: bool = False

    @property
    def kind(self) -> tuple[str, str]:
        """Questions of one kind can be settled together."""
        return self.entity, self.field

    @property
    def key(self) -> tuple[str, str, str]:
        return self.entity, self.record, self.field

    @property
    def can_be_typed(self) -> bool:
        """Whether another value than those on the table may be the right one."""
        return not self.twice and not self.house and self.known and self.field != "life"
