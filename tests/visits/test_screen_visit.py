"""One visit on the screen: impossible refused, unlikely asked once, restricted hidden, nothing lost."""

import pytest

from station_app.people.model import Person
from station_app.shell.parts import Part
from station_app.shell.widgets import text
from station_app.store.database import Database
from station_app.store.vault.keys import Private
from station_app.visits.screen import ROOM_ADDRESS, VISIT_ADDRESS, VisitScreen, VisitsRoom, offers
from station_app.visits.service import (
    VisitLine,
    find_visits,
    receive,
    save_visit,
    start_visit,
    visit,
    visits_of,
)
from sync.sealed import new_private, public_of
from tests.immunization.test_service import pass_on
from tests.visits.test_service import seen, someone
from tests.windows import Frame, Page


def stored(database: Database, record: str) -> VisitLine:
    found = visit(database, record)
    assert found is not None
    return found


class Strip(Part):
    """As health records would hand it over."""

    def show_record(self, record: str) -> None:
        self.body.addWidget(text(f"Dị ứng penicillin {record}"))


@pytest.fixture
def person(database: Database) -> str:
    return someone(database)


@pytest.fixture
def sick(database: Database, person: str) -> str:
    seen(database, person, days_ago=5, systolic=128, diastolic=80, treatment="Amlodipin 5 mg")
    one = receive(database, person=person, reason="ho")
    start_visit(database, one)
    return one


@pytest.fixture
def sheet(frame: Frame, database: Database, sick: str) -> VisitScreen:
    frame.window.register(ROOM_ADDRESS, lambda window: VisitsRoom(window, database))
    frame.window.register(VISIT_ADDRESS, lambda window: VisitScreen(window, database, Strip))
    return frame.open(f"visit/{sick}", lambda sheet: sheet.form.isVisible())


def test_what_cannot_be_is_refused_under_its_field(frame, sheet, database, sick):
    sheet.form.vitals["pulse"].edit.setText("480")
    sheet.form.submit()
    assert "không thể có" in sheet.form.vitals["pulse"].error_text
    sheet.form.vitals["pulse"].edit.setText("88")
    sheet.form.submit()
    frame.until(lambda: sheet.form.diagnosis.error_text)
    assert "chẩn đoán" in sheet.form.diagnosis.error_text
    assert sheet.form.vitals["pulse"].value() == 88
    assert stored(database, sick).status == "seen"


def test_what_is_unlikely_is_asked_once(frame, sheet, database, sick):
    sheet.form.fill({"systolic": 210, "diastolic": 100, "diagnosis": "Tăng huyết áp"})
    sheet.form.submit()
    frame.until(lambda: sheet.entering.question)
    assert "210 mmHg hiếm gặp" in sheet.entering.question.words.text()
    sheet.entering.question.confirm.click()
    frame.until(lambda: stored(database, sick).status == "closed")
    frame.until(lambda: frame.said == "Đã kết thúc khám cho Lò Văn Ín.")


def test_alerts_last_measurements_and_last_visits_stand_beside(frame, sheet, person):
    assert f"Dị ứng penicillin {person}" in frame.words(sheet)
    beside = frame.words(sheet.beside)
    assert "128/80 mmHg" in beside
    assert "16/11/2026 · Tăng huyết áp" in beside


def test_what_is_kept_for_now_goes_on_later(frame, sheet, database, sick):
    sheet.form.fill({"symptoms": "ho khan", "temperature": "38.2"})
    sheet.more[-1].run()
    frame.until(lambda: stored(database, sick).symptoms == "ho khan")
    frame.until(lambda: not sheet.form.is_busy and frame.said == "Đã lưu tạm lượt khám.")
    frame.until(lambda: sheet.form.isVisible() and not sheet.entering.is_changed)
    assert sheet.form.vitals["temperature"].value() == "38.2"


def test_what_was_typed_is_there_after_going_elsewhere(frame, sheet, sick):
    sheet.form.fields["symptoms"].edit.setText("đau họng")
    frame.window.go("person/x")
    frame.open(f"visit/{sick}", lambda sheet: sheet.form.fields["symptoms"].value() == "đau họng")


