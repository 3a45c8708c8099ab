"""Whom to call: overdue first, by hamlet and by how far one looks, and the questions two PCs left."""

import pytest
from PySide6.QtCore import Qt

from station_app.households.model import Household, HouseholdMember
from station_app.immunization.screen import DOSE_ADDRESS, ROOM_ADDRESS, DoseScreen, VaccinationRoom
from station_app.immunization.screen.room import MONTH, NOW, OVERDUE, end_of
from station_app.immunization.service import DoseToRecord, doses_of, doses_written_twice, record_dose
from station_app.people.model import Person
from station_app.store.database import Database
from tests.immunization.test_service import TODAY, pass_on
from tests.windows import Frame


def child(database: Database, name: str, birth_date: str, hamlet: str) -> str:
    with database.writing() as session:
        person = Person(full_name=name, birth_date=birth_date, sex="female")
        household = Household(code=f"12345-001-{name}", hamlet=hamlet, phone="0912345678")
        session.add_all([person, household])
        session.flush()
        session.add(HouseholdMember(household=household.id, person=person.id, relation="02"))
    return person.id


@pytest.fixture
def children(database: Database) -> dict[str, str]:
    return {
        "late": child(database, "Giàng A Pó", "2025-11-01", "Bản Dền"),
        "due": child(database, "Sùng Thị Dợ", "2026-11-20", "Nậm Cang"),
    }


@pytest.fixture
def room(frame: Frame, database: Database, children: dict[str, str]) -> VaccinationRoom:
    frame.window.register(ROOM_ADDRESS, lambda window: VaccinationRoom(window, database))
    frame.window.register(DOSE_ADDRESS, lambda window: DoseScreen(window, database))
    return frame.open("immunization", lambda room: len(room.table.rows) == 2 and room.hamlets.buttons)


def names(room: VaccinationRoom) -> list[str]:
    return [row.line.name for row in room.table.rows]


def test_the_longest_overdue_is_first_and_enter_opens_the_dose(frame, room, children):
    assert names(room) == ["Giàng A Pó", "Sùng Thị Dợ"]
    assert room.subtitle == "1 trẻ quá hẹn · 1 trẻ đến lịch"
    room.table.setFocus()
    frame.press(Qt.Key.Key_Return)
    assert frame.window.here == f"person/{children['late']}/dose"


def test_a_hamlet_or_only_what_is_overdue_can_be_looked_at(frame, room):
    labels = [button.text() for button in room.hamlets.buttons]
    assert labels == ["Cả xã   2", "Bản Dền   1", "Nậm Cang   1"]
    room.hamlets.buttons[2].click()
    frame.until(lambda: names(room) == ["Sùng Thị Dợ"])
    room.hamlets.buttons[0].click()
    room.horizons.buttons[0].click()
    frame.until(lambda: names(room) == ["Giàng A Pó"])


def test_the_home_board_opens_it_filtered(frame, room):
    frame.open("immunization?hamlet=Nậm Cang", lambda room: names(room) == ["Sùng Thị Dợ"])
    assert room.hamlets.buttons[2].isChecked()


def test_how_far_a_horizon_looks():
    assert end_of(NOW, TODAY) == end_of(OVERDUE, TODAY) == TODAY
    assert end_of("week", TODAY).isoformat() == "2026-11-22"
    assert end_of(MONTH, TODAY).isoformat() == "2026-11-30"


def test_nobody_to_call_says_what_to_do_next(frame, room):
    frame.open("immunization?hamlet=Không có&until=now", lambda room: not room.table.rows)
    assert room.table.empty.isVisible()


def test_a_dose_saved_elsewhere_leaves_the_list(frame, room, database, children):
    for vaccine in ("HEPB", "BCG"):
        wanted = DoseToRecord(person=children["due"], vaccine=vaccine, given_on="2026-11-21", lot="L")
        record_dose(database, wanted, confirmed=True)
    frame.until(lambda: names(room) == ["Giàng A Pó"])


def test_a_dose_written_on_two_pcs_is_a_question_with_its_answers(frame, room, database, children, station):
    other, late = station("B"), children["late"]
    pass_on(database, other)
    for pc, day in ((database, "2026-01-05"), (other, "2026-01-06")):
        wanted = DoseToRecord(person=late, vaccine="PENTA", given_on=day, historical=True)
        record_dose(pc, wanted, confirmed=True)
    pass_on(other, database)
    frame.until(room.twice.isVisible)
    assert "ngày 05/01/2026 và ngày 06/01/2026" in frame.words(room.twice)[0]
    room.twice.answers[0].click()
    frame.until(lambda: not doses_written_twice(database) and not room.twice.isVisible())
    assert [one.given_on for one in doses_of(database, [late])[late]] == ["2026-01-05"]
