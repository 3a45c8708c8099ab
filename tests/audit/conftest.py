"""A station whose head has looked, written, printed and tried, and whose nurse has been refused."""

from dataclasses import dataclass

import pytest

from station_app.households.service import NewMember, household_card, register_household
from station_app.staff import service as staff
from station_app.store import audit
from station_app.store.audit import Action
from station_app.store.database import Author, Database
from station_app.visits.model import Visit
from tests.windows import frame  # noqa: F401  a fixture for the files beside

NAME = "Giàng Thị Mỷ"


@dataclass(frozen=True)
class Worked:
    database: Database
    head: str
    nurse: str
    person: str
    household: str
    visit: str

    def as_nurse(self) -> None:
        self.database.acting(Author(self.nurse, "A"))


@pytest.fixture
def worked(station) -> Worked:
    database = station("A")
    head = staff.first_head(database, name="Lò Thị Hạnh", login="hanh")
    nurse = staff.add_user(database, {"name": "Giàng A Páo", "login": "pao", "role": "nurse"})
    member = NewMember("00", values={"full_name": NAME, "birth_date": "1988-03-09", "sex": "female"})
    household = register_household(database, {"hamlet": "Bản Dền"}, [member], confirmed_doubts=True)
    person = household_card(database, household).members[0].person
    with database.writing() as session:
        visit = Visit(person=person, reason="ho", started_at="2026-11-21T01:00:00Z")
        session.add(visit)
    audit.note(database, Action.VIEWED, entity="person", record=person)
    audit.note(database, Action.VIEWED, entity="visit", record=visit.id, about=f"person:{person}")
    audit.note(database, Action.PRINTED, entity="household", record=household, detail="printer")
    database.acting(Author(nurse, "A"))
    audit.refused(database, Action.EXPORTED, entity="station", detail="export")
    database.acting(Author(head, "A"))
    return Worked(database, head, nurse, person, household, visit.id)
