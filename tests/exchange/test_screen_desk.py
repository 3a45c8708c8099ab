"""The conflict desk by keys alone: choose, type, swap, take back, many at once; what a reader is told."""

from typing import Any

import pytest
from PySide6.QtCore import Qt

from station_app.exchange import questions
from station_app.exchange.screen.desk import ConflictDesk
from station_app.immunization.service import DoseToRecord, doses_of, doses_written_twice, record_dose
from station_app.people.model import Person
from station_app.staff import service as staff
from station_app.store.database import Author, Database
from station_app.store.verbs import Values
from tests.elsewhere import Elsewhere
from tests.windows import Frame


def person(database: Database, name: str, born: str = "1980") -> str:
    with database.writing() as session:
        made = Person(full_name=name, birth_date=born, sex="female")
        session.add(made)
    return made.id


def born(database: Database, record: str) -> str | None:
    with database.reading() as session:
        return session.get_one(Person, record).birth_date


def opened(frame: Frame, database: Database, questions: int) -> Any:
    frame.window.register("desk/conflicts", lambda window: ConflictDesk(window, database))
    desk = frame.open("desk/conflicts", lambda desk: len(desk.list.rows) == questions)
    frame.until(lambda: not questions or (desk.sheet.choices and frame.focus is desk.list.view))
    frame.until(lambda: all(made.isVisible() for made in frame.window.heading.buttons))
    return desk


@pytest.fixture
def three(database: Database) -> list[str]:
    """Two questions about Dợ, one about Páo; the other PC's values are by another nurse."""
    database.acting(Author(staff.first_head(database, name="YS. Hạnh", login="hanh"), "Bản Dền"))
    people = [person(database, "Sùng Thị Dợ"), person(database, "Vừ A Páo")]
    other = Elsewhere(database)
    for one in people:
        other.disagree(one, "1981", "1982-03-09")
    other.withdrawn(people[0])
    return people


def test_a_key_chooses_and_the_next_question_is_there(frame, database, three):
    desk = opened(frame, database, 3)
    assert frame.focus is desk.list.view
    frame.press(Qt.Key.Key_Down)
    assert desk.sheet.card.title == "Giữ hay huỷ · Bệnh, tiền sử: Hen phế quản"
    frame.press(Qt.Key.Key_1)
    frame.until(lambda: len(desk.list.rows) == 2)
    assert frame.focus is desk.list.view
    frame.press(Qt.Key.Key_Up, Qt.Key.Key_2)
    frame.until(lambda: len(desk.list.rows) == 1)
    assert born(database, three[0]) == "1982-03-09"


def test_one_key_changes_to_the_other_value_and_one_opens_the_question_again(frame, database, three):
    desk = opened(frame, database, 3)
    frame.press(Qt.Key.Key_1)
    frame.until(lambda: born(database, three[0]) == "1981" and desk.decided.isVisible())
    assert "Đã quyết ngày sinh của Sùng Thị Dợ: 1981." in frame.words(desk.decided)
    frame.press(Qt.Key.Key_D, alt=True)
    frame.until(lambda: born(database, three[0]) == "1982-03-09")
    frame.until(lambda: "Đã quyết ngày sinh của Sùng Thị Dợ: 09/03/1982." in frame.words(desk.decided))
    frame.press(Qt.Key.Key_Z, alt=True)
    frame.until(lambda: len(desk.list.rows) == 3)
    frame.until(lambda: not desk.decided.isVisible())


def test_another_value_is_typed_in_the_fields_own_way_and_nonsense_stays(frame, database, three):
    desk = opened(frame, database, 3)
    desk.sheet.third.focus()
    frame.type("31/02/1988")
    frame.press(Qt.Key.Key_Return)
    assert desk.sheet.third.error_text
    desk.sheet.third.restore("")
    frame.type("9/3/1988")
    desk.sheet.note.set_value("giấy khai sinh")
    frame.press(Qt.Key.Key_Return)
    frame.until(lambda: born(database, three[0]) == "1988-03-09")


def test_many_of_a_kind_are_shown_first_and_taken_back_as_one(frame, database, three):
    desk = opened(frame, database, 3)
    frame.press(Qt.Key.Key_L, alt=True)
    frame.until(desk.together.isVisible)
    assert [one.chosen.shown for one in desk.together.table.rows] == ["09/03/1982"] * 2
    assert desk.together.rules.buttons[2].text() == "Điểm trạm Bản Dền · máy này"
    desk.together.rules.buttons[2].click()
    assert [one.chosen.shown for one in desk.together.table.rows] == ["1981"] * 2
    desk.together.table.setFocus()
    frame.press(Qt.Key.Key_Down, Qt.Key.Key_Space)
    assert desk.together.go.accessibleName() == "Quyết 1 câu"
    frame.press(Qt.Key.Key_Space)
    frame.press(Qt.Key.Key_Return, ctrl=True)
    frame.until(lambda: len(desk.list.rows) == 1)
    assert [born(database, one) for one in three] == ["1981", "1981"]
    assert "Đã quyết 2 câu." in frame.words(desk.decided)
    frame.press(Qt.Key.Key_Z, alt=True)
    frame.until(lambda: len(desk.list.rows) == 3)


