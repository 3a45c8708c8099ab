"""The schedule is dated data: which edition holds, what is refused as a broken pack."""

import json
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

import resources
from station_app.common.days import PartialDate
from station_app.immunization.schedule import (
    PREGNANCY,
    SHIPPED,
    BadSchedule,
    Span,
    in_force,
    load,
    load_vaccines,
    shipped,
)

EDITIONS = shipped(resources.text)
LAO_CAI, QUANG_NGAI, LANG_SON, HA_NOI = "15", "51", "20", "01"


def _document(**changed):
    step = {
        "number": 1,
        "label": "Sởi",
        "vaccine": "MEASLES",
        "needs": [["MEASLES"]],
        "min_age": {"months": 9},
    }
    return {
        "schedule": "trial",
        "kind": "routine",
        "label": "Thử",
        "legal_basis": "không",
        "valid_from": "2026-01-01",
        "valid_to": None,
        "series": [{"code": "MEASLES", "label": "Sởi", "steps": [step]}],
    } | changed


def _with_steps(*changes):
    document = _document()
    step = document["series"][0]["steps"][0]
    document["series"][0]["steps"] = [
        step | {"number": n} | change for n, change in enumerate(changes, start=1)
    ]
    return document


@pytest.mark.parametrize(
    "on, edition",
    [
        (date(2015, 5, 1), "epi_tt38_2017"),
        (date(2024, 7, 31), "epi_tt38_2017"),
        (date(2024, 8, 1), "epi_tt10_2024"),
        (date(2026, 2, 14), "epi_tt10_2024"),
        (date(2026, 2, 15), "epi_tt52_2025"),
        (date(2031, 1, 1), "epi_tt52_2025"),
    ],
)
def test_an_event_is_judged_by_the_edition_of_its_day(on, edition):
    assert in_force(EDITIONS, on, LAO_CAI).code == edition


@pytest.mark.parametrize(
    "province, on, codes",
    [
        (LAO_CAI, date(2026, 11, 21), {"PCV"}),
        (QUANG_NGAI, date(2026, 11, 21), {"PCV", "HPV"}),
        (HA_NOI, date(2026, 11, 21), set()),
        (None, date(2026, 11, 21), set()),
        (LANG_SON, date(2026, 1, 1), set()),
    ],
)
def test_a_province_gives_what_the_road_map_gave_it(province, on, codes):
    given = {series.code for series in in_force(EDITIONS, on, province).series}
    assert given & {"PCV", "HPV"} == codes


def test_the_second_polio_injection_came_with_the_second_edition():
    def steps_on(day):
        return {series.code: len(series.steps) for series in in_force(EDITIONS, day, LAO_CAI).series}

    assert (steps_on(date(2024, 7, 31))["IPV"], steps_on(date(2024, 8, 1))["IPV"]) == (1, 2)


def test_tetanus_in_pregnancy_is_a_schedule_of_its_own():
    schedule = in_force(EDITIONS, date(2026, 11, 21), LAO_CAI, PREGNANCY)
    assert [len(schedule.with_history(name).steps) for name in ("none", "basic", "boosted")] == [5, 3, 2]


@pytest.mark.parametrize(
    "span, start, end",
    [
        (Span(months=1), date(2026, 1, 31), date(2026, 2, 28)),
        (Span(months=18), date(2024, 8, 31), date(2026, 2, 28)),
        (Span(weeks=6), date(2026, 1, 1), date(2026, 2, 12)),
        (Span(years=7), date(2020, 2, 29), date(2027, 2, 28)),
        (Span(days=28), date(2026, 2, 1), date(2026, 3, 1)),
    ],
)
def test_months_are_calendar_months_and_weeks_are_days(span, start, end):
    assert span.after(start) == end


def test_a_span_is_said_in_words():
    assert (Span(years=1, months=6).words, Span(weeks=6).words) == ("1 năm 6 tháng", "6 tuần")


@pytest.mark.parametrize(
    "document, complaint",
    [
        (_document(valid_to="2025-01-01"), "ends before it begins"),
        (_document(valid_from=None), "valid_from is missing"),
        (_document(series=_document()["series"] * 2), "stands twice"),
        (_with_steps({"number": 2}), "stands where 1"),
        (_with_steps({}, {}), "no interval"),
        (_with_steps({"needs": []}), "no antigen"),
        (_with_steps({"min_age": 9}), "min_age must be"),
        (_with_steps({"min_age": {"moons": 9}}), "min_age must be"),
        (_with_steps({"max_age": {"months": 6}}), "out of order"),
    ],
)
def test_a_pack_that_contradicts_itself_is_refused(document, complaint):
    with pytest.raises(BadSchedule, match=complaint):
        load(document)


def test_no_schedule_of_a_kind_is_said_and_not_guessed():
    with pytest.raises(BadSchedule, match="no schedule"):
        in_force((), date(2026, 1, 1), None)


def test_editions_follow_each_other_without_a_gap():
    routine = [one for one in EDITIONS if one.kind == "routine"]
    for earlier, later in pairwise(routine):
        assert earlier.valid_to is not None
        assert (later.valid_from - earlier.valid_to).days == 1


def test_every_step_is_given_with_a_product_that_fits_it():
    vaccines = load_vaccines(
        {"code": code.code, "label": code.label, **code.extra} for code in resources.codes("vaccine_products")
    )
    for schedule in EDITIONS:
        for series in schedule.series:
            for step in series.steps:
                assert step.takes(vaccines[step.vaccine].antigens), (schedule.code, series.code, step.number)
                assert step.live == vaccines[step.vaccine].live_injectable


def test_every_antigen_has_a_name():
    named = {code.code for code in resources.codes("antigens")}
    used = {antigen for code in resources.codes("vaccine_products") for antigen in code.extra["antigens"]}
    needed = {
        antigen
        for schedule in EDITIONS
        for series in schedule.series
        for step in series.steps
        for need in step.needs
        for antigen in need
    }
    assert used <= named
    assert needed <= named


def test_every_schedule_file_is_shipped_and_names_its_source():
    folder = Path(resources.__file__).parent / "schedules"
    assert {path.stem for path in folder.glob("*.json")} == set(SHIPPED)
    for path in folder.glob("*.json"):
        document = json.loads(path.read_text("utf-8"))
        assert document["source"]
        assert document["legal_basis"]
        assert document["certainty"]


def test_nobody_grown_up_is_on_the_list_of_children():
    schedule = in_force(EDITIONS, date(2026, 11, 21), LAO_CAI)
    assert date(2009, 1, 1) < schedule.oldest_followed(date(2026, 11, 21)) < date(2012, 1, 1)


def test_a_cohort_gives_the_benefit_of_the_doubt_to_a_birth_known_by_year():
    series = next(one for one in in_force(EDITIONS, date(2026, 11, 21), LAO_CAI).series if one.code == "PCV")
    assert [series.concerns(PartialDate(2025, month), "male") for month in (9, 11)] == [False, True]
    assert series.concerns(PartialDate(2025), "male")
