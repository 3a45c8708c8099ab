"""What the screens read at once, off the GUI thread."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from station_app.common.days import VIETNAM, PartialDate, age_in_months, shown_instant
from station_app.common.errors import Refused
from station_app.households.service import Place, places
from station_app.people import service as people
from station_app.people.service import PersonCard, people_named, person_card
from station_app.shell.suggestions import Suggestion
from station_app.staff.service import name_of
from station_app.store.database import Database, Opened
from station_app.visits import service
from station_app.visits.service import Measured, VisitLine, Waiting

LAST_VISITS = 6
MOST_TODAY = 200


@dataclass(frozen=True, slots=True)
class Done:
    """A visit that ended today."""

    id: str
    person: str
    name: str
    arrived_at: str
    diagnosis: str
    left: bool


@dataclass(frozen=True, slots=True)
class Queue:
    waiting: tuple[Waiting, ...]
    done: tuple[Done, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One visit with what is known of the person."""

    visit: VisitLine
    values: Mapping[str, Any]
    opened: tuple[Opened, ...]
    person: PersonCard
    place: Place | None
    months: int | None
    vitals: tuple[Measured, ...]
    past: tuple[VisitLine, ...]


def read_queue(database: Database, *, may_see_restricted: bool = False) -> Queue:
    waiting = service.waiting_now(database, may_see_restricted=may_see_restricted)
    today = PartialDate.of(database.clock.today()).shown
    ended = [
        row
        for row in service.find_visits(database, "", MOST_TODAY)
        if row["status"] in ("closed", "left") and shown_instant(str(row["arrived_at"])).endswith(today)
    ]
    names = people_named(database, {str(row["person"]) for row in ended})
    done = (
        Done(
            str(row["id"]),
            str(row["person"]),
            names.get(str(row["person"]), ""),
            str(row["arrived_at"]),
            str(row["diagnosis"] or row["reason"] or ""),
            row["status"] == "left",
        )
        for row in ended
    )
    return Queue(waiting, tuple(done))


def read_page(database: Database, visit: str, *, may_see_restricted: bool = False) -> Page | None:
    """None where there is none, or none to be shown to this reader."""
    found = service.visit(database, visit, may_see_restricted=may_see_restricted)
    if found is None:
        return None
    try:
        person = person_card(database, found.person)
    except Refused:
        return None
    rows = service.find_visits(database, visit, 1)
    past = service.visits_of(
        database, [found.person], limit=LAST_VISITS + 1, may_see_restricted=may_see_restricted
    )[found.person]
    return Page(
        found,
        rows[0] if rows else {name: getattr(found, name) for name in VisitLine.__slots__},
        (database.opened("visit", visit),),
        person,
        places(database, [found.person]).get(found.person),
        _months(person, database),
        service.last_vitals(database, [found.person])[found.person],
        tuple(line for line in past if line.id != visit)[:LAST_VISITS],
    )


def my_name(database: Database) -> str | None:
    return name_of(database, [database.author.user]).get(database.author.user)


def find_people(database: Database, typed: str) -> list[Suggestion]:
    """People by the words typed, with what tells two of one name apart."""
    found = people.search(database, typed, 9)
    where = places(database, [hit.id for hit in found])
    return [Suggestion(hit.id, hit.full_name, _apart(hit, where.get(hit.id)), "person") for hit in found]


def _apart(hit: people.PersonHit, place: Place | None) -> str:
    parts = [hit.age, hit.born, place.hamlet if place else "chưa vào hộ nào"]
    parts += [f"hộ {place.head_name}" if place and place.head_name else "", hit.number or ""]
    return " · ".join(part for part in parts if part)


def who(page: Page) -> str:
    """The line under the name."""
    person, place = page.person, page.place
    insurance = f"thẻ BHYT {person.insurance.words}" if person.insurance else "chưa có thẻ BHYT"
    parts = (person.age, person.sex_label, place.hamlet if place else "", insurance)
    return " · ".join(part for part in parts if part)


def hour(instant: str | None) -> str:
    """07:30 on the station's wall."""
    return shown_instant(instant, VIETNAM)[:5] if instant else ""


def day_and_month(instant: str) -> str:
    return shown_instant(instant, VIETNAM)[6:11]


def _months(person: PersonCard, database: Database) -> int | None:
    try:
        born = PartialDate.parse_iso(person.birth_date).earliest if person.birth_date else None
    except Refused:
        return None
    today = database.clock.today()
    return age_in_months(born, today) if born and born <= today else None