def test_escape_leaves_the_many_without_deciding(frame, database, three):
    desk = opened(frame, database, 3)
    frame.press(Qt.Key.Key_L, alt=True)
    frame.until(desk.together.isVisible)
    frame.press(Qt.Key.Key_Escape)
    frame.until(desk.sheet.isVisible)
    assert len(desk.list.rows) == 3


def test_a_screen_reader_is_told_whose_question_and_what_each_key_does(frame, database, three):
    desk = opened(frame, database, 3)
    said = [desk.list.model.index(at, 0).data(Qt.ItemDataRole.AccessibleTextRole) for at in range(3)]
    assert said == ["Sùng Thị Dợ", "Sùng Thị Dợ", "Vừ A Páo"]
    shown = [desk.list.model.index(at, 0).data() for at in range(3)]
    assert shown == ["Sùng Thị Dợ", "", "Vừ A Páo"], "a name is written once above its questions"
    names = [choice.accessibleName() for choice in desk.sheet.choices]
    assert names[0].startswith("Phím 1: chọn 1981, YS. Hạnh ghi lúc ")
    assert names[1].startswith("Phím 2: chọn 09/03/1982, ĐD. Giàng A Páo ghi lúc ")
    assert names[1].endswith("Điểm trạm Hang Đá · máy K7QM")


def test_what_stood_there_before_is_under_the_question(frame, database, three):
    desk = opened(frame, database, 3)
    frame.until(lambda: "Trước đó" in frame.words(desk.sheet.past))
    assert "1980" in frame.words(desk.sheet.past)


def test_a_head_may_look_at_her_own_alone(frame, database, three):
    database.acting(Author(database.author.user, "Bản Dền"))
    own = len(questions.read_desk(database).mine)
    nurse = staff.add_user(database, {"name": "ĐD. Lan", "login": "lan", "role": "nurse"})
    head = database.author
    database.acting(Author(nurse, "Nậm Cang"))
    Elsewhere(database).disagree(person(database, "Lý Thị Chài"), "1990", "1991")
    database.acting(head)
    desk = opened(frame, database, own + 1)
    desk.whose.buttons[1].click()
    frame.until(lambda: len(desk.list.rows) == own)
    assert f"{own} việc của tôi" in desk.subtitle


def test_a_dose_written_twice_is_settled_by_one_key_and_asked_again_by_another(frame, database):
    database.acting(Author(staff.first_head(database, name="YS. Hạnh", login="hanh"), "Bản Dền"))
    child = person(database, "Giàng A Pó", "2026-09-01")
    wanted = DoseToRecord(person=child, vaccine="PENTA", given_on="2026-11-20", dose_number=1, lot="L")
    mine = record_dose(database, wanted, confirmed=True)
    values: Values = {"person": child, "vaccine": "PENTA", "given_on": "2026-11-19", "dose_number": 1}
    Elsewhere(database).write("dose", "019b2222-0000-7000-8000-000000000001", {}, values)
    desk = opened(frame, database, 1)
    assert desk.sheet.card.title == "Ghi hai lần · 5 trong 1 (DPT-VGB-Hib) mũi 1"
    frame.press(Qt.Key.Key_2)
    frame.until(lambda: not doses_written_twice(database))
    assert [dose.id for dose in doses_of(database, [child])[child]] == [mine]
    frame.until(desk.decided.isVisible)
    frame.press(Qt.Key.Key_Z, alt=True)
    frame.until(lambda: doses_written_twice(database))
    frame.until(lambda: len(desk.list.rows) == 1)
    frame.press(Qt.Key.Key_3)
    frame.until(lambda: not doses_written_twice(database))
    assert [dose.dose_number for dose in doses_of(database, [child])[child]] == [1, 2]


def test_nothing_to_decide_says_so(frame, database):
    desk = opened(frame, database, 0)
    frame.until(desk.list.empty.isVisible)
    assert desk.subtitle == "Mọi máy đang thống nhất"


def test_a_nurse_without_questions_is_not_told_that_there_are_none(frame, database, three):
    nurse = staff.add_user(database, {"name": "ĐD. Lan", "login": "lan", "role": "nurse"})
    database.acting(Author(nurse, "Nậm Cang"))
    desk = opened(frame, database, 0)
    frame.until(lambda: "Không có việc nào của tôi" in frame.words(desk.list))
    assert desk.subtitle == "0 việc của tôi · 3 của cả trạm"
