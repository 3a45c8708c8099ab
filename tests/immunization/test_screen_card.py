"""The vaccination part of a person's page: the card read, a dose corrected and withdrawn with a reason."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from station_app.immunization.screen import VaccinationPart, offers
from station_app.immunization.service import DoseToRecord, doses_of, record_dose
from station_app.people.model import Person
from station_app.store.database import Database
from tests.elsewhere import Elsewhere
from tests.windows import Elsewhere as Nowhere
from tests.windows import Frame, Page


@pytest.fixture
def child(database: Database) -> str:
    with database.writing() as session:
        person = Person(full_name="Giàng A Pó", birth_date="2026-09-15", sex="male")
        session.add(person)
    wanted = DoseToRecord(person=person.id, vaccine="PENTA", given_on="2026-11-20", lot="AB1203")
    record_dose(database, wanted, confirmed=True)
    return person.id


@pytest.fixture
def part(frame: Frame, database: Database, child: str) -> VaccinationPart:
    frame.window.register("page", lambda window: Page(window, offers(database)[0]))
    page = frame.open(f"page/{child}", lambda page: frame.words(page.part.series))
    return page.part


def press_dose(frame: Frame, part: VaccinationPart) -> None:
    frame.cards(part.doses)[0].setFocus()
    frame.press(Qt.Key.Key_Return)
    frame.until(part.correction.isVisible)


def test_every_series_and_every_dose_stands_on_the_card(frame, part):
    words = frame.words(part.series)
    assert "Lao (BCG)" in words
    assert any("20/11/2026" in word for word in words)
    assert "lô AB1203" in frame.words(part.doses)


def test_a_misread_lot_is_corrected_with_a_reason(frame, part, database, child):
    press_dose(frame, part)
    part.correction.form.fields["lot"].set_value("AB1208")
    part.correction.form.submit()
    assert "lý do" in part.correction.form.reason.error_text
    part.correction.form.reason.set_value("đọc nhầm số 8")
    part.correction.form.submit()
    frame.until(lambda: doses_of(database, [child])[child][0].lot == "AB1208")
    frame.until(lambda: "lô AB1208" in frame.words(part.doses))


def test_a_dose_written_by_mistake_is_withdrawn_with_a_reason(frame, part, database, child):
    press_dose(frame, part)
    part.correction.form.withdraw_button.click()
    assert doses_of(database, [child])[child]
    part.correction.form.reason.set_value("ghi nhầm trẻ")
    part.correction.form.withdraw_button.click()
    frame.until(lambda: not doses_of(database, [child])[child])
    frame.until(lambda: "Chưa có mũi nào trong sổ" in frame.words(part.doses))


def test_escape_closes_the_correction(frame, part):
    press_dose(frame, part)
    frame.press(Qt.Key.Key_Escape)
    assert not part.correction.isVisible()
    assert part.doses.isVisible()


def test_a_dose_that_may_be_written_twice_is_told_and_leads_to_the_desk(frame, part, database, child):
    values = {"person": child, "vaccine": "PENTA", "given_on": "2026-11-21", "dose_number": 1}
    Elsewhere(database).write("dose", "019b2222-0000-7000-8000-000000000001", {}, values)
    frame.until(lambda: "ghi hai lần, chờ quyết" in frame.words(part.doses))
    assert "1 mũi đã ghi" in frame.words(part.doses)
    frame.window.register("desk", Nowhere)
    next(made for made in part.doses.findChildren(QPushButton) if made.accessibleName() == "Quyết").click()
    assert frame.window.here == f"desk/conflicts?person={child}"
