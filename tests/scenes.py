"""What is photographed: each screen, in the states in which a nurse meets it."""

from PySide6.QtTest import QTest

from station_app.households import service as households
from station_app.households.service import HouseholdRow
from station_app.store.database import Database
from tests.screenshots import Camera, Scene


def full_house(database: Database) -> HouseholdRow:
    """The household with the most people."""
    return max(households.list_households(database, limit=500), key=lambda row: row.people)


def today(camera: Camera, database: Database) -> None:
    camera.at("today", "today")


def lists(camera: Camera, database: Database) -> None:
    camera.at("people", "people")
    camera.at("households", "households")
    hamlet = households.hamlets(database)[0].hamlet
    camera.at(f"households?hamlet={hamlet}", "households-hamlet")


def search(camera: Camera, database: Database) -> None:
    camera.window.top.search.bring()
    QTest.keyClicks(camera.window.top.search, "lo thi")
    camera.take("search")
    camera.window.top.search.clear()
    camera.window.top.search.list.hide()


def household(camera: Camera, database: Database) -> None:
    row = full_house(database)
    camera.at(f"household/{row.id}", "household")
    camera.window.shown.open_preview()  # type: ignore[union-attr]
    camera.settle()
    camera.take("household-print")
    camera.at(f"household/{row.id}?round={row.hamlet}", "household-round")


def person(camera: Camera, database: Database) -> None:
    member = households.household_card(database, full_house(database).id).members[0]
    camera.at(f"person/{member.person}", "person")
    camera.at(f"person/{member.person}/history", "person-history")
    camera.at(f"person/{member.person}/edit", "person-edit")
    camera.at("person/new?name=Giàng Thị Mỷ", "person-new")


def registering(camera: Camera, database: Database) -> None:
    camera.window.go("household/new?hamlet=Bản Dền")
    camera.settle()
    form = camera.window.shown.form  # type: ignore[union-attr]
    form.fields["house_number"].set_value("12")
    head = form.members[0].fields
    head["full_name"].set_value("Nông Minh Cường")
    head["birth_date"].restore("1959")
    head["sex"].set_value("male")
    second = form.add_member()
    second.fields["full_name"].focus()
    camera.settle()
    camera.take("household-new")
    form.clear()
    camera.window.shown.entering.end()  # type: ignore[union-attr]
    row = full_house(database)
    camera.at(f"household/{row.id}/add", "member-new")
    camera.at(f"household/{row.id}/edit", "household-edit")


def desk(camera: Camera, database: Database) -> None:
    camera.at("desk/conflicts", "desk")
    camera.at("warehouse", "warehouse")


SCENES: tuple[Scene, ...] = (today, lists, search, household, person, registering, desk)
