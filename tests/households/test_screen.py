"""Households on the screen: listed, opened, registered by keys, printed, walked from door to door."""

import pytest

from station_app.households import service
from station_app.households.screen.list import HouseholdList
from station_app.households.screen.page import HouseholdPage
from station_app.people import service as people
from station_app.shell.preview import PdfPreview
from tests.app.conftest import database_of, dressed, fingers, place, program, signed_in

__all__ = ["dressed", "fingers", "place", "program", "signed_in"]


@pytest.fixture
def window(signed_in, fingers):
    fingers.rest(signed_in.work)
    return signed_in.window


@pytest.fixture
def household(signed_in) -> str:
    return service.list_households(database_of(signed_in))[0].id


def test_the_list_is_narrowed_to_a_hamlet(window, signed_in, fingers):
    service.register_household(database_of(signed_in), {"hamlet": "Bản Lan"})
    fingers.press("F3")
    assert isinstance(window.shown, HouseholdList)
    fingers.until(lambda: len(window.shown.table.rows) == 2)
    window.go("households?hamlet=Bản Lan")
    fingers.until(lambda: [row.hamlet for row in window.shown.table.rows] == ["Bản Lan"])
    assert window.heading.title.words == "Bản Lan"


def test_a_household_shows_everyone_with_what_waits_for_them(window, household, fingers):
    window.go(f"household/{household}")
    fingers.until(lambda: len(window.shown.cards) == 3)
    assert window.shown.cards[0].accessibleName().startswith("Giàng A Páo, Chủ hộ")
    assert "quá hẹn" in window.shown.cards[2].accessibleName()
    assert fingers.at is window.shown.cards[0]


def test_a_code_opens_its_household(window, signed_in, household, fingers):
    code = service.household_card(database_of(signed_in), household).code
    window.go(f"household-code/{code}")
    fingers.until(lambda: window.heading.title.words == "Hộ Giàng A Páo")


def test_a_code_nobody_has_is_said_to_be_missing(window, fingers):
    window.go("household-code/99999-LAN-A0001")
    fingers.until(lambda: window.heading.title.words == "Không có hộ")


def test_the_sheet_is_shown_beside_and_escape_closes_it(window, household, fingers):
    window.go(f"household/{household}")
    fingers.until(lambda: window.shown.cards)
    fingers.until(lambda: all(button.isVisible() for button in window.heading.buttons))
    fingers.press("Ctrl+P")
    fingers.until(lambda: window.shown.preview)
    assert window.shown.preview.pdf.startswith(b"%PDF")
    fingers.press("Escape")
    assert window.shown.preview is None


def test_a_household_is_registered_by_keys_in_one_save(window, signed_in, fingers):
    window.go("household/new")
    for words in ("Bản Lan", "12", "", "", "Sùng A Tủa", "1990"):
        fingers.type(words)
        fingers.press("Enter")
    fingers.press("1")
    fingers.press("Ctrl+M")
    for words in ("Giàng Thị Mỷ", "090388"):
        fingers.type(words)
        fingers.press("Enter")
    fingers.press("2")
    fingers.press("Enter")
    fingers.type("vo")
    fingers.press("Enter")
    fingers.press("Ctrl+Enter")
    fingers.until(lambda: isinstance(window.shown, HouseholdPage), "the new household")
    fingers.until(lambda: window.heading.title.words == "Hộ Sùng A Tủa")
    card = service.household_card(database_of(signed_in), window.shown.household)
    assert [(one.full_name, one.relation) for one in card.members] == [
        ("Sùng A Tủa", "00"),
        ("Giàng Thị Mỷ", "01"),
    ]
    assert card.hamlet == "Bản Lan"


def test_a_registration_can_be_taken_back_whole(window, signed_in, fingers):
    database = database_of(signed_in)
    before = people.count_people(database), service.count_households(database)
    window.go("household/new?hamlet=Bản Lan")
    form = window.shown.form
    form.members[0].fields["full_name"].set_value("Sùng A Tủa")
    form.members[0].fields["birth_date"].set_value("1990")
    fingers.press("Ctrl+Enter")
    fingers.until(lambda: window.notices.toast, "the toast")
    fingers.press("Alt+Z")
    fingers.until(lambda: (people.count_people(database), service.count_households(database)) == before)


def test_a_refused_member_is_told_in_their_own_row(window, fingers):
    window.go("household/new?hamlet=Bản Lan")
    form = window.shown.form
    form.members[0].fields["full_name"].set_value("Sùng A Tủa")
    form.members[0].fields["birth_date"].set_value("1990")
    second = form.add_member()
    dropped = second.number
    third = form.add_member()
    form.drop_member(dropped)
    third.fields["full_name"].set_value("Giàng Thị Mỷ")
    third.fields["birth_date"].set_value("1991")
    third.fields["relation"].set_value("01")
    third.fields["citizen"].set_value("123")
    fingers.press("Ctrl+Enter")
    fingers.until(lambda: third.fields["citizen"].error_text, "the refusal")


