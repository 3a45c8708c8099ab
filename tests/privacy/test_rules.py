"""Deadlines, who speaks for whom, what data may be used for, how long it is kept: tables of cases."""

from datetime import date

import pytest

import resources
from station_app.common.days import PartialDate
from station_app.privacy.rules.deadlines import Facts, Stage, Urgency, add_working_days, due, standing
from station_app.privacy.rules.retention import retention
from station_app.privacy.rules.speaking import Speaker, age_of, capacity_objection, consent_objection, speaker
from station_app.privacy.rules.using import Agreed, Restricted, verdict
from station_app.privacy.schedule import BadPack, load_calendar, load_deadlines, load_purposes, load_retention

DEADLINES = load_deadlines(resources.text("privacy/deadlines.json"), date(2026, 11, 21))
CALENDAR = load_calendar(resources.text("privacy/working_days.json"))
RETENTION = load_retention(resources.text("privacy/retention.json"), date(2026, 11, 21))
PURPOSES = load_purposes(
    {"code": one.code, "label": one.label, **one.extra} for one in resources.codes("processing_purposes")
)
FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    "received, days, last",
    [
        pytest.param(FRIDAY, 2, date(2026, 11, 24), id="a weekend between"),
        pytest.param(date(2026, 2, 13), 2, date(2026, 2, 24), id="Tết between"),
        pytest.param(date(2026, 4, 29), 2, date(2026, 5, 5), id="30/4, 1/5 and a weekend"),
        pytest.param(date(2026, 8, 21), 1, date(2026, 8, 22), id="a Saturday that is worked for another day"),
        pytest.param(date(2031, 1, 31), 2, date(2031, 2, 4), id="a year of which nothing is listed"),
    ],
)
def test_working_days_know_the_holidays(received: date, days: int, last: date):
    assert add_working_days(received, days, CALENDAR) == last


@pytest.mark.parametrize(
    "kind, days, with_third_party, extension",
    [
        ("access", 10, 15, 10),
        ("correction", 10, 15, 10),
        ("restriction", 15, 20, 15),
        ("objection", 15, 20, 15),
        ("withdrawal", 15, 20, 15),
        ("deletion", 20, 30, 20),
        ("of a later law", 10, 15, 10),
    ],
)
def test_each_kind_has_its_days(kind: str, days: int, with_third_party: int, extension: int):
    plain, told = Facts(kind, FRIDAY), Facts(kind, FRIDAY, third_party=True)
    assert (due(plain, DEADLINES, CALENDAR).execute - FRIDAY).days == days
    assert (due(told, DEADLINES, CALENDAR).execute - FRIDAY).days == with_third_party
    longer = Facts(kind, FRIDAY, extended_on=FRIDAY)
    assert (due(longer, DEADLINES, CALENDAR).execute - FRIDAY).days == days + extension
    assert due(longer, DEADLINES, CALENDAR).execute == due(plain, DEADLINES, CALENDAR).if_extended


@pytest.mark.parametrize(
    "facts, today, stage, urgency",
    [
        (Facts("access", FRIDAY), FRIDAY, Stage.ACKNOWLEDGE, Urgency.CALM),
        (Facts("access", FRIDAY), date(2026, 11, 23), Stage.ACKNOWLEDGE, Urgency.SOON),
        (Facts("access", FRIDAY), date(2026, 11, 25), Stage.ACKNOWLEDGE, Urgency.OVERDUE),
        (Facts("access", FRIDAY, acknowledged_on=FRIDAY), date(2026, 11, 25), Stage.DECIDE, Urgency.CALM),
        (Facts("access", FRIDAY, acknowledged_on=FRIDAY), date(2026, 12, 1), Stage.DECIDE, Urgency.OVERDUE),
        (Facts("access", FRIDAY, decided_on=FRIDAY), date(2026, 11, 30), Stage.CARRY_OUT, Urgency.SOON),
        (Facts("access", FRIDAY, status="done"), date(2027, 1, 1), Stage.CLOSED, Urgency.CLOSED),
        (Facts("access", FRIDAY, status="refused"), date(2027, 1, 1), Stage.CLOSED, Urgency.CLOSED),
    ],
)
def test_a_request_stands_where_its_days_say(facts: Facts, today: date, stage: Stage, urgency: Urgency):
    found = standing(facts, today, DEADLINES, CALENDAR)
    assert (found.stage, found.urgency) == (stage, urgency)


