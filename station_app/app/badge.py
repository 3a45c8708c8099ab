"""How much waits for the signed-in person, counted after every save and every round."""

from collections.abc import Sequence

from station_app.exchange import questions
from station_app.exchange.questions import QuestionCard
from station_app.exchange.service import LineState
from station_app.store.database import Changes, Database

_HOUSES = frozenset({"household", "household_member", "person"})
"""Only what is written to these can raise or settle a question about a household."""


class Badge:
    """All households are read again only after one of them, or who lives there, has changed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._houses: Sequence[QuestionCard] | None = None

    def changed(self, changes: Changes) -> None:
        if changes.keys() & _HOUSES:
            self._houses = None

    def count(self, state: LineState) -> int:
        """Of both desks. Off the GUI thread."""
        houses = self._houses
        if houses is None:
            houses = self._houses = questions.household_questions(self._database)
        return len(questions.read_desk(self._database, houses=houses).cards) + state.quarantined
