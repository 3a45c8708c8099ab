"""A dose on the screen: Enter, Enter; objections asked or refused; nothing typed is lost."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from station_app.immunization.screen import DOSE_ADDRESS, DoseScreen
from station_app.immunization.screen.form import BEFORE, MODE
from station_app.immunization.service import DoseToRecord, doses_of, record_dose
from station_app.people.model import Person
from station_app.staff.model import User
from station_app.store.database import Database
from tests.windows import Frame

ENTER = Qt.Key.Key_Return


def born(database: Database, birth_date: str = "2026-09-15", name: str = "Giàng A Pó") -> str:
    with database.writing() as session:
        person = Person(full_name=name, birth_date=birth_date, sex="male")
        session.add(person)
    return person.id


def given(database: Database, person: str, vaccine: str, day: str, **more) -> str:
    wanted = DoseToRecord(person=person, vaccine=vaccine, given_on=day, lot="L1", expiry="2028-01-31", **more)
    return record_dose(database, wanted, confirmed=True)


@pytest.fixture
def child(database: Database) -> str:
    """Two months old, with a vial of today's session already open for another child."""
    with database.writing() as session:
        session.add(User(id=database.author.user, name="YS. Hạnh", login="hanh", role="nurse", active=True))
    given(database, born(database, "2026-09-10", "Sùng Thị Dợ"), "PENTA", "2026-11-21")
    return born(database)


@pytest.fixture
def screen(frame: Frame, database: Database, child: str) -> DoseScreen:
    frame.window.register(DOSE_ADDRESS, lambda window: DoseScreen(window, database))
    return frame.open(f"person/{child}/dose", lambda screen: screen.tiles.current)


def doses(database: Database, person: str) -> list[str]:
    return [dose.vaccine for dose in doses_of(database, [person])[person]]


def choose(screen: DoseScreen, series: str) -> None:
    at = next(at for at, tile in enumerate(screen.tiles.tiles) if tile.line.code == series)
    here = next(at for at, tile in enumerate(screen.tiles.tiles) if tile.isChecked())
    screen.tiles.walk(at - here)


def test_enter_enter_saves_the_next_dose_with_the_open_vial_and_starts_the_clock(
    frame, screen, database, child
):
    choose(screen, "DPT")
    frame.press(ENTER)
    assert frame.focus is screen.form.save_button
    frame.press(ENTER)
    frame.until(lambda: doses(database, child) == ["PENTA"])
    dose = doses_of(database, [child])[child][0]
    assert (dose.lot, dose.expiry, dose.site, dose.route) == ("L1", "2028-01-31", "thigh_left", "im")
    assert (dose.dose_number, dose.given_on, dose.vaccinator) == (1, "2026-11-21", "YS. Hạnh")
    frame.until(lambda: any(line.startswith("Giàng A Pó: còn 29:") for line in screen.watch.said))
    assert "Đã lưu mũi 5 trong 1" in frame.said


def test_after_a_dose_the_next_one_is_selected_with_the_focus_on_it(frame, screen, database, child):
    first = screen.tiles.current.code
    screen.form.lot.set_value("AB1")
    screen.form.save_button.setFocus()
    frame.press(ENTER)
    frame.until(lambda: frame.said and screen.tiles.current.code != first)
    assert frame.focus in screen.tiles.tiles
    assert screen.tiles.current.state.value in ("đến lịch", "quá hẹn")


def test_a_saved_dose_can_be_undone(frame, screen, database, child):
    choose(screen, "DPT")
    screen.form.save_button.click()
    frame.until(lambda: frame.said)
    frame.undo()
    frame.until(lambda: doses(database, child) == [])
    frame.until(lambda: not any("Giàng" in line for line in screen.watch.said))


