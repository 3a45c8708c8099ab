"""Doses on a real station: recorded, refused, asked, withdrawn, and called for."""

from datetime import date

import pytest
from sqlalchemy import text

from station_app.common.errors import Refused
from station_app.households.model import Household, HouseholdMember
from station_app.immunization.rules import State
from station_app.immunization.service import (
    ASK,
    VERBS,
    DoseToRecord,
    antigen_row,
    correct_dose,
    doses_of,
    doses_written_twice,
    due_counts,
    due_list,
    due_of,
    last_lot,
    record_dose,
    refresh_due,
    withdraw_dose,
)
from station_app.people.model import Person
from station_app.store.database import Database
from station_app.store.inspection import inspect
from sync.codec import decode

TODAY = date(2026, 11, 21)
NEW_BORN = "2026-11-20"


def born(database: Database, birth_date: str, *, sex: str = "female", **more: str) -> str:
    with database.writing() as session:
        person = Person(full_name="Giàng Thị Mỷ", birth_date=birth_date, sex=sex, **more)
        session.add(person)
    return person.id


def lives(database: Database, person: str, hamlet: str, *, to_date: str | None = None) -> None:
    with database.writing() as session:
        household = Household(code=f"12345-001-{hamlet}", hamlet=hamlet)
        session.add(household)
        session.flush()
        session.add(HouseholdMember(household=household.id, person=person, relation="02", to_date=to_date))


def give(database: Database, person: str, vaccine: str, on: str, *, confirmed: bool = False, **more) -> str:
    wanted = DoseToRecord(**{"lot": "L1"} | more | {"person": person, "vaccine": vaccine, "given_on": on})
    return record_dose(database, wanted, confirmed=confirmed)


def waited_for(database: Database, person: str, today: date = TODAY) -> list[str]:
    lines = [line for line in due_list(database, today).lines if line.person == person]
    return [dose.series for line in lines for dose in line.doses]


def test_a_new_born_is_called_for_hepatitis_b_and_tuberculosis(database):
    child = born(database, NEW_BORN)
    assert waited_for(database, child) == ["BCG", "HEPB0"]
    [line] = due_list(database, TODAY).lines
    assert (line.name, line.hamlet, line.overdue) == ("Giàng Thị Mỷ", None, False)


def test_a_dose_recorded_leaves_the_due_list_and_stands_on_the_card(database):
    child = born(database, NEW_BORN)
    give(database, child, "BCG", "2026-11-21")
    assert waited_for(database, child) == ["HEPB0"]
    [dose] = doses_of(database, [child])[child]
    assert (dose.label, dose.dose_number, dose.given_on) == ("Lao (BCG)", 1, "2026-11-21")
    assert dose.given_at == "2026-11-21T01:00:00Z"


def test_undo_of_a_dose_brings_the_due_back(database):
    child = born(database, NEW_BORN)
    dose = give(database, child, "BCG", "2026-11-21")
    withdraw_dose(database, dose, "nhập nhầm: hoàn tác")
    assert waited_for(database, child) == ["BCG", "HEPB0"]
    assert doses_of(database, [child])[child] == ()
    assert inspect(database, "dose", dose).gone == "nhập nhầm: hoàn tác"


def test_the_next_dose_is_due_a_month_after_the_last(database):
    child = born(database, "2026-08-20")
    give(database, child, "PENTA", "2026-11-10")
    [due] = [step for step in due_of(database, [child], TODAY)[child] if step.series == "DPT"]
    assert (due.number, due.state, due.due) == (2, State.NOT_YET, date(2026, 12, 8))


def test_what_is_overdue_is_called_first(database):
    late, newer = born(database, "2026-06-01"), born(database, NEW_BORN)
    assert [line.person for line in due_list(database, TODAY).lines] == [late, newer]
    page = due_list(database, TODAY, offset=1, limit=1)
    assert ([line.person for line in page.lines], page.total) == ([newer], 2)


def test_the_list_and_its_numbers_go_by_hamlet(database):
    here, there, nowhere = (born(database, day) for day in (NEW_BORN, "2026-06-01", NEW_BORN))
    lives(database, here, "Bản Dền")
    lives(database, there, "Tả Van")
    counted = {(line.hamlet, line.overdue, line.due) for line in due_counts(database, TODAY)}
    assert counted == {("Bản Dền", 0, 1), ("Tả Van", 1, 0), (None, 0, 1)}
    assert [line.person for line in due_list(database, TODAY, hamlet="Bản Dền").lines] == [here]
    assert [line.person for line in due_list(database, TODAY, hamlet="").lines] == [nowhere]


def test_a_list_ahead_shows_what_comes_until_a_day(database):
    child = born(database, "2026-10-01")
    give(database, child, "BCG", "2026-10-02")
    assert waited_for(database, child) == []
    [line] = due_list(database, TODAY, until=date(2026, 12, 1)).lines
    assert {dose.series for dose in line.doses} >= {"DPT", "OPV"}


