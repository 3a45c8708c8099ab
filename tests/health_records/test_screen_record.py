"""Allergies, conditions and risk factors on the screen: written down, corrected, taken back, hidden."""

import pytest
from PySide6.QtCore import Qt

from station_app.health_records.screen import AlertStrip, HealthPart, offers
from station_app.health_records.screen.entries import KINDS
from station_app.health_records.service import add_allergy, add_condition, correct_allergy, record
from station_app.people.model import Person
from station_app.shell.parts import PartOffer
from station_app.store.database import Database
from tests.immunization.test_service import pass_on
from tests.windows import Frame, Page

ALLERGIES, CONDITIONS, RISKS = KINDS


@pytest.fixture
def person(database: Database) -> str:
    with database.writing() as session:
        found = Person(full_name="Lò Văn Ín", birth_date="1970", sex="male")
        session.add(found)
    return found.id


@pytest.fixture
def part(frame: Frame, database: Database, person: str) -> HealthPart:
    frame.window.register("page", lambda window: Page(window, offers(database)[0]))
    page = frame.open(f"page/{person}", lambda page: frame.words(page.part.lists["allergy"]))
    return page.part


def allergies(database: Database, person: str) -> list[str]:
    return [line.said for line in record(database, person).allergies]


def test_an_allergy_is_written_down_with_the_keyboard(frame, part, database, person):
    frame.press(Qt.Key.Key_1, alt=True)
    form = part.forms["allergy"].form
    frame.press(Qt.Key.Key_1)
    frame.press(Qt.Key.Key_Return)
    frame.type("penicillin")
    frame.press(Qt.Key.Key_Return)
    frame.type("nổi mẩn")
    frame.press(Qt.Key.Key_Return, Qt.Key.Key_3)
    frame.press(Qt.Key.Key_Return, ctrl=True)
    frame.until(lambda: allergies(database, person) == ["penicillin · nặng · nổi mẩn"])
    frame.until(lambda: "penicillin · nặng · nổi mẩn" in frame.words(part.lists["allergy"]))
    assert not form.isVisible()


def test_what_was_just_written_can_be_undone(frame, part, database, person):
    part.add(ALLERGIES)
    part.forms["allergy"].form.fill({"kind": "1", "substance": "penicillin"})
    part.forms["allergy"].form.submit()
    frame.until(lambda: frame.said)
    frame.undo()
    frame.until(lambda: not allergies(database, person))


def test_what_is_refused_stands_under_its_field(frame, part, database, person):
    add_allergy(database, person=person, kind="1", substance="Penicillin")
    part.add(ALLERGIES)
    form = part.forms["allergy"].form
    form.fill({"kind": "1", "substance": "penicilin"})
    form.fields["substance"].set_value("penicillin")
    form.submit()
    frame.until(lambda: form.fields["substance"].error_text)
    assert "Đã ghi dị ứng" in form.fields["substance"].error_text
    assert form.fields["kind"].value() == "1"


def test_a_correction_needs_a_reason(frame, part, database, person):
    entry = add_allergy(database, person=person, kind="1", substance="Penicillin", severity="mild")
    frame.until(lambda: frame.cards(part.lists["allergy"]))
    frame.cards(part.lists["allergy"])[0].setFocus()
    frame.press(Qt.Key.Key_Return)
    form = part.forms["allergy"].form
    frame.until(form.isVisible)
    form.fields["severity"].set_value("severe")
    form.submit()
    assert "cần có lý do" in form.reason.error_text
    form.reason.set_value("người nhà kể lại")
    form.submit()
    frame.until(lambda: record(database, person).allergies[0].severity == "severe")
    assert record(database, person).allergies[0].id == entry


def test_a_slip_is_taken_back_with_a_reason(frame, part, database, person):
    add_allergy(database, person=person, kind="1", substance="Penicillin")
    frame.until(lambda: frame.cards(part.lists["allergy"]))
    frame.cards(part.lists["allergy"])[0].pressed.emit()
    form = part.forms["allergy"].form
    form.withdraw_button.click()
    assert form.reason.error_text
    form.reason.set_value("nhầm người")
    form.withdraw_button.click()
    frame.until(lambda: not allergies(database, person))


def test_a_condition_gets_its_name_from_its_code(frame, part, database, person):
    frame.press(Qt.Key.Key_2, alt=True)
    frame.type("tang huyet")
    form = part.forms["condition"].form
    frame.until(form.fields["icd10"].list.isVisible)
    frame.press(Qt.Key.Key_Return)
    frame.press(Qt.Key.Key_Return, ctrl=True)
    frame.until(lambda: [line.icd10 for line in record(database, person).conditions] == ["I10"])
    assert record(database, person).conditions[0].name == "Tăng huyết áp"


def test_what_is_restricted_is_hidden_without_the_right(frame, part, database, person):
    part.add(CONDITIONS)
    part.forms["condition"].form.fill({"name": "Nhiễm HIV"})
    part.forms["condition"].form.submit()
    frame.until(lambda: "nhóm hạn chế" in frame.said)
    assert not any("HIV" in words for words in frame.words(part))
    full = offers(database, may_see_restricted=True)[0]
    frame.window.register("all", lambda window: Page(window, full))
    page = frame.open(f"all/{person}", lambda page: frame.cards(page.part.lists["condition"]))
    assert "Hạn chế: HIV/AIDS" in frame.words(page.part)


def test_another_pcs_line_appears(frame, part, database, person, station):
    other = station("B")
    pass_on(database, other)
    add_allergy(other, person=person, kind="1", substance="Aspirin")
    pass_on(other, database)
    frame.until(lambda: "Aspirin" in frame.words(part.lists["allergy"]))


def test_a_form_held_open_while_another_pc_wrote_leaves_a_question_not_a_loss(
    frame, part, database, person, station
):
    entry = add_allergy(database, person=person, kind="1", substance="Penicillin", severity="mild")
    other = station("B")
    pass_on(database, other)
    frame.until(lambda: frame.cards(part.lists["allergy"]))
    frame.cards(part.lists["allergy"])[0].pressed.emit()
    form = part.forms["allergy"]
    frame.until(lambda: form.has_read)
    correct_allergy(other, entry, {"severity": "severe"}, reason="hỏi lại")
    pass_on(other, database)
    form.form.fields["severity"].set_value("anaphylaxis")
    form.form.reason.set_value("giấy ra viện")
    form.form.submit()
    frame.until(lambda: record(database, person).allergies[0].severity == "anaphylaxis")
    with database.reading() as session:
        assert database.raw(session).execute("SELECT count(*) FROM sync_question").fetchone()[0] == 1


def test_the_strip_of_alerts_says_allergies_first_and_that_none_is_known(frame, database, person):
    offer = PartOffer("", "", lambda window: AlertStrip(window, database))
    frame.window.register("strip", lambda window: Page(window, offer))
    page = frame.open(f"strip/{person}", lambda page: page.part.said)
    assert page.part.said == ["Chưa ghi dị ứng nào, hỏi lại"]
    add_condition(database, person=person, icd10="I10")
    add_condition(database, person=person, name="Nhiễm HIV")
    add_allergy(database, person=person, kind="1", substance="Penicillin", severity="severe")
    frame.until(lambda: page.part.said == ["Dị ứng: Penicillin · nặng", "Tăng huyết áp (I10)"])
