"""People on the screen: found, registered, corrected, and told when another PC has written."""

import pytest

from station_app.people import service
from station_app.people.screen.list import PeopleList
from station_app.people.screen.page import PersonPage
from station_app.people.screen.register import CorrectPerson, RegisterPerson
from station_app.store.drafts import kept_drafts
from station_app.store.inspection import inspect
from tests.app.conftest import database_of, dressed, fingers, place, program, signed_in

__all__ = ["dressed", "fingers", "place", "program", "signed_in"]


@pytest.fixture
def window(signed_in, fingers):
    fingers.rest(signed_in.work)
    return signed_in.window


def person_named(database, name: str) -> str:
    return next(hit.id for hit in service.list_people(database)[0] if hit.full_name == name)


def test_the_list_is_in_vietnamese_order_and_says_where_people_live(window, signed_in, fingers):
    fingers.press("F4")
    assert isinstance(window.shown, PeopleList)
    fingers.until(lambda: len(window.shown.table.rows) == 3, "everyone")
    assert [line.hit.full_name for line in window.shown.table.rows] == [
        "Giàng A Chư",
        "Vàng Thị Mỷ",
        "Giàng A Páo",
    ]
    assert {line.home.hamlet for line in window.shown.table.rows} == {"Bản Dền"}


def test_enter_opens_whom_the_arrows_chose(window, fingers):
    fingers.press("F4")
    fingers.until(lambda: len(window.shown.table.rows) == 3)
    fingers.press("Down")
    fingers.press("Enter")
    fingers.until(lambda: window.heading.title.words == "Vàng Thị Mỷ")


def test_a_few_letters_make_the_list_short(window, fingers):
    window.go("people")
    window.shown.filter.setFocus()
    fingers.type("pao")
    fingers.until(lambda: [line.hit.full_name for line in window.shown.table.rows] == ["Giàng A Páo"])


def test_what_was_typed_into_the_search_is_registered(window, signed_in, fingers):
    fingers.press("Ctrl+K")
    fingers.type("Sùng Thị Chứ")
    fingers.until(lambda: window.top.search.list.isVisible())
    fingers.press("Enter")
    assert isinstance(window.shown, RegisterPerson)
    assert window.shown.form.fields["full_name"].value() == "Sùng Thị Chứ"
    fingers.type("090388")
    fingers.press("Enter")
    fingers.press("2")
    fingers.press("Ctrl+Enter")
    fingers.until(lambda: isinstance(window.shown, PersonPage), "the new page")
    fingers.until(lambda: window.heading.title.words == "Sùng Thị Chứ")
    card = service.person_card(database_of(signed_in), window.here.split("/")[1])
    assert (card.birth_date, card.sex) == ("1988-03-09", "female")


def test_a_save_can_be_taken_back_for_ten_seconds(window, signed_in, fingers):
    window.go("person/new?name=Sùng A Tủa")
    fingers.type("1990")
    fingers.press("Ctrl+Enter")
    fingers.until(lambda: window.notices.toast, "the toast")
    before = service.count_people(database_of(signed_in))
    fingers.press("Alt+Z")
    fingers.until(lambda: service.count_people(database_of(signed_in)) == before - 1)


def test_a_likely_duplicate_is_shown_before_saving(window, fingers):
    window.go("person/new?name=Giang A Pao")
    fingers.type("1980")
    fingers.until(lambda: window.shown.alike.isVisible(), "who may be the same")
    assert [one.name for one in window.shown.alike.shown] == ["Giàng A Páo"]


def test_a_refusal_stands_under_its_field_and_nothing_typed_is_lost(window, fingers):
    window.go("person/new?name=Sùng Thị Chứ")
    fingers.type("31/02/1990")
    fingers.press("Ctrl+Enter")
    field = window.shown.form.fields["birth_date"]
    assert field.error_text
    assert "31/02/1990" in field.edit.text()
    field.edit.setText("1990")
    window.shown.form.fields["citizen"].set_value("07518800432")
    fingers.press("Ctrl+Enter")
    fingers.until(lambda: window.shown.form.fields["citizen"].error_text, "the refusal")
    assert fingers.at is window.shown.form.fields["citizen"].input
    assert window.shown.form.fields["full_name"].value() == "Sùng Thị Chứ"


