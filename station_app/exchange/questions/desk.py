"""What waits at the desk, for whom: a head of station sees all, a nurse what she wrote or helped to write."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from station_app.common.names import fold
from station_app.exchange.questions.asked import QuestionCard
from station_app.exchange.questions.merged import merged_questions
from station_app.exchange.questions.others import dose_questions, household_questions
from station_app.staff import service as staff
from station_app.staff.service import Right
from station_app.store.database import Database


@dataclass(frozen=True, slots=True)
class Desk:
    """`cards` are those the signed-in person may see, `mine` those among them that are theirs, `total` all
    of the station's, also what they may not see."""

    cards: tuple[QuestionCard, ...]
    mine: frozenset[tuple[str, str, str]]
    total: int
    sees_all: bool

    @property
    def people(self) -> int:
        return len({card.address or card.subject for card in self.cards})

    @property
    def in_words(self) -> str:
        """Never so that a nurse believes her few are all there are."""
        if not self.total:
            return "Mọi máy đang thống nhất"
        if self.sees_all and len(self.cards) == self.total:
            mine = f" · {len(self.mine)} việc của tôi" if 0 < len(self.mine) < self.total else ""
            return f"{self.total} việc về {self.people} người, hộ{mine}"
        return f"{len(self.mine)} việc của tôi · {self.total} của cả trạm"


def open_questions(database: Database) -> list[QuestionCard]:
    """All questions that the signed-in person may see, those of one person together."""
    return list(read_desk(database).cards)


def read_desk(database: Database, *, houses: Sequence[QuestionCard] | None = None) -> Desk:
    """Hers is a question in which a value is hers or the record was: she knows the paper it was read from.
    A household that was broken by two honest entries belongs to nobody and is everybody's. What belongs to
    somebody who has left, or to no account, waits for the head.

    `houses` are the household questions where they are known: finding them reads all households."""
    me = database.author.user
    entitled = database.seals.entitled or staff.may(database, Right.SEE_RESTRICTED)
    sees_all = staff.may(database, Right.SETTLE_ALL)
    houses = household_questions(database) if houses is None else houses
    everything = [*merged_questions(database), *dose_questions(database), *houses]
    seen = [card for card in everything if entitled or not card.restricted]
    mine = [card for card in seen if card.house or me in card.writers]
    cards = sorted(seen if sees_all else mine, key=_place)
    return Desk(tuple(cards), frozenset(card.key for card in mine), len(everything), sees_all)


def _place(card: QuestionCard) -> tuple[str, str, bool, str, str, str]:
    """By person; who she is before what she has."""
    is_own = card.address == f"{card.entity}/{card.record}"
    return (fold(card.subject), card.address, not is_own, card.entity, card.record, card.field)


def first_of_group(cards: tuple[QuestionCard, ...]) -> frozenset[tuple[str, str, str]]:
    """The first card of each person or household, whose name is said once."""
    groups = groupby(cards, key=lambda card: (card.subject, card.address))
    return frozenset(next(group).key for _, group in groups)
