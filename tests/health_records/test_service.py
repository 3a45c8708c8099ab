"""Allergies, conditions and risk factors on a real station: what warns, what hides, what is refused."""

import pytest

from station_app.common.errors import Refused
from station_app.health_records.service import (
    VERBS,
    Alerts,
    add_allergy,
    add_condition,
    add_risk_factor,
    alerts_of,
    correct_allergy,
    correct_condition,
    record,
    withdraw_allergy,
    withdraw_condition,
)
from station_app.people.model import Person
from station_app.store.database import Database
from station_app.store.inspection import inspect


@pytest.fixture
def person(database: Database) -> str:
    with database.writing() as session:
        made = Person(full_name="Vàng A Páo", birth_date="1988-03-09", sex="male")
        session.add(made)
    return made.id


def test_an_allergy_is_said_before_anything_is_given(database, person):
    add_allergy(
        database, person=person, kind="1", substance="Penicillin", severity="severe", reaction="nổi mề đay"
    )
    [allergy] = alerts_of(database, [person])[person].allergies
    assert allergy.said == "Penicillin · nặng · nổi mề đay"
    assert allergy.status == "active"


def test_who_has_nothing_written_down_has_an_empty_entry(database, person):
    assert alerts_of(database, [person]) == {person: Alerts()}


def test_an_allergy_is_one_record_each_and_not_written_twice(database, person):
    add_allergy(database, person=person, kind="1", substance="Penicillin")
    with pytest.raises(Refused, match="Đã ghi dị ứng") as refusal:
        add_allergy(database, person=person, kind="1", substance="PENICILLIN ")
    assert refusal.value.field == "substance"
    add_allergy(database, person=person, kind="3", substance="Tôm")
    assert len(alerts_of(database, [person])[person].allergies) == 2


@pytest.mark.parametrize(
    "add, values, field",
    [
        pytest.param(add_allergy, {"kind": "1"}, "substance", id="an allergy to nothing"),
        pytest.param(add_condition, {"note": "mệt"}, "name", id="a condition without name and code"),
        pytest.param(add_risk_factor, {"status": "1"}, "kind", id="a risk of no kind"),
        pytest.param(
            add_condition, {"name": "Hen", "since": "2026-11-22"}, "since", id="a condition from tomorrow"
        ),
        pytest.param(
            add_condition, {"name": "Hen", "since": "1987"}, "since", id="a condition from before birth"
        ),
    ],
)
def test_what_cannot_be_is_refused_under_its_field(database, person, add, values, field):
    with pytest.raises(Refused) as refusal:
        add(database, person=person, **values)
    assert refusal.value.field == field


def test_a_record_of_nobody_is_refused_under_the_person(database):
    with pytest.raises(Refused) as refusal:
        add_condition(database, person="019b0000-0000-7000-8000-00000000dead", name="Hen")
    assert refusal.value.field == "person"


def test_a_condition_takes_its_name_from_its_code(database, person):
    add_condition(database, person=person, icd10="I10")
    [condition] = alerts_of(database, [person])[person].conditions
    assert condition.said.endswith("(I10)")
    assert condition.name != "I10"
    assert condition.restricted is None


@pytest.mark.parametrize(
    "values, category",
    [
        pytest.param({"icd10": "B24"}, "hiv", id="HIV"),
        pytest.param({"icd10": "F20.0", "name": "Bệnh mạn tính"}, "mental_health", id="mental health"),
        pytest.param({"icd10": "O04.9", "name": "Theo dõi"}, "abortion", id="abortion"),
        pytest.param({"icd10": "Y07.0", "name": "Chấn thương"}, "violence", id="violence"),
        pytest.param({"name": "Nhiễm HIV"}, "hiv", id="written without its code"),
        pytest.param({"name": "tram cam"}, "mental_health", id="written without marks"),
        pytest.param({"name": "Khác", "restricted": "violence"}, "violence", id="chosen by the nurse"),
    ],
)
def test_a_restricted_diagnosis_gets_its_label_and_is_hidden(database, person, values, category):
    made = add_condition(database, person=person, **values)
    assert inspect(database, "condition", made).fields["restricted"] == category
    assert alerts_of(database, [person]) == {person: Alerts()}
    assert record(database, person).conditions == ()
    assert VERBS["condition"].find(database, person, 10) == []