def test_the_dead_and_those_who_moved_away_are_not_called(database):
    died, moved = born(database, NEW_BORN), born(database, NEW_BORN)
    due_list(database, TODAY)
    lives(database, moved, "Tả Van", to_date="2026-11-21")
    with database.writing() as session:
        session.get_one(Person, died).died_on = "2026-11-21"
    assert due_list(database, TODAY).total == 0
    assert due_counts(database, TODAY) == ()


def test_grown_people_are_not_called(database):
    born(database, "1988")
    assert due_list(database, TODAY).total == 0


def test_a_child_whose_year_alone_is_known_is_called_by_the_latest_day_it_may_be(database):
    child = born(database, "2025")
    due = {step.series: step for step in due_of(database, [child], TODAY)[child]}
    assert due["MEASLES"].due == date(2026, 9, 30)
    assert "MEASLES" in waited_for(database, child)


def test_a_corrected_birth_date_moves_what_is_due(database):
    child = born(database, "2026-10-01")
    assert "DPT" not in waited_for(database, child)
    with database.writing() as session:
        session.get_one(Person, child).birth_date = "2026-09-01"
    assert "DPT" in waited_for(database, child)


def test_the_morning_after_two_live_vaccines_may_no_longer_be_given_together(database):
    child = born(database, "2025-05-01")
    give(database, child, "MEASLES", "2026-03-01")
    due_list(database, TODAY)
    give(database, child, "VARIVAX", "2026-11-21", confirmed=True)
    assert "MEASLES" in waited_for(database, child)
    database.clock.move(days=1)
    assert "MEASLES" not in waited_for(database, child, date(2026, 11, 22))


def test_another_edition_of_the_schedule_reckons_the_list_anew(database):
    child = born(database, "2026-02-01")
    assert refresh_due(database, date(2026, 2, 10)) == 1
    assert refresh_due(database, date(2026, 2, 10)) == 0
    assert refresh_due(database, date(2026, 2, 11)) == 0
    assert refresh_due(database, date(2026, 2, 16)) == 1
    assert "BCG" in waited_for(database, child, date(2026, 2, 16))


def test_a_refresh_cut_off_halfway_begins_again(database):
    born(database, NEW_BORN)
    refresh_due(database, TODAY)
    with database.writing() as session:
        session.execute(text("UPDATE due_edition SET edition = ''"))
    assert refresh_due(database, TODAY) == 1


def test_a_refresh_sends_nothing_to_the_province(database):
    """pitfall 17: what is computed is computed on each PC, and never travels."""
    born(database, NEW_BORN)
    with database.reading() as session:
        before = session.scalar(text("SELECT count(*) FROM sync_outbox"))
    refresh_due(database, TODAY)
    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM sync_outbox")) == before


@pytest.mark.parametrize(
    "given_on, more, field",
    [
        pytest.param("2026-11-22", {}, "given_on", id="tomorrow"),
        pytest.param("2026-11-19", {}, "given_on", id="before birth"),
        pytest.param("2026-11-21", {"expiry": "2026-11-20"}, "expiry", id="lot past its expiry"),
    ],
)
def test_what_cannot_be_is_refused_under_its_field_even_if_confirmed(database, given_on, more, field):
    child = born(database, NEW_BORN)
    with pytest.raises(Refused) as refusal:
        give(database, child, "BCG", given_on, confirmed=True, **more)
    assert (refusal.value.field, refusal.value.code) == (field, "refused")
    assert doses_of(database, [child])[child] == ()


def test_a_dose_after_death_is_refused(database):
    child = born(database, "2026-09-01", died_on="2026-10-01")
    with pytest.raises(Refused, match="đã mất") as refusal:
        give(database, child, "BCG", "2026-10-02", confirmed=True)
    assert refusal.value.field == "given_on"


def test_a_dose_for_nobody_is_refused_under_the_person(database):
    with pytest.raises(Refused) as refusal:
        give(database, "019b0000-0000-7000-8000-00000000dead", "BCG", "2026-11-21")
    assert refusal.value.field == "person"


def test_the_same_dose_again_is_asked_once_and_kept_when_confirmed(database):
    child = born(database, "2026-09-01")
    give(database, child, "BCG", "2026-11-20")
    with pytest.raises(Refused, match="Đã ghi một mũi") as question:
        give(database, child, "BCG", "2026-11-20")
    assert question.value.code == ASK
    give(database, child, "BCG", "2026-11-20", confirmed=True)
    assert len(doses_of(database, [child])[child]) == 2
    assert doses_written_twice(database) == ()


def test_a_dose_without_a_lot_is_asked_about_unless_it_was_given_elsewhere(database):
    child = born(database, "2026-09-01")
    with pytest.raises(Refused, match="số lô") as question:
        give(database, child, "BCG", "2026-11-21", lot=None)
    assert (question.value.field, question.value.code) == ("lot", ASK)
    give(database, child, "BCG", "2026-11-21", lot=None, historical=True)


def test_a_vaccine_nobody_here_knows_is_kept(database):
    child = born(database, "2026-09-01")
    give(database, child, "NEWVAX", "2026-11-21")
    assert doses_of(database, [child])[child][0].label == "NEWVAX"


