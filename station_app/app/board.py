"""What the day asks of the station, read from every room at once; the numbers behind the home board."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from station_app.exchange import service as exchange
from station_app.exchange.service import LineState
from station_app.households import service as households
from station_app.households.service import HouseholdQuestion
from station_app.immunization import service as immunization
from station_app.immunization.service import HamletDue, WrittenTwice
from station_app.store.database import Database
from station_app.store.drafts import KeptDraft, kept_drafts
from station_app.visits import service as visits

if TYPE_CHECKING:
    from station_app.visits.service import FollowUp, Waiting


@dataclass(frozen=True, slots=True)
class Board:
    """One look at everything that waits."""

    waiting: tuple["Waiting", ...]
    due: tuple[HamletDue, ...]
    follow_ups: tuple["FollowUp", ...]
    line: LineState
    drift: float | None
    house_questions: list[HouseholdQuestion]
    twice: tuple[WrittenTwice, ...]
    drafts: list[KeptDraft]
    households: int

    @property
    def to_decide(self) -> int:
        return self.line.questions + len(self.house_questions) + len(self.twice)


def read_board(database: Database) -> Board:
    today = database.clock.today()
    return Board(
        visits.waiting_now(database),
        immunization.due_counts(database, today),
        visits.follow_ups_due(database, today),
        exchange.line_state(database),
        exchange.clock_drift(database),
        households.household_questions(database),
        immunization.doses_written_twice(database),
        kept_drafts(database),
        households.count_households(database),
    )