def test_a_number_that_is_another_persons_is_refused_with_their_name(window, fingers):
    window.go("person/new?name=Sùng Thị Chứ")
    fingers.type("1990")
    window.shown.form.fields["insurance"].set_value("GD4010123456789")
    fingers.press("Ctrl+Enter")
    fingers.until(lambda: window.shown.form.fields["insurance"].error_text)
    assert "Giàng A Páo" in window.shown.form.fields["insurance"].error_text


def test_escape_leaves_and_the_draft_stays(window, signed_in, fingers):
    window.go("people")
    window.go("person/new")
    fingers.type("Giàng Thị Mỷ")
    fingers.press("Escape")
    assert window.here == "people"
    fingers.until(lambda: kept_drafts(database_of(signed_in)))
    window.go("person/new")
    fingers.until(lambda: window.shown.form.fields["full_name"].value() == "Giàng Thị Mỷ")
    assert "Đã mở lại bản đang gõ dở." in window.notices.standing


def test_a_correction_writes_only_what_was_changed(window, signed_in, fingers):
    database = database_of(signed_in)
    person = person_named(database, "Vàng Thị Mỷ")
    window.go(f"person/{person}")
    fingers.rest(signed_in.work)
    fingers.press("Ctrl+E")
    fingers.until(lambda: isinstance(window.shown, CorrectPerson) and window.shown.form.isEnabled())
    fingers.rest(signed_in.work)
    window.shown.form.fields["phone"].focus()
    fingers.type("0987654321")
    fingers.press("Ctrl+Enter")
    fingers.until(lambda: window.here == f"person/{person}", "back on the page")
    written = [one.field for one in inspect(database, "person", person).history if one.value == "0987654321"]
    assert written == ["phone"]
    assert service.person_card(database, person).phone == "0987654321"


def test_a_form_held_open_while_another_writes_leaves_a_question_not_a_loss(window, signed_in, fingers):
    database = database_of(signed_in)
    person = person_named(database, "Vàng Thị Mỷ")
    window.go(f"person/{person}/edit")
    fingers.until(lambda: window.shown.form.isEnabled())
    fingers.rest(signed_in.work)
    service.correct_person(database, person, {"birth_date": "1983"}, "căn cước")
    window.shown.form.fields["birth_date"].edit.setText("1985")
    fingers.press("Ctrl+Enter")
    fingers.until(lambda: inspect(database, "person", person).conflicts, "the question")
    values = {one.value for one in inspect(database, "person", person).conflicts["birth_date"]}
    assert values == {"1983", "1985"}


def test_the_page_follows_what_others_write(window, signed_in, fingers):
    database = database_of(signed_in)
    person = person_named(database, "Vàng Thị Mỷ")
    window.go(f"person/{person}")
    fingers.until(lambda: window.heading.title.words == "Vàng Thị Mỷ")
    service.correct_person(database, person, {"full_name": "Vàng Thị Mỹ"}, "căn cước")
    fingers.until(lambda: window.heading.title.words == "Vàng Thị Mỹ", "the new name")


def test_the_history_says_who_wrote_what(window, signed_in, fingers):
    person = person_named(database_of(signed_in), "Vàng Thị Mỷ")
    window.go(f"person/{person}/history")
    fingers.rest(signed_in.work)
    table = window.shown._made[window.shown.tabs.currentIndex()].table
    fingers.until(lambda: table.rows)
    assert {line.author for line in table.rows} == {"Lò Thị Hạnh"}
    assert "Vàng Thị Mỷ" in {line.value for line in table.rows}


def test_somebody_who_is_not_there_is_said_to_be_missing(window, fingers):
    window.go("person/019b0000-0000-7000-8000-00000000dead")
    fingers.until(lambda: window.heading.title.words == "Không có hồ sơ")
