"""A restricted record is sealed whole at its save: raw SQL with the file's own key finds nothing of it."""

import json
from dataclasses import replace

import pytest

from station_app.common.errors import Refused
from station_app.exchange.sealing import LABELS, tend
from station_app.health_records.service import (
    add_condition,
    alerts_of,
    correct_condition,
    record,
    withdraw_condition,
)
from station_app.people.service import register_person
from station_app.store.database import Database
from station_app.store.inspection import inspect
from station_app.store.resealing import seal_leftovers
from station_app.store.restriction import edition
from station_app.store.settling import settle
from station_app.store.unsealing import sealed_rows
from station_app.store.vault.keys import Private
from station_app.visits.model import Visit
from station_app.visits.service import correct_visit, find_visits, record_visit, visit, visits_of
from sync.sealed import MARK, new_private, public_of

PHYSICIAN = Private(b"p" * 32, seal := new_private(), box=public_of(seal))
NURSE = replace(PHYSICIAN, seal=None)
SECRET = {"reason": "sút cân", "diagnosis": "Nhiễm HIV giai đoạn 3", "icd10_main": "B20", "treatment": "TLD"}


@pytest.fixture
def nurse(database) -> Database:
    database.private = NURSE
    return database


@pytest.fixture
def person(nurse) -> str:
    return register_person(nurse, {"full_name": "Giàng Thị Mỷ", "sex": "female", "birth_date": "1988"})


def as_physician(database: Database) -> Database:
    database.private = PHYSICIAN
    return database


def everything(database: Database) -> str:
    """All that SQL finds in the file with the key that every account has."""
    with database.reading() as session:
        raw = database.raw(session)
        tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [row for name in tables for row in raw.execute(f'SELECT * FROM "{name}"')]
    return "\n".join(
        value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
        for row in rows
        for value in row
    )


def test_nobody_types_what_looks_sealed(nurse, person):
    """It would hide the whole record; whether the record is sealed or not."""
    physician = as_physician(nurse)
    condition = add_condition(physician, person=person, name="Nhiễm HIV giai đoạn 3")
    newcomer = {"full_name": "Lò Thị Á", "birth_date": "1990", "note": f"{MARK}1x"}
    before = everything(physician)
    with pytest.raises(Refused, match="ký tự lạ") as refused:
        register_person(physician, newcomer)
    assert refused.value.field == "note"
    with pytest.raises(Refused, match="ký tự lạ") as refused:
        correct_condition(physician, condition, {"name": f"{MARK}txyz"}, reason="x")
    assert refused.value.field == "name"
    assert everything(physician) == before
    register_person(physician, newcomer | {"note": f"sau chữ thì được {MARK}"})


def test_a_nurse_writes_a_sealed_record_and_finds_nothing_of_it_again(nurse, person):
    made = record_visit(nurse, {"person": person, **SECRET}, confirmed=True)
    found = everything(nurse)
    assert made in found
    for text in SECRET.values():
        assert text not in found
        assert json.dumps(text)[1:-1] not in found
    # Nor whom it is about: the person stands in her own record and index alone.
    with nurse.reading() as session:
        raw = nurse.raw(session)
        (row,) = raw.execute("SELECT * FROM visit").fetchall()
        (payload,) = raw.execute("SELECT payload FROM sync_outbox ORDER BY seq DESC LIMIT 1").fetchone()
    assert [value for value in row[1:-5] if value is not None] == []
    assert person.encode() not in row[-1]
    assert payload.count(MARK.encode()) == 26
    assert visits_of(nurse, [person]) == {person: ()}
    assert visits_of(nurse, [person], may_see_restricted=True) == {person: ()}
    assert visit(nurse, made, may_see_restricted=True) is None
    assert find_visits(nurse, "", 10) == []
    with pytest.raises(Refused):
        correct_visit(nurse, made, {"note": "x"}, reason="x")
    with pytest.raises(Refused, match="hạn chế"):
        inspect(nurse, "visit", made)


def test_a_physician_reads_and_corrects_it_and_it_stays_sealed(nurse, person):
    made = record_visit(nurse, {"person": person, **SECRET}, confirmed=True)
    physician = as_physician(nurse)
    [line] = visits_of(physician, [person], may_see_restricted=True)[person]
    assert (line.id, line.diagnosis, line.restricted) == (made, SECRET["diagnosis"], "hiv")
    correct_visit(
        physician,
        made,
        {"treatment": None, "symptoms": "nấm miệng"},
        reason="chuyển tuyến ARV",
        confirmed=True,
    )
    [line] = visits_of(physician, [person], may_see_restricted=True)[person]
    assert (line.treatment, line.symptoms, line.reason) == (None, "nấm miệng", "sút cân")
    found = inspect(physician, "visit", made)
    assert {w.value for w in found.history if w.field == "treatment"} == {"TLD", None}
    assert "chuyển tuyến ARV" in {w.reason for w in found.history}
    assert visits_of(physician, [person])[person] == ()
    text = everything(physician)
    assert not [word for word in ("nấm miệng", "ARV", "TLD") if word in text]