def test_a_closed_visit_is_corrected_only_with_a_reason(frame, sheet, database, person):
    closed = seen(database, person, days_ago=3)
    frame.open(f"visit/{closed}", lambda sheet: sheet.form.why.isVisible())
    sheet.form.diagnosis.set_value("Viêm họng cấp")
    sheet.form.submit()
    assert "cần có lý do sửa" in sheet.form.why.error_text
    sheet.form.why.set_value("có kết quả mới")
    sheet.form.submit()
    frame.until(lambda: stored(database, closed).diagnosis == "Viêm họng cấp")
    assert str(stored(database, closed).on) == "2026-11-18"


def test_another_pcs_words_are_taken_in_unless_something_is_being_typed(
    frame, sheet, database, station, sick
):
    other = station("B")
    pass_on(database, other)
    correct(other, sick, symptoms="ho có đờm")
    pass_on(other, database)
    frame.until(lambda: sheet.form.fields["symptoms"].value() == "ho có đờm")
    sheet.form.fields["note"].edit.setText("đang viết")
    correct(other, sick, symptoms="ho ra máu")
    pass_on(other, database)
    frame.until(lambda: any("vừa được lưu ở nơi khác" in words for words in frame.words(sheet.notes)))
    assert sheet.form.fields["note"].value() == "đang viết"


def correct(database: Database, sick: str, **values: str) -> None:
    save_visit(database, sick, values, confirmed=True)


def test_a_restricted_visit_opens_only_for_who_has_the_right(frame, sheet, database, person):
    hidden = seen(database, person, days_ago=2, diagnosis="Nhiễm HIV", icd10_main="B20")
    frame.window.go(f"visit/{hidden}")
    frame.until(lambda: sheet.title == "Lượt khám")
    assert not sheet.form.isVisible()
    frame.window.register(
        VISIT_ADDRESS + "/full", lambda window: VisitScreen(window, database, may_see_restricted=True)
    )
    full = frame.open(f"visit/{hidden}/full", lambda sheet: sheet.form.isVisible())
    frame.until(lambda: any("HIV/AIDS" in words for words in frame.words(full.notes)))
    assert full.form.diagnosis.value() == "Nhiễm HIV"


def test_the_persons_page_tells_nothing_restricted(frame, sheet, database, person):
    seen(database, person, days_ago=2, diagnosis="Nhiễm HIV", icd10_main="B20")
    frame.window.register("page", lambda window: Page(window, offers(database)[0]))
    page = frame.open(f"page/{person}", lambda page: frame.words(page.part.visits))
    assert not any("HIV" in words for words in frame.words(page))
    full = offers(database, may_see_restricted=True)[0]
    frame.window.register("all", lambda window: Page(window, full))
    page = frame.open(f"all/{person}", lambda page: frame.words(page.part.visits))
    assert "Hạn chế: HIV/AIDS" in frame.words(page)


def test_a_child_under_six_is_asked_for_its_weight(frame, sheet, database):
    with database.writing() as session:
        small = Person(full_name="Lò Thị Mẩy", birth_date="2024-05-01", sex="female")
        session.add(small)
    one = receive(database, person=small.id, reason="sốt")
    frame.open(f"visit/{one}", lambda sheet: sheet.title == "Lò Thị Mẩy" and sheet.form.isVisible())
    assert sheet.form.vitals["weight"].edit.placeholderText() == "4–40"
    sheet.form.diagnosis.set_value("Sốt vi rút")
    sheet.form.submit()
    frame.until(lambda: sheet.entering.question)
    assert "cân nặng" in sheet.entering.question.words.text()
    assert len(visits_of(database, [small.id])[small.id]) == 1
    assert find_visits(database, one, 1)[0]["status"] == "waiting"


def test_whoever_writes_what_is_restricted_is_told_where_it_went(frame, sheet, database, sick):
    database.private = Private(b"o" * 32, box=public_of(new_private()))
    sheet.form.fill({"diagnosis": "Nhiễm HIV"})
    sheet._keep()
    frame.until(lambda: "niêm phong" in frame.said)
    assert frame.window.here == ROOM_ADDRESS
    assert sheet.form.diagnosis.value() is None
    assert visit(database, sick, may_see_restricted=True) is None