@pytest.mark.parametrize(
    "born, who",
    [
        (PartialDate(2026, 1, 1), Speaker.GUARDIAN),
        (PartialDate(2019, 11, 21), Speaker.GUARDIAN),
        (PartialDate(2019, 11, 20), Speaker.BOTH),
        (PartialDate(2010, 11, 21), Speaker.BOTH),
        (PartialDate(2010, 11, 20), Speaker.PERSON),
        (PartialDate(2019), Speaker.GUARDIAN),
        (None, Speaker.PERSON),
    ],
)
def test_a_child_is_spoken_for_and_later_asked_too(born: PartialDate | None, who: Speaker):
    assert speaker(age_of(born, FRIDAY), DEADLINES) is who


@pytest.mark.parametrize(
    "capacity, paper, age, field, firm",
    [
        ("self", None, 30, None, None),
        ("self", None, None, None, None),
        ("self", None, 5, "capacity", True),
        ("child", None, 5, "capacity", True),
        ("guardian", None, 5, None, None),
        ("self", None, 9, "capacity", True),
        ("child", None, 9, None, None),
        ("guardian", None, 9, "capacity", False),
        ("guardian", None, 40, "capacity", False),
        ("representative", None, 40, "requester_paper", True),
        ("representative", "giấy uỷ quyền 12/2026", 40, None, None),
    ],
)
def test_who_may_ask_for_whom(capacity, paper, age, field, firm):
    found = capacity_objection(capacity, paper, age, DEADLINES)
    assert ((found.field, found.firm) if found else (None, None)) == (field, firm)


@pytest.mark.parametrize(
    "by_person, guardian, age, field",
    [
        (True, None, 30, None),
        (False, None, 30, "by_person"),
        (False, "Vừ A Páo", 5, None),
        (True, None, 5, "guardian_name"),
        (True, None, 9, "guardian_name"),
        (False, "Vừ A Páo", 9, "by_person"),
        (True, "Vừ A Páo", 9, None),
    ],
)
def test_who_must_have_agreed(by_person, guardian, age, field):
    found = consent_objection(by_person=by_person, guardian=guardian, age=age, deadlines=DEADLINES)
    assert (found.field if found else None) == field


GIVEN = Agreed("research", "permit", date(2026, 6, 1))


@pytest.mark.parametrize(
    "purpose, agreed, restricted, who, allowed",
    [
        pytest.param("research", [], [], Speaker.PERSON, False, id="silence is no consent"),
        pytest.param("research", [GIVEN], [], Speaker.PERSON, True, id="agreed"),
        pytest.param("teaching", [GIVEN], [], Speaker.PERSON, False, id="agreed to something else"),
        pytest.param(
            "research",
            [GIVEN, Agreed("research", "deny", date(2026, 7, 1))],
            [],
            Speaker.PERSON,
            False,
            id="the newest answer",
        ),
        pytest.param(
            "research",
            [Agreed("research", "permit", date(2026, 6, 1), withdrawn_on=FRIDAY)],
            [],
            Speaker.PERSON,
            False,
            id="withdrawn",
        ),
        pytest.param(
            "research",
            [Agreed("research", "permit", date(2026, 6, 1), by_person=False, guardian="Vừ A Páo")],
            [],
            Speaker.BOTH,
            False,
            id="the child has turned seven since",
        ),
        pytest.param(
            "research",
            [GIVEN],
            [Restricted("all", date(2026, 7, 1))],
            Speaker.PERSON,
            False,
            id="restricted although agreed",
        ),
        pytest.param("care", [], [Restricted("all", None)], Speaker.PERSON, True, id="care goes on"),
        pytest.param(
            "state_task", [], [Restricted("all", None)], Speaker.PERSON, True, id="so does the state"
        ),
        pytest.param("family_sheet", [], [], Speaker.PERSON, True, id="paper for the family"),
        pytest.param("family_sheet", [], [Restricted("all", None)], Speaker.PERSON, False, id="not on paper"),
        pytest.param(
            "family_sheet",
            [],
            [Restricted("research", None)],
            Speaker.PERSON,
            True,
            id="restricted for something else",
        ),
        pytest.param(
            "family_sheet",
            [],
            [Restricted("all", None, date(2026, 11, 19))],
            Speaker.PERSON,
            True,
            id="the restriction is over",
        ),
    ],
)
def test_what_data_may_be_used_for(purpose, agreed, restricted, who, allowed):
    found = verdict(PURPOSES[purpose], agreed, restricted, who, FRIDAY)
    assert found.allowed is allowed
    assert found.why
    assert found.basis in {one.code for one in resources.codes("legal_bases")}