def test_what_is_unlikely_is_asked_once(window, signed_in, fingers):
    window.go("household/new?hamlet=Bản Lan")
    form = window.shown.form
    form.members[0].fields["full_name"].set_value("Sùng A Tủa")
    form.members[0].fields["birth_date"].set_value("2020")
    fingers.press("Ctrl+Enter")
    fingers.until(lambda: form._banner, "the doubt")
    assert "chưa đủ 15 tuổi" in form._banner.words.text()
    fingers.rest(signed_in.work)
    fingers.press("Ctrl+Enter")
    fingers.until(lambda: isinstance(window.shown, HouseholdPage), "saved the second time")


def test_one_whom_the_book_has_joins_without_being_written_twice(window, signed_in, household, fingers):
    database = database_of(signed_in)
    made = people.register_person(database, {"full_name": "Giàng Thị Xa", "birth_date": "2001"})
    before = people.count_people(database)
    window.go(f"household/{household}/add")
    fingers.type("Giang Thi Xa")
    fingers.press("Enter")
    fingers.type("2001")
    fingers.until(lambda: window.shown.alike.isVisible(), "who may be the same")
    window.shown.alike.taken.emit(made)
    fingers.until(lambda: fingers.at is window.shown.form.fields["relation"].input, "the relation")
    fingers.type("Con đẻ")
    fingers.press("Escape")
    fingers.press("Ctrl+Enter")
    fingers.until(lambda: window.here == f"household/{household}" or window.notices.toast, "back")
    assert made in {one.person for one in service.household_card(database, household).members}
    assert people.count_people(database) == before


def test_the_draft_of_a_whole_family_comes_back(window, signed_in, fingers):
    window.go("household/new?hamlet=Bản Lan")
    form = window.shown.form
    form.members[0].fields["full_name"].set_value("Sùng A Tủa")
    form.add_member().fields["full_name"].set_value("Giàng Thị Mỷ")
    window.go("today")
    fingers.rest(signed_in.work)
    window.go("household/new")
    fingers.until(lambda: len(form.members) == 2, "both members")
    assert [one.fields["full_name"].value() for one in form.members] == ["Sùng A Tủa", "Giàng Thị Mỷ"]


def test_the_house_is_corrected(window, signed_in, household, fingers):
    window.go(f"household/{household}/edit")
    fingers.until(lambda: window.shown.typed.isEnabled())
    fingers.rest(signed_in.work)
    window.shown.typed.fields["water_source"].set_value("tap")
    fingers.press("Ctrl+Enter")
    facts = lambda: service.household_card(database_of(signed_in), household).facts  # noqa: E731  read anew
    fingers.until(lambda: facts()["water_source"] == "tap")


def test_from_door_to_door_the_next_house_opens(window, signed_in, household, fingers):
    service.register_household(database_of(signed_in), {"hamlet": "Bản Dền"})
    window.go(f"household/{household}?round=Bản Dền")
    fingers.until(lambda: window.heading.title.words == "Hộ Giàng A Páo")
    fingers.until(lambda: all(button.isVisible() for button in window.heading.buttons))
    fingers.press("Ctrl+Enter")
    fingers.until(lambda: window.heading.title.words == "Hộ chưa có chủ hộ", "the next house")
    fingers.until(lambda: all(button.isVisible() for button in window.heading.buttons))
    fingers.press("Ctrl+Enter")
    assert window.shown.hamlet == "Bản Dền"


def test_a_hamlet_is_printed_with_progress(window, fingers, qapp):
    window.go("households?hamlet=Bản Dền")
    fingers.until(lambda: window.shown.table.rows)
    fingers.until(lambda: all(button.isVisible() for button in window.heading.buttons))
    fingers.press("Ctrl+P")
    assert window.work.jobs[0].unit == "hộ"
    fingers.until(lambda: any(isinstance(one, PdfPreview) for one in qapp.allWidgets()), "the sheets")
    fingers.press("Escape")


def test_the_page_follows_what_others_write(window, signed_in, household, fingers):
    window.go(f"household/{household}")
    fingers.until(lambda: len(window.shown.cards) == 3)
    newcomer = service.NewMember("02", values={"full_name": "Giàng Thị Xa", "birth_date": "2025-01-02"})
    service.add_member(database_of(signed_in), household, newcomer, confirmed_doubts=True)
    fingers.until(lambda: len(window.shown.cards) == 4, "the newborn")


def test_an_empty_household_says_the_next_step(window, signed_in, fingers):
    made = service.register_household(database_of(signed_in), {"hamlet": "Bản Lan"})
    window.go(f"household/{made}")
    fingers.until(lambda: window.heading.title.words == "Hộ chưa có chủ hộ")
