"""What the window shows and what leaves it stands in the audit log, without any screen's doing."""

import pytest

from station_app.app import home
from station_app.households import service as households
from station_app.households.screen.page import HouseholdPage
from station_app.store.database import Database
from sync.audit import Entry
from tests.app.conftest import LOGIN, PASSWORD, database_of
from tests.store.test_audit import entries


def since_sign_in(database: Database) -> list[Entry]:
    found = entries(database)
    begun = max(at for at, entry in enumerate(found) if entry.action == "signed_in")
    return found[begun + 1 :]


@pytest.fixture
def house(signed_in) -> tuple[str, str]:
    database = database_of(signed_in)
    (row,) = households.list_households(database)
    card = households.household_card(database, row.id)
    return row.id, card.members[0].person


def test_pages_and_lists_that_were_opened_are_noted(signed_in, fingers, house):
    household, person = house
    window, database = signed_in.window, database_of(signed_in)
    for place in (
        "households",
        f"household/{household}",
        f"person/{person}",
        f"person/{person}/edit",
        "today",
    ):
        window.go(place)
        fingers.rest(signed_in.work)
    window.go(f"visits?person={person}")
    fingers.rest(signed_in.work)
    database.write_log()
    assert [(e.action, e.entity, e.record, e.detail) for e in since_sign_in(database)] == [
        ("viewed", "list", "households", ""),
        ("viewed", "household", household, ""),
        ("viewed", "person", person, ""),
        ("viewed", "person", person, "edit"),
        ("viewed", "list", "visits", ""),
        ("viewed", "person", person, "visits"),
    ]


def test_a_household_by_its_card_is_noted_by_its_record(signed_in, fingers, house):
    database = database_of(signed_in)
    code = households.household_card(database, house[0]).code
    signed_in.window.go(f"household-code/{code}")
    fingers.until(lambda: len(database.audit), "the view")
    database.write_log()
    assert [(e.entity, e.record) for e in since_sign_in(database)] == [("household", house[0])]


def test_what_was_looked_at_is_on_the_disk_after_a_moment(signed_in, fingers, house):
    database = database_of(signed_in)
    signed_in.window.go(f"person/{house[1]}")
    fingers.until(lambda: len(database.audit), "the view")
    signed_in._noting.setInterval(1)
    fingers.until(lambda: since_sign_in(database), "the entry")


def test_a_sheet_is_noted_before_it_leaves(signed_in, fingers, house, tmp_path):
    database, window = database_of(signed_in), signed_in.window
    window.go(f"household/{house[0]}")
    page = window.shown
    assert isinstance(page, HouseholdPage)
    fingers.rest(signed_in.work)
    page.open_preview()
    fingers.until(lambda: page.preview, "the sheet")
    sheet = page.preview
    assert sheet is not None
    sheet.choose_file = lambda: str(tmp_path / "ho.pdf")
    sheet.save()
    fingers.until((tmp_path / "ho.pdf").exists, "the file")
    last = since_sign_in(database)[-1]
    assert (last.action, last.entity, last.record, last.detail) == ("printed", "household", house[0], "file")


def test_lock_and_leaving_are_noted_with_what_was_being_looked_at(signed_in, fingers, place, house):
    database = database_of(signed_in)
    signed_in.window.go(f"person/{house[1]}")
    fingers.press("Ctrl+L")
    fingers.until(lambda: len(since_sign_in(database)) == 2, "the lock")
    assert [e.action for e in since_sign_in(database)] == ["viewed", "locked"]
    signed_in.close()
    again = home.unlock(place, LOGIN, PASSWORD, cost=signed_in._cost)
    assert [e.action for e in entries(again)][-2:] == ["signed_out", "signed_in"]
    again.close()
