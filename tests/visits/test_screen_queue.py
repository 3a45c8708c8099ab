"""From the door to the drawer on the screen, with the keyboard alone."""

import pytest
from PySide6.QtCore import Qt

from station_app.staff.model import User
from station_app.store.database import Database
from station_app.visits.screen import ROOM_ADDRESS, VISIT_ADDRESS, VisitScreen, VisitsRoom
from station_app.visits.service import find_visits, receive, waiting_now
from tests.immunization.test_service import pass_on
from tests.visits.test_screen_visit import stored
from tests.visits.test_service import someone
from tests.windows import Frame

ENTER, TAB = Qt.Key.Key_Return, Qt.Key.Key_Tab


@pytest.fixture
def person(database: Database) -> str:
    with database.writing() as session:
        session.add(User(id=database.author.user, name="YS. Hạnh", login="hanh", role="nurse", active=True))
    return someone(database)


@pytest.fixture
def room(frame: Frame, database: Database, person: str) -> VisitsRoom:
    frame.window.register(ROOM_ADDRESS, lambda window: VisitsRoom(window, database))
    frame.window.register(VISIT_ADDRESS, lambda window: VisitScreen(window, database))
    return frame.open("visits", lambda room: room.title == "Khám bệnh")


def test_reception_to_the_end_of_a_visit_by_keyboard(frame, room, database, person):
    frame.press(Qt.Key.Key_N, alt=True)
    frame.type("lo van")
    frame.until(room.reception.person.list.isVisible)
    frame.press(ENTER)
    assert room.reception.person.value() == person
    frame.type("ho, sốt 3 ngày")
    frame.press(ENTER, ctrl=True)
    frame.until(lambda: len(room.waiting.rows) == 1)
    frame.until(lambda: frame.said == "Đã tiếp nhận Lò Văn Ín.")
    room.waiting.setFocus()
    frame.press(ENTER)
    sheet = frame.window
    frame.until(lambda: isinstance(sheet.shown, VisitScreen) and sheet.shown.form.isVisible())
    assert waiting_now(database)[0].status == "seen"
    form = sheet.shown.form
    assert frame.focus is form.vitals["systolic"].input
    for measured in ("130", "80", "88", "37,5", "20", "97", "52", "158"):
        frame.type(measured)
        frame.press(ENTER)
    frame.press(ENTER)
    frame.type("ho khan")
    frame.press(ENTER)
    frame.type("viem hong")
    frame.until(form.icd.list.isVisible)
    frame.press(ENTER)
    assert form.diagnosis.value()
    form.follow_up.focus()
    frame.type("3 tuần")
    frame.press(ENTER)
    frame.press(ENTER, ctrl=True)
    frame.until(lambda: room.isVisible() and len(room.done.rows) == 1)
    [row] = find_visits(database, "", 9)
    assert (row["status"], row["temperature"], row["systolic"]) == ("closed", "37.5", 130)
    assert (row["follow_up_on"], row["practitioner"]) == ("2026-12-12", "YS. Hạnh")
    assert str(row["icd10_main"]).startswith("J")
    assert row["symptoms"] == "ho khan"


def test_a_reception_can_be_undone(frame, room, database, person):
    room.reception.fill({"person": person, "reason": "đau bụng"})
    room.reception.submit()
    frame.until(lambda: room.waiting.rows)
    frame.undo()
    frame.until(lambda: not room.waiting.rows and not waiting_now(database))


def test_somebody_who_already_waits_is_asked_about(frame, room, database, person):
    receive(database, person=person, reason="ho")
    room.reception.fill({"person": person, "reason": "ho"})
    room.reception.submit()
    frame.until(lambda: room.reception.entering.question)
    assert "đang chờ" in room.reception.entering.question.words.text()
    room.reception.entering.question.confirm.click()
    frame.until(lambda: len(room.waiting.rows) == 2)


def test_what_is_missing_is_said_under_its_field(frame, room):
    room.reception.submit()
    assert "cần có người đến khám" in room.reception.person.error_text
    assert frame.focus is room.reception.person.input


def test_the_persons_page_sends_the_person_along(frame, room, person):
    frame.open(f"visits?person={person}", lambda room: room.reception.person.value() == person)
    assert frame.focus is room.reception.reason.input


def test_who_another_pc_received_at_this_point_appears(frame, room, database, person, station):
    other = station("B")
    other.acting(database.author)
    pass_on(database, other)
    receive(other, person=person, reason="ho")
    pass_on(other, database)
    frame.until(lambda: [row.name for row in room.waiting.rows] == ["Lò Văn Ín"])


def test_a_restricted_reason_is_not_in_the_queue(frame, room, database, person):
    receive(database, person=person, reason="tư vấn HIV")
    frame.until(lambda: room.waiting.rows)
    model = room.waiting.model
    shown = [model.data(model.index(0, at)) for at in range(model.columnCount())]
    assert "Không hiện" in shown
    assert not any("HIV" in str(cell) for cell in shown)


def test_an_empty_queue_says_what_to_do(frame, room):
    assert room.waiting.empty.isVisible()
    assert "Tiếp nhận" in room.waiting.empty.words.text()


def test_who_goes_away_unseen_leaves_the_queue(frame, room, database, person):
    one = receive(database, person=person, reason="ho")
    frame.until(lambda: room.waiting.rows)
    room.waiting.setFocus()
    frame.press(Qt.Key.Key_Menu)
    room.waiting.menu.actions()[2].trigger()
    frame.until(lambda: not room.waiting.rows and len(room.done.rows) == 1)
    assert stored(database, one).status == "left"