def test_who_has_the_right_sees_that_there_is_one_and_reads_it_in_the_record(database, person):
    add_condition(database, person=person, icd10="B24")
    alerts = alerts_of(database, [person], may_see_restricted=True)[person]
    assert (alerts.conditions, alerts.has_restricted) == ((), True)
    [condition] = record(database, person, may_see_restricted=True).conditions
    assert condition.restricted == "hiv"


def test_a_label_goes_with_a_code_that_was_a_slip_but_a_chosen_label_stays(database, person):
    slip = add_condition(database, person=person, icd10="B24", name="Nhiễm vi rút")
    correct_condition(database, slip, {"icd10": "B34.9"}, reason="gõ nhầm mã")
    chosen = add_condition(database, person=person, name="Chấn thương", restricted="violence")
    correct_condition(database, chosen, {"note": "đã khám lại"}, reason="bổ sung")
    assert inspect(database, "condition", slip).fields["restricted"] is None
    assert inspect(database, "condition", chosen).fields["restricted"] == "violence"


def test_the_label_of_a_restricted_code_cannot_be_taken_off(database, person):
    made = add_condition(database, person=person, icd10="B24")
    correct_condition(database, made, {"restricted": None}, reason="bỏ nhãn")
    assert inspect(database, "condition", made).fields["restricted"] == "hiv"


def test_what_is_over_warns_no_more_but_stays_in_the_record(database, person):
    add_condition(database, person=person, name="Viêm phổi", status="resolved")
    add_risk_factor(database, person=person, kind="1", status="3")
    add_risk_factor(database, person=person, kind="2", amount="2 cốc/ngày")
    alerts = alerts_of(database, [person])[person]
    assert alerts.conditions == ()
    assert [risk.said for risk in alerts.risk_factors] == ["Uống rượu bia · Có · 2 cốc/ngày"]
    whole = record(database, person)
    assert (len(whole.conditions), len(whole.risk_factors)) == (1, 2)


def test_a_correction_needs_a_reason_and_is_about_the_same_person(database, person):
    made = add_allergy(database, person=person, kind="1", substance="Penicillin")
    with pytest.raises(Refused) as refusal:
        correct_allergy(database, made, {"severity": "mild"}, reason=None)
    assert refusal.value.field == "reason"
    with pytest.raises(Refused, match="nhầm người"):
        correct_allergy(database, made, {"person": "019b0000-0000-7000-8000-00000000dead"}, reason="nhầm")
    correct_allergy(database, made, {"severity": "mild"}, reason="hỏi lại gia đình")
    history = inspect(database, "allergy", made).history
    assert "hỏi lại gia đình" in {written.reason for written in history}


def test_what_was_withdrawn_warns_nobody_and_stays_readable(database, person):
    allergy = add_allergy(database, person=person, kind="1", substance="Penicillin")
    condition = add_condition(database, person=person, icd10="I10")
    withdraw_allergy(database, allergy, "nhập nhầm: người khác")
    withdraw_condition(database, condition, "nhập nhầm: người khác")
    assert alerts_of(database, [person]) == {person: Alerts()}
    assert inspect(database, "allergy", allergy).fields["substance"] == "Penicillin"
    with pytest.raises(Refused, match="đã bị huỷ"):
        withdraw_allergy(database, allergy, "lần nữa")


def test_a_script_has_the_same_verbs(database, person):
    verbs = VERBS["risk_factor"]
    made = verbs.new(database, {"person": person, "kind": "1"})
    verbs.correct(database, made, {"amount": "10 điếu/ngày"}, "hỏi lại", ())
    assert verbs.find(database, "vang a pao", 10)[0]["amount"] == "10 điếu/ngày"
    verbs.withdraw(database, made, "nhập nhầm")
    assert verbs.find(database, person, 10) == []