def test_two_stations_gave_the_same_dose_and_both_are_kept_and_asked_about(station):
    one, other = station("A"), station("B")
    child = born(one, "2026-09-01")
    pass_on(one, other)
    mine = give(one, child, "PENTA", "2026-11-20")
    yours = give(other, child, "PENTA", "2026-11-20")
    pass_on(one, other)
    [twice] = doses_written_twice(other)
    assert (twice.name, {twice.one, twice.other}) == ("Giàng Thị Mỷ", {mine, yours})
    assert len(doses_of(other, [child])[child]) == 2
    withdraw_dose(other, yours, "một mũi ghi hai lần")
    assert doses_written_twice(other) == ()


def test_two_doses_that_were_both_given_are_no_question_once_each_has_its_number(station):
    one, other = station("A"), station("B")
    child = born(one, "2026-07-01")
    pass_on(one, other)
    give(one, child, "PENTA", "2026-11-20")
    yours = give(other, child, "PENTA", "2026-11-10")
    pass_on(one, other)
    assert len(doses_written_twice(other)) == 1
    correct_dose(other, yours, {"dose_number": 2}, reason="hai mũi khác nhau")
    assert doses_written_twice(other) == ()


def test_a_correction_needs_a_reason_and_keeps_what_was_written(database):
    child = born(database, "2026-09-01")
    dose = give(database, child, "BCG", "2026-11-20")
    with pytest.raises(Refused) as refusal:
        correct_dose(database, dose, {"lot": "L2"}, reason=" ")
    assert refusal.value.field == "reason"
    correct_dose(database, dose, {"lot": "L2"}, reason="đọc nhầm nhãn")
    assert [w.value for w in inspect(database, "dose", dose).history if w.field == "lot"] == ["L1", "L2"]


def test_a_correction_may_say_what_the_schedule_forbids_but_not_what_cannot_be(database):
    child = born(database, "2026-08-01")
    dose = give(database, child, "PENTA", "2026-11-20")
    correct_dose(database, dose, {"given_on": "2026-09-01"}, reason="sổ ghi ngày khác")
    with pytest.raises(Refused) as refusal:
        correct_dose(database, dose, {"given_on": "2026-07-01"}, reason="sổ ghi ngày khác")
    assert refusal.value.field == "given_on"
    with pytest.raises(Refused, match="nhầm người"):
        correct_dose(database, dose, {"person": born(database, NEW_BORN)}, reason="nhầm")


def test_the_card_shows_every_series_and_what_to_give_first(database):
    child = born(database, "2026-08-01")
    give(database, child, "BCG", "2026-08-02")
    card = antigen_row(database, child, TODAY)
    states = {line.code: line.state for line in card.series}
    assert (states["BCG"], states["DPT"], states["MEASLES"]) == (State.DONE, State.OVERDUE, State.NOT_YET)
    assert card.selected in {"PENTA", "OPV"}
    assert len(card.doses) == 1


def test_the_open_vial_fills_in_the_next_dose(database):
    first, second = born(database, "2026-09-01"), born(database, "2026-09-02")
    assert last_lot(database, "BCG").lot is None
    give(database, first, "BCG", "2026-11-21", lot="B77", expiry="2027-03", manufacturer="IVAC")
    vial = last_lot(database, "BCG")
    assert (vial.lot, vial.expiry, vial.manufacturer) == ("B77", "2027-03", "IVAC")
    assert (vial.route, vial.site, vial.volume, vial.program) == ("id", "deltoid_left_skin", "0.1 ml", "epi")
    give(database, second, "BCG", "2026-11-21", lot="OLD", expiry="2026-11-21", confirmed=True)
    database.clock.move(days=1)
    assert last_lot(database, "BCG").lot is None


def test_a_script_records_finds_and_withdraws_a_dose(database):
    child = born(database, "2026-09-01")
    verbs = VERBS["dose"]
    dose = verbs.new(database, {"person": child, "vaccine": "BCG", "given_on": "2026-11-20"})
    assert [row["id"] for row in verbs.find(database, child, 10)] == [dose]
    assert [row["id"] for row in verbs.find(database, "giang thi", 10)] == [dose]
    assert verbs.find(database, "vàng", 10) == []
    verbs.withdraw(database, dose, "nhập nhầm")
    assert verbs.find(database, "", 10) == []
    with pytest.raises(Refused) as refusal:
        verbs.new(database, {"person": child, "vaccine": "BCG"})
    assert refusal.value.field == "given_on"


def pass_on(sender: Database, receiver: Database) -> None:
    """What the warehouse would hand from one PC to another."""
    with sender.reading() as session:
        raw = sender.raw(session)
        device = raw.execute("SELECT device FROM sync_self").fetchone()[0]
        payloads = raw.execute("SELECT payload FROM sync_outbox ORDER BY seq").fetchall()
    with receiver.taking_in() as intake:
        intake.take(decode(device, bytes(payload)) for (payload,) in payloads)