def test_the_half_hour_ends_with_a_question(frame, screen, database, child):
    choose(screen, "DPT")
    screen.form.save_button.click()
    frame.until(lambda: any(line.startswith("Giàng A Pó") for line in screen.watch.said))
    database.clock.moment += timedelta(minutes=31)
    screen.watch.tick()
    assert "Giàng A Pó: đủ 30 phút, hỏi phản ứng" in screen.watch.said


def test_what_may_not_be_is_refused_under_its_field_and_nothing_is_lost(frame, screen, database, child):
    choose(screen, "DPT")
    screen.form.fields["expiry"].set_value("2026-11-01")
    screen.form.fields["note"].set_value("trẻ khoẻ")
    screen.form.submit()
    frame.until(lambda: screen.form.fields["expiry"].error_text)
    assert "hết hạn" in screen.form.fields["expiry"].error_text
    assert frame.focus is screen.form.fields["expiry"].input
    assert screen.form.fields["note"].value() == "trẻ khoẻ"
    assert doses(database, child) == []


def test_what_is_unlikely_is_asked_once_and_confirmed_by_a_button(frame, screen, database, child):
    choose(screen, "DPT")
    screen.form.lot.set_value(None)
    screen.form.submit()
    frame.until(lambda: screen.entering.question)
    assert "Chưa ghi số lô" in screen.entering.question.words.text()
    assert frame.focus is screen.entering.question.review
    frame.press(ENTER)
    assert frame.focus is screen.form.lot.input
    assert screen.form.save_button.isVisible()
    screen.form.submit()
    frame.until(lambda: doses(database, child) == ["PENTA"])


def test_ctrl_enter_on_the_question_means_yes(frame, screen, database, child):
    choose(screen, "DPT")
    screen.form.lot.set_value(None)
    frame.press(ENTER)
    frame.press(ENTER, ctrl=True)
    frame.until(lambda: screen.entering.question)
    frame.press(ENTER, ctrl=True)
    frame.until(lambda: doses(database, child) == ["PENTA"])


def test_a_dose_given_before_is_written_down_with_where_and_by_what_paper(frame, screen, database, child):
    choose(screen, "BCG")
    screen.form.fields[MODE].set_value(BEFORE)
    assert screen.form.given_on.value() is None
    screen.form.fill({"given_on": "2026-09-16", "facility": "BV huyện Sa Pa"})
    screen.form.fields["evidence"].set_value("Sổ, phiếu tiêm chủng")
    screen.form.submit()
    frame.until(lambda: doses(database, child) == ["BCG"])
    dose = doses_of(database, [child])[child][0]
    assert (dose.historical, dose.facility, dose.given_on) == (True, "BV huyện Sa Pa", "2026-09-16")
    assert not any("Giàng" in line for line in screen.watch.said)


def test_a_dose_left_half_written_is_there_again(frame, screen, database, child):
    choose(screen, "DPT")
    screen.form.fields["note"].edit.setText("sốt nhẹ hôm qua")
    frame.window.go(f"person/{child}")
    frame.open(f"person/{child}/dose", lambda screen: screen.form.fields["note"].value() == "sốt nhẹ hôm qua")


def test_walking_over_the_card_leaves_no_draft(frame, screen, database, child):
    screen.tiles.walk(1)
    assert not screen.entering.is_changed


def test_what_another_pc_gave_is_seen_without_losing_what_is_typed(frame, screen, database, child):
    choose(screen, "DPT")
    screen.form.fields["note"].edit.setText("chờ bố ký")
    given(database, child, "BCG", "2026-09-16", historical=True)
    frame.until(
        lambda: any(
            t.line.code == "BCG" and "Lao" in t.text() and t.line.next is None for t in screen.tiles.tiles
        )
    )
    assert screen.form.fields["note"].value() == "chờ bố ký"


def test_somebody_who_is_not_here_is_said_so(frame, screen):
    frame.window.go("person/019b0000-0000-7000-8000-00000000dead/dose")
    frame.until(lambda: frame.window.shown.title == "Ghi mũi tiêm")
    assert not screen.tiles.isVisible()
