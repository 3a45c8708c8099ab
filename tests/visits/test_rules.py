"""Vital signs that can be, what closes a visit, and when somebody may be asked back."""

from datetime import date

import pytest

from station_app.common.days import PartialDate
from station_app.common.errors import Refused
from station_app.visits.rules import against_closing, against_follow_up, against_vitals, other_codes

GROWN, TODDLER, BABY = 400, 30, 4


def found(values: dict[str, object], months: int | None) -> list[tuple[str, bool]]:
    return [(doubt.field, doubt.refuse) for doubt in against_vitals(values, months=months)]


@pytest.mark.parametrize(
    "values, months, expected",
    [
        pytest.param({"pulse": 80, "temperature": "36.8", "spo2": 98}, GROWN, [], id="well"),
        pytest.param({"pulse": 150}, BABY, [], id="a baby's pulse"),
        pytest.param({"pulse": 150}, GROWN, [("pulse", False)], id="a fast pulse is asked about"),
        pytest.param({"pulse": 15}, GROWN, [("pulse", True)], id="no pulse that slow"),
        pytest.param({"temperature": "368"}, GROWN, [("temperature", True)], id="a comma forgotten"),
        pytest.param({"temperature": "41"}, GROWN, [("temperature", False)], id="a high fever"),
        pytest.param({"systolic": 130, "diastolic": 80}, GROWN, [], id="usual pressure"),
        pytest.param({"systolic": 80, "diastolic": 80}, GROWN, [("diastolic", True)], id="equal pressures"),
        pytest.param({"systolic": 90, "diastolic": 110}, GROWN, [("diastolic", True)], id="swapped"),
        pytest.param({"systolic": 130}, GROWN, [("diastolic", False)], id="half a pressure"),
        pytest.param({"diastolic": 80}, GROWN, [("systolic", False)], id="the other half"),
        pytest.param({"weight": "3200"}, BABY, [("weight", True)], id="grams"),
        pytest.param({"weight": "60"}, TODDLER, [("weight", False)], id="a heavy toddler"),
        pytest.param({"weight": "60"}, None, [], id="no age known"),
        pytest.param({"height": "1.6"}, GROWN, [("height", True)], id="metres"),
        pytest.param({"spo2": 101}, GROWN, [("spo2", True)], id="more than all"),
        pytest.param({"spo2": "?"}, GROWN, [], id="unreadable from another PC"),
    ],
)
def test_a_sign_is_taken_asked_about_or_refused(
    values: dict[str, object], months: int | None, expected: list[tuple[str, bool]]
):
    assert found(values, months) == expected


def test_what_is_refused_comes_before_what_is_asked():
    assert found({"pulse": 150, "spo2": 120}, GROWN) == [("spo2", True), ("pulse", False)]


@pytest.mark.parametrize(
    "values, months, expected",
    [
        pytest.param({}, GROWN, [("diagnosis", True)], id="no diagnosis"),
        pytest.param({"diagnosis": "Cảm"}, GROWN, [], id="in words"),
        pytest.param({"icd10_main": "J00"}, GROWN, [], id="by its code"),
        pytest.param({"icd10_main": "J00"}, TODDLER, [("weight", False)], id="a child not weighed"),
        pytest.param({"icd10_main": "J00", "weight": "12"}, TODDLER, [], id="a child weighed"),
    ],
)
def test_a_visit_is_closed_with_a_diagnosis_and_a_child_with_its_weight(
    values: dict[str, object], months: int, expected: list[tuple[str, bool]]
):
    assert [(doubt.field, doubt.refuse) for doubt in against_closing(values, months=months)] == expected


@pytest.mark.parametrize(
    "on, expected",
    [
        pytest.param(None, [], id="none"),
        pytest.param(PartialDate(2026, 11, 21), [True], id="the same day"),
        pytest.param(PartialDate(2026, 11, 22), [], id="tomorrow"),
        pytest.param(PartialDate(2026, 12), [], id="next month"),
        pytest.param(PartialDate(2028, 1, 1), [False], id="in more than a year"),
    ],
)
def test_somebody_is_asked_back_after_the_visit(on: PartialDate | None, expected: list[bool]):
    assert [doubt.refuse for doubt in against_follow_up(on, date(2026, 11, 21))] == expected


@pytest.mark.parametrize(
    "typed, kept",
    [
        (None, None),
        ("", None),
        ("e11.9", "E11.9"),
        ("E11.9,i10; E11.9", "E11.9; I10"),
        ("J00", None),
    ],
)
def test_other_codes_have_one_form_and_leave_out_the_main_one(typed: str | None, kept: str | None):
    assert other_codes(typed, "J00") == kept


def test_words_among_the_codes_are_refused():
    with pytest.raises(Refused, match="ICD-10") as refusal:
        other_codes("I10; tiểu đường", None)
    assert refusal.value.field == "icd10_other"


def test_more_codes_than_the_insurance_takes_are_refused():
    with pytest.raises(Refused, match="12"):
        other_codes(";".join(f"A{number:02}" for number in range(13)), None)