def test_every_scope_of_a_restriction_stops_a_purpose_that_can_be_stopped():
    scopes = {one.code for one in resources.codes("restriction_scopes")} - {"all"}
    assert scopes == {code for code, purpose in PURPOSES.items() if not purpose.always}


@pytest.mark.parametrize(
    "entity, row, died_on, until",
    [
        ("visit", {"arrived_at": "2026-03-01T01:00:00Z", "icd10_main": "J00"}, None, date(2036, 12, 31)),
        ("visit", {"ended_at": "2027-01-02T01:00:00Z", "arrived_at": "2026-12-31T01:00:00Z",
                   "diagnosis": "Cảm"}, None, date(2037, 12, 31)),
        ("visit", {"arrived_at": "2026-03-01T01:00:00Z", "icd10_main": "F32.1"}, None, date(2046, 12, 31)),
        ("visit", {"arrived_at": "2026-03-01T01:00:00Z", "icd10_other": "J00; V23.4"}, None,
         date(2046, 12, 31)),
        ("visit", {"arrived_at": "2026-03-01T01:00:00Z"}, None, date(2046, 12, 31)),
        ("visit", {"arrived_at": "2026-03-01T01:00:00Z", "icd10_main": "J00"}, date(2026, 5, 1),
         date(2056, 12, 31)),
        ("visit", {}, None, None),
        ("dose", {"given_on": "2001-01-01"}, date(2002, 1, 1), None),
        ("person", {}, None, None),
        ("person", {}, date(2020, 2, 2), date(2030, 12, 31)),
        ("allergy", {"noted_on": "1999"}, None, None),
        ("consent", {"given_on": "2026-01-01"}, None, None),
        ("consent", {"given_on": "2026-01-01", "withdrawn_on": "2026-02-01"}, None, date(2031, 12, 31)),
        ("data_request", {"received_on": "2026-01-01", "done_on": "2027-01-01"}, None, date(2032, 12, 31)),
        ("of a later release", {"written_at": "2026-01-01"}, None, None),
    ],
)  # fmt: skip
def test_how_long_a_record_is_kept(entity, row, died_on, until):
    kept = retention(entity, row, RETENTION, died_on=died_on)
    assert kept.until == until
    assert kept.words
    assert not kept.is_over(until or date(2999, 1, 1))
    if until:
        assert kept.is_over(date(until.year + 1, 1, 1))


def test_a_pack_that_names_no_class_is_refused():
    broken = (
        resources.text("privacy/retention.json")
        .replace('"class": "check"', "")
        .replace('"unlisted": "health_book"', '"unlisted": "nowhere"')
    )
    with pytest.raises(BadPack):
        load_retention(broken, FRIDAY)


def test_before_the_first_edition_nothing_is_kept_shorter():
    before = load_retention(resources.text("privacy/retention.json"), date(2001, 1, 1))
    assert before.entities == RETENTION.entities
