"""What the audit log hears of the window, in one place: which pages were opened, and what left by print or
file."""

from contextlib import suppress
from functools import partial

from station_app.common.errors import Unavailable
from station_app.households import service as households
from station_app.shell.screen import Address
from station_app.shell.window import Window
from station_app.store import audit
from station_app.store.audit import Action
from station_app.store.audit_term import erase_overdue
from station_app.store.database import Database
from station_app.visits import service as visits

TIDY_AFTER_SECONDS = 180
"""When nobody who has just signed in waits for anything any more."""
EVERY_SECONDS = 10
"""How long what was looked at may wait for the disk where nobody saves anything."""
_LISTS = ("people", "search", "households", "visits", "immunization", "desk")
"""Places that show many people at once; somebody picked there is in `?person=`."""


def watch(window: Window, database: Database) -> None:
    """From now on this window tells what it shows and what leaves it."""
    window.arrived.append(partial(_arrived, window, database))
    window.before_release = partial(_released, database)


def write_waiting(database: Database) -> None:
    """What is still in memory; where the disk takes nothing now, it waits on."""
    with suppress(Unavailable):
        database.write_log()


def tidy(database: Database) -> None:
    """What is past its term, once in a session; where the disk refuses, the next session does it."""
    with suppress(Unavailable):
        erase_overdue(database)


def left(database: Database, action: Action, detail: str = "") -> None:
    """Locked or signed out: what was being looked at is written with it. A full disk keeps nobody in."""
    with suppress(Unavailable):
        audit.note(database, action, entity="station", detail=detail)
        database.write_log(all_of_it=True)


def _arrived(window: Window, database: Database, place: Address) -> None:
    """In memory, so that it stands in the order in which it was looked at; what must be asked of the file
    first follows a moment later."""
    head, *rest = place.parts or ("",)
    if head in ("household-code", "visit"):
        window.work.read(partial(_found, database, head, rest[0] if rest else ""))
    elif head in ("person", "household") and rest and rest[0] != "new":
        part = rest[1] if len(rest) > 1 else place.query.get("tab", "")
        audit.note(database, Action.VIEWED, entity=head, record=rest[0], detail=part)
    elif head == "audit":
        audit.note(database, Action.VIEWED, entity="audit")
    elif head in _LISTS:
        audit.note(database, Action.VIEWED, entity="list", record=head)
        if person := place.query.get("person"):
            audit.note(database, Action.VIEWED, entity="person", record=person, detail=head)


def _found(database: Database, head: str, wanted: str) -> None:
    if head == "visit":
        about = visits.about(database, wanted)
        audit.note(database, Action.VIEWED, entity="visit", record=wanted, about=about)
    elif found := households.find_by_code(database, wanted):
        audit.note(database, Action.VIEWED, entity="household", record=found)


def _released(database: Database, subject: str, how: str) -> None:
    entity, _, record = subject.partition(":")
    audit.note(database, Action.PRINTED, entity=entity or "sheet", record=record, detail=how)
