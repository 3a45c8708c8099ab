"""What the day asks of the station, read from every room at once; the numbers behind the home board."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from station_app.app import counting, rekeying
from station_app.app.status import backups_of
from station_app.backups.service import Standing
from station_app.exchange import questions
from station_app.exchange import service as exchange
from station_app.exchange.questions import Desk
from station_app.exchange.service import LineState
from station_app.households import service as households
from station_app.immunization import service as immunization
from station_app.immunization.service import HamletDue
from station_app.people.service import people_named
from station_app.privacy import service as privacy
from station_app.shell.screen import Address
from station_app.staff import service as staff
from station_app.staff.service import glass
from station_app.staff.service.glass import Opening
from station_app.store.database import Database
from station_app.store.drafts import KeptDraft, kept_drafts
from station_app.store.unsealing import keys_wanted
from station_app.store.vault import Vault
from station_app.visits import service as visits

if TYPE_CHECKING:
    from station_app.visits.service import FollowUp, Waiting


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A form left open, and whom it is about as far as that is known."""

    draft: KeptDraft
    name: str


@dataclass(frozen=True, slots=True)
class Board:
    """One look at everything that waits."""

    waiting: tuple["Waiting", ...]
    due: tuple[HamletDue, ...]
    follow_ups: tuple["FollowUp", ...]
    line: LineState
    drift: float | None
    desk: Desk
    drafts: list["Unfinished"]
    households: int
    backups: Standing
    requests: privacy.Waiting
    openings: list[Opening]
    keys_wanted: list[str]
    accounts: tuple[tuple[staff.Idle, ...], str | None]
    """Who is about to be stopped, and why the policy beside the file was not taken in; for the head."""
    keys: list[str]
    """What the head is to see to about the keys of this PC."""


def _keys_wanted(database: Database) -> list[str]:
    with database.reading() as session:
        return keys_wanted(session)


def read_board(database: Database) -> Board:
    today = database.clock.today()
    return Board(
        visits.waiting_now(database),
        immunization.due_counts(database, today),
        visits.follow_ups_due(database, today),
        exchange.line_state(database),
        exchange.clock_drift(database),
        questions.read_desk(database),
        _unfinished(database),
        households.count_households(database),
        backups_of(database),
        privacy.waiting(database),
        glass.openings(database),
        _keys_wanted(database),
        counting.news(database),
        _keys(database),
    )


def _keys(database: Database) -> list[str]:
    may = staff.may(database, staff.Right.ROTATE_KEY)
    return rekeying.standing(Vault(database.path.parent)).words if may else []


def _unfinished(database: Database) -> list[Unfinished]:
    drafts = kept_drafts(database)
    about = [Address.parse(draft.address).parts for draft in drafts]
    names = people_named(database, {parts[1] for parts in about if parts[0] == "person"})
    return [
        Unfinished(draft, _typed_name(draft) or next((names[part] for part in parts if part in names), ""))
        for draft, parts in zip(drafts, about, strict=True)
    ]


def _typed_name(draft: KeptDraft) -> str:
    return str(draft.fields.get("full_name") or draft.fields.get("members.0.full_name") or "")