def test_a_record_that_becomes_restricted_is_sealed_with_its_history(nurse, person):
    made = record_visit(
        nurse, {"person": person, "reason": "sốt", "diagnosis": "Sốt kéo dài"}, confirmed=True
    )
    correct_visit(nurse, made, {"treatment": "hạ sốt Oresol"}, reason="thiếu mục điều trị", confirmed=True)
    correct_visit(nurse, made, {"diagnosis": "Nhiễm HIV"}, reason="có kết quả HIV", confirmed=True)
    with nurse.reading() as session:
        raw = nurse.raw(session)
        history = raw.execute("SELECT value, reason FROM sync_history WHERE field <> 'life'").fetchall()
        names = [name for (name,) in raw.execute("SELECT text FROM sync_name")]
        (row,) = raw.execute("SELECT * FROM visit").fetchall()
    assert history
    assert all(MARK in value for value, _ in history)
    assert all(MARK in reason for _, reason in history if reason)
    assert "có kết quả HIV" not in names
    assert [value for value in row[1:-5] if value is not None] == []
    physician = as_physician(nurse)
    found = inspect(physician, "visit", made)
    assert {w.value for w in found.history if w.field == "diagnosis"} == {"Sốt kéo dài", "Nhiễm HIV"}
    assert {"thiếu mục điều trị", "có kết quả HIV"} <= {w.reason for w in found.history}


def test_a_label_taken_away_by_who_may_unseals_the_record(nurse, person):
    made = record_visit(nurse, {"person": person, **SECRET}, confirmed=True)
    physician = as_physician(nurse)
    plain = {"diagnosis": "Cảm cúm", "icd10_main": "J11", "treatment": "nghỉ"}
    correct_visit(physician, made, plain, reason="ghi nhầm", confirmed=True)
    physician.private = NURSE
    [line] = visits_of(nurse, [person])[person]
    assert (line.diagnosis, line.reason, line.restricted) == ("Cảm cúm", "sút cân", None)
    assert "Nhiễm HIV" not in everything(nurse)
    # And again restricted: the same record key serves on.
    correct_visit(as_physician(nurse), made, {"diagnosis": "Nhiễm HIV"}, reason="đúng là", confirmed=True)
    nurse.private = NURSE
    assert visits_of(nurse, [person])[person] == ()


def test_conditions_and_risk_factors_are_sealed_and_withdrawn_without_a_word(nurse, person):
    made = add_condition(nurse, person=person, name="Trầm cảm nặng", note="có ý định tự tử")
    physician = as_physician(nurse)
    assert alerts_of(physician, [person], may_see_restricted=True)[person].has_restricted
    assert record(physician, person, may_see_restricted=True).conditions[0].name == "Trầm cảm nặng"
    assert record(physician, person).conditions == ()
    correct_condition(physician, made, {"note": "đã ổn, hết trầm cảm"}, reason="tái khám tâm thần")
    withdraw_condition(physician, made, "nhập nhầm người tâm thần")
    assert record(physician, person, may_see_restricted=True).conditions == ()
    assert inspect(physician, "condition", made).gone == "nhập nhầm người tâm thần"
    assert not [word for word in ("rầm cảm", "tâm thần", "tự tử") if word in everything(physician)]


def test_what_earlier_releases_left_open_is_sealed_once_and_skipped_afterwards(database, person):
    database.private = None
    open_one = record_visit(database, {"person": person, **SECRET}, confirmed=True)
    corrected = add_condition(database, person=person, name="Trầm cảm")
    correct_condition(database, corrected, {"note": "uống thuốc"}, reason="khám trầm cảm")
    assert "Trầm cảm" in everything(database)
    database.private = NURSE
    assert seal_leftovers(database, LABELS, edition()) == 2
    assert seal_leftovers(database, LABELS, edition()) == 0
    with database.reading() as session:
        raw = database.raw(session)
        rows = raw.execute("SELECT person, diagnosis FROM visit").fetchall()
        rows += raw.execute("SELECT person, name FROM condition").fetchall()
        history = raw.execute("SELECT value FROM sync_history WHERE field <> 'life'").fetchall()
    assert {value for row in rows for value in row} == {None}
    assert all(MARK in value for (value,) in history)
    [line] = visits_of(as_physician(database), [person], may_see_restricted=True)[person]
    assert (line.id, line.diagnosis) == (open_one, SECRET["diagnosis"])


def test_a_person_without_the_right_sees_nothing_even_with_the_key(nurse, person):
    record_visit(nurse, {"person": person, **SECRET}, confirmed=True)
    database = as_physician(nurse)
    database.seals.may_see = lambda: False
    database.seals.heard(["user"])
    assert visits_of(database, [person], may_see_restricted=True)[person] == ()
    with database.reading() as session:
        assert sealed_rows(session, Visit) == []


def test_sealing_goes_to_the_box_of_the_vault_and_not_to_what_somebody_wrote_into_the_file(nurse, person):
    forged = new_private()
    with nurse.taking_in() as intake:
        intake.raw.execute("UPDATE sync_self SET seal_public = ?", (public_of(forged),))
    made = record_visit(nurse, {"person": person, **SECRET}, confirmed=True)
    assert visit(as_physician(nurse), made, may_see_restricted=True) is not None
    tend(nurse)
    with nurse.reading() as session:
        (noted,) = nurse.raw(session).execute("SELECT seal_public FROM sync_self").fetchone()
    assert noted == PHYSICIAN.box


def test_a_question_of_a_sealed_record_is_settled_sealed(nurse, person):
    made = record_visit(nurse, {"person": person, **SECRET}, confirmed=True)
    physician = as_physician(nurse)
    before = physician.opened("visit", made)
    correct_visit(physician, made, {"outcome": "1"}, reason="x", confirmed=True)
    correct_visit(physician, made, {"outcome": "2"}, reason="x", confirmed=True, opened=(before,))
    assert list(inspect(physician, "visit", made).conflicts) == ["outcome"]
    settle(physician, "visit", made, "outcome", "2")
    found = inspect(physician, "visit", made)
    assert (found.conflicts, found.fields["outcome"]) == ({}, "2")
    with physician.reading() as session:
        state = physician.shelf(session).load([("visit", made)])["visit", made]
    assert all(str(value).startswith(MARK) for value in state.fields["outcome"].values())
