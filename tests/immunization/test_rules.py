"""Children as they come to the table: what counts, what is due, what speaks against a dose."""

from datetime import date, timedelta

import pytest
from hypothesis import given as holds_for
from hypothesis import strategies as st

import resources
from station_app.common.days import PartialDate
from station_app.immunization.rules import (
    Given,
    Proposed,
    Reason,
    Ruling,
    State,
    judge,
    next_doses,
    next_tetanus,
    objection,
    objections,
)
from station_app.immunization.schedule import PREGNANCY, Vaccine, in_force, load_vaccines, shipped

EDITIONS = shipped(resources.text)
TODAY = date(2026, 11, 21)
SCHEDULE = in_force(EDITIONS, TODAY, "15")
VACCINES = load_vaccines(
    {"code": code.code, "label": code.label, **code.extra} for code in resources.codes("vaccine_products")
)


def day(text):
    return PartialDate.parse_iso(text)


def card(*doses):
    """`card("PENTA 2026-01-05", …)`"""
    return [Given(VACCINES[code], day(on)) for code, on in (dose.split() for dose in doses)]


def asked(born, *doses, on=TODAY, sex="female", schedule=SCHEDULE):
    steps = next_doses(schedule, born=day(born), sex=sex, given=card(*doses), on=on)
    return {(step.series, step.number): step for step in steps}


def against(vaccine, on, born, *doses, today=TODAY, sex="male", expiry=None, historical=False):
    proposed = Proposed(VACCINES[vaccine], day(on), expiry and day(expiry), historical)
    found = objection(SCHEDULE, proposed, born=day(born), sex=sex, given=card(*doses), today=today)
    return found and (found.reason, found.refuse)


LATE_PENTA = ("PENTA 2026-04-05", "PENTA 2026-05-05", "PENTA 2026-06-20")
THREE_HEXA = ("HEXAXIM 2026-03-05", "HEXAXIM 2026-04-05", "HEXAXIM 2026-05-06")
THREE_DPT = ("DPT 2000-04-01", "DPT 2000-05-05", "DPT 2000-06-10")
THREE_PENTA = ("PENTA 2026-02-05", "PENTA 2026-03-05", "PENTA 2026-04-06")


@pytest.mark.parametrize(
    "born, doses, step, state, due",
    [
        # A newborn of this morning: hepatitis B and BCG wait for her, nothing else does.
        ("2026-11-21", (), ("HEPB0", 1), State.DUE, "2026-11-21"),
        ("2026-11-21", (), ("BCG", 1), State.DUE, "2026-11-21"),
        ("2026-11-21", (), ("DPT", 1), State.NOT_YET, "2027-01-21"),
        # Two days on, the birth dose is overdue; on the ninth day it is lost.
        ("2026-11-19", (), ("HEPB0", 1), State.OVERDUE, "2026-11-19"),
        ("2026-11-13", (), ("HEPB0", 1), State.TOO_LATE, "2026-11-13"),
        # Two months old today.
        ("2026-09-21", (), ("DPT", 1), State.DUE, "2026-11-21"),
        ("2026-09-22", (), ("DPT", 1), State.NOT_YET, "2026-11-22"),
        # Born on the last day of a month.
        ("2026-08-31", (), ("DPT", 1), State.DUE, "2026-10-31"),
        # The third dose comes four weeks after a late second one.
        ("2026-06-01", ("PENTA 2026-08-05", "PENTA 2026-11-05"), ("DPT", 3), State.NOT_YET, "2026-12-03"),
        # Away for a year, back: the series goes on where it stopped.
        ("2025-03-01", ("PENTA 2025-05-05",), ("DPT", 2), State.OVERDUE, "2025-06-02"),
        # Too early a second dose is repeated, counted from its own day.
        ("2026-08-01", ("PENTA 2026-10-05", "PENTA 2026-10-25"), ("DPT", 2), State.NOT_YET, "2026-11-22"),
        # Measles at six months, in an outbreak, is not the first dose.
        ("2026-02-01", ("MEASLES 2026-08-10",), ("MEASLES", 1), State.DUE, "2026-11-01"),
        # Rotavirus: never begun late, never finished late.
        ("2026-06-21", (), ("ROTA", 1), State.TOO_LATE, None),
        ("2026-05-25", ("ROTA 2026-08-05",), ("ROTA", 2), State.OVERDUE, "2026-09-02"),
        ("2026-05-21", ("ROTA 2026-08-05",), ("ROTA", 2), State.TOO_LATE, None),
        # The booster waits six months after a late third dose.
        ("2025-05-01", LATE_PENTA, ("DPT", 4), State.NOT_YET, "2026-12-20"),
        # Japanese encephalitis: one to two weeks, then a year.
        ("2025-10-01", ("JE 2026-11-10",), ("JE", 2), State.NOT_YET, "2026-11-24"),
        ("2024-10-01", ("JE 2025-11-01", "JE 2025-11-12"), ("JE", 3), State.DUE, "2026-11-12"),
        # Td at seven, and not before half a year from the last tetanus dose.
        ("2019-11-01", (), ("TD", 1), State.DUE, "2026-11-01"),
        ("2019-11-01", ("DPT 2026-09-01",), ("TD", 1), State.NOT_YET, "2027-03-01"),
        # A live vaccine a week ago moves measles on; one given today does not.
        ("2026-02-01", ("VARIVAX 2026-11-14",), ("MEASLES", 1), State.NOT_YET, "2026-12-12"),
        ("2026-02-01", ("VARIVAX 2026-11-21",), ("MEASLES", 1), State.DUE, "2026-11-01"),
        # Polio drops do not keep an injection away.
        ("2026-02-01", ("OPV 2026-11-14",), ("MEASLES", 1), State.DUE, "2026-11-01"),
        # Three six-in-one doses leave nothing of polio to give.
        ("2026-01-01", THREE_HEXA, ("IPV", 2), State.DONE, None),
        ("2026-01-01", THREE_HEXA, ("OPV", 3), State.DONE, None),
        ("2026-01-01", THREE_HEXA, ("DPT", 4), State.NOT_YET, "2027-07-01"),
        # MMR after the first year is the second measles dose.
        ("2025-01-01", ("MEASLES 2025-10-05", "PRIORIX 2026-07-05"), ("MEASLES", 2), State.DONE, None),
    ],
)  # fmt: skip
def test_a_child_is_asked_for_the_right_dose(born, doses, step, state, due):
    found = asked(born, *doses)[step]
    assert found.state is state
    if due:
        assert found.due == date.fromisoformat(due)


def test_a_series_nobody_began_is_not_asked_of_the_grown():
    assert asked("1988-03-09") == {}
    assert not {step for step in asked("2017-06-01") if step[0] in {"BCG", "ROTA", "IPV"}}


def test_a_series_begun_is_shown_to_its_end_and_says_why_it_stopped():
    stopped = asked("2016-01-01", "OPV 2016-03-05")[("OPV", 2)]
    assert (stopped.state, stopped.because) == (State.TOO_LATE, "Đã quá tuổi theo dõi của chương trình.")


@pytest.mark.parametrize(
    "province, sex, expected", [("51", "female", True), ("51", "male", False), ("15", "female", False)]
)
def test_hpv_is_asked_of_girls_of_eleven_where_the_road_map_has_come(province, sex, expected):
    schedule = in_force(EDITIONS, TODAY, province)
    assert (("HPV", 1) in asked("2015-06-01", sex=sex, schedule=schedule)) is expected


def test_a_birth_known_by_year_waits_for_its_last_day_and_says_so():
    step = asked("2026")[("BCG", 1)]
    assert step.earliest == date(2026, 12, 31)
    assert step.doubt == "Ngày sinh chưa rõ; tính theo ngày muộn nhất có thể (31/12/2026)."


def test_a_dose_known_by_month_counts_in_doubt():
    done = asked("2026-01-01", "PENTA 2026-03", "PENTA 2026-04")
    assert [done["DPT", n].state for n in (1, 2)] == [State.DONE, State.DONE]
    assert done["DPT", 2].doubt
    assert done["DPT", 3].earliest == date(2026, 5, 28)


@pytest.mark.parametrize(
    "series, born, doses, rulings",
    [
        ("DPT", "2025-12-01", THREE_PENTA, [Ruling.COUNTS] * 3),
        ("DPT", "2026-01-01", THREE_PENTA, [Ruling.TOO_YOUNG, Ruling.COUNTS, Ruling.COUNTS]),
        ("DPT", "2026-01-15", THREE_PENTA, [Ruling.TOO_YOUNG, Ruling.COUNTS, Ruling.COUNTS]),
        ("DPT", "2025-12-30", ("PENTA 2026-02-08", "PENTA 2026-02-15"), [Ruling.TOO_YOUNG, Ruling.TOO_SOON]),
        ("DPT", "2025-12-01", (*THREE_PENTA, "DPT 2026-07-01"), [Ruling.COUNTS] * 3 + [Ruling.TOO_YOUNG]),
        ("BCG", "2025-01-01", ("BCG 2025-01-20", "BCG 2025-06-20"), [Ruling.COUNTS, Ruling.EXTRA]),
        ("BCG", "2025-01-01", ("BCG 2026-01-01",), [Ruling.TOO_OLD]),
        ("MEASLES", "2025-12-01", ("VARIVAX 2026-09-01", "MEASLES 2026-09-20"), [Ruling.LIVE_TOO_CLOSE]),
        ("MEASLES", "2025-12-01", ("VARIVAX 2026-09-20", "MEASLES 2026-09-20"), [Ruling.COUNTS]),
        ("HEPB0", "2025-12-01", ("HEPB 2025-12-01", *THREE_PENTA), [Ruling.COUNTS]),
    ],
)
def test_a_dose_given_wrongly_is_kept_and_not_counted(series, born, doses, rulings):
    wanted = next(one for one in SCHEDULE.series if one.code == series)
    assert [one.ruling for one in judge(SCHEDULE, wanted, day(born), card(*doses))] == rulings


@pytest.mark.parametrize(
    "vaccine, on, born, doses, verdict",
    [
        ("PENTA", "2026-11-21", "2026-09-21", (), None),
        ("PENTA", "2026-11-22", "2026-09-21", (), (Reason.FUTURE, True)),
        ("PENTA", "2026-09-20", "2026-09-21", (), (Reason.BEFORE_BIRTH, True)),
        ("PENTA", "2026-11-21", "2026-10-20", (), (Reason.TOO_YOUNG, True)),
        # Seven weeks: the world counts it, the circular says two months. Ask.
        ("PENTA", "2026-11-21", "2026-10-01", (), (Reason.TOO_YOUNG, False)),
        ("PENTA", "2026-11-21", "2026-08-01", ("PENTA 2026-10-30",), (Reason.TOO_SOON, True)),
        ("PENTA", "2026-11-21", "2026-08-01", ("PENTA 2026-10-24",), None),
        ("PENTA", "2026-11-21", "2026-08-01", ("PENTA 2026-11-21",), (Reason.TOO_SOON, True)),
        ("DPT", "2026-11-21", "2026-08-01", (), (Reason.OTHER_VACCINE, False)),
        ("BCG", "2026-11-21", "2026-01-01", ("BCG 2026-01-20",), (Reason.COMPLETE, False)),
        ("BCG", "2026-11-21", "2025-01-01", (), (Reason.TOO_OLD, False)),
        ("ROTA", "2026-11-21", "2026-05-21", ("ROTA 2026-08-05",), (Reason.TOO_OLD, True)),
        ("MEASLES", "2026-11-21", "2026-02-01", ("VARIVAX 2026-11-01",), (Reason.LIVE_INTERVAL, True)),
        ("MEASLES", "2026-11-21", "2026-02-01", ("VARIVAX 2026-11-21",), None),
        ("MEASLES", "2026-11-21", "2026-02-01", ("OPV 2026-11-20",), None),
        ("JE", "2026-11-21", "2025-10-01", ("JE 2026-11-14",), None),
        ("JE", "2026-11-21", "2025-10-01", ("JE 2026-11-15",), (Reason.TOO_SOON, True)),
        # Nobody plans rabies vaccine: the schedule has nothing to say.
        ("VERORAB", "2026-11-21", "1990", (), None),
        ("VERORAB", "2026-11-21", "1990", ("VERORAB 2026-11-18",), (Reason.DUPLICATE, False)),
        ("MEASLES", "2026-11-21", "2026", (), (Reason.BIRTH_IN_DOUBT, False)),
    ],
)
def test_what_is_wrong_is_refused_and_what_is_unlikely_is_asked(vaccine, on, born, doses, verdict):
    assert against(vaccine, on, born, *doses) == verdict


@pytest.mark.parametrize(
    "vaccine, on, born, doses, reason",
    [
        ("PENTA", "2026-08-20", "2026-08-01", (), Reason.TOO_YOUNG),
        ("PENTA", "2026-10-20", "2026-08-01", ("PENTA 2026-10-02",), Reason.TOO_SOON),
        ("ROTA", "2026-11-20", "2026-04-01", (), Reason.TOO_OLD),
        ("MEASLES", "2026-11-20", "2026-02-01", ("VARIVAX 2026-11-01",), Reason.LIVE_INTERVAL),
    ],
)
def test_a_dose_that_was_given_long_ago_is_never_refused_for_its_timing(vaccine, on, born, doses, reason):
    assert against(vaccine, on, born, *doses, historical=True) == (reason, False)


@pytest.mark.parametrize(
    "expiry, historical, verdict",
    [
        ("2026-11-20", False, (Reason.EXPIRED_LOT, True)),
        ("2026-11-20", True, (Reason.EXPIRED_LOT, False)),
        ("2026-11-21", False, None),
        ("2026-11", False, None),
        ("2026-10", False, (Reason.EXPIRED_LOT, True)),
    ],
)
def test_a_lot_is_good_to_its_last_day(expiry, historical, verdict):
    assert against("TT", "2026-11-21", "1999-01-01", expiry=expiry, historical=historical) == verdict


def test_the_same_dose_written_at_two_service_points_is_asked_about():
    found = objections(
        SCHEDULE,
        Proposed(VACCINES["PENTA"], day("2026-10-06"), historical=True),
        born=day("2026-08-01"),
        sex="male",
        given=card("PENTA 2026-10-05"),
        today=TODAY,
    )
    assert {(one.reason, one.refuse) for one in found} == {
        (Reason.DUPLICATE, False),
        (Reason.TOO_SOON, False),
    }


def test_a_vaccine_for_girls_is_asked_about_for_a_boy():
    schedule = in_force(EDITIONS, TODAY, "51")
    proposed = Proposed(VACCINES["HPV"], day("2026-11-21"))
    found = objection(schedule, proposed, born=day("2015-03-01"), sex="male", given=[], today=TODAY)
    assert found
    assert (found.reason, found.refuse, found.field) == (Reason.OTHER_SEX, False, "vaccine")


def test_an_objection_says_what_to_do_in_vietnamese():
    proposed = Proposed(VACCINES["MEASLES"], day("2026-11-21"))
    found = objection(
        SCHEDULE, proposed, born=day("2026-02-01"), sex="male", given=card("VARIVAX 2026-11-01"), today=TODAY
    )
    assert found
    assert found.text == (
        "Đã tiêm vắc xin sống Thủy đậu (Varivax) ngày 01/11/2026; hai vắc xin sống tiêm cùng ngày "
        "hoặc cách nhau ít nhất 28 ngày. Hẹn lại từ 29/11/2026."
    )


@pytest.mark.parametrize(
    "doses, number, state, earliest",
    [
        ((), 1, State.OVERDUE, "2026-08-01"),
        (("TT 2026-11-01",), 2, State.NOT_YET, "2026-12-01"),
        (("TT 2026-09-01",), 2, State.OVERDUE, "2026-10-01"),
        # Two doses in an earlier pregnancy: the third does not wait six months of this one.
        (("TT 2024-01-01", "TT 2024-02-05"), 3, State.OVERDUE, "2026-08-01"),
        (("TT 2026-08-05", "TT 2026-09-10"), 3, State.NOT_YET, "2027-03-10"),
        # Three doses as a child, then one now: the next after a month.
        ((*THREE_DPT, "TT 2026-11-01"), 2, State.NOT_YET, "2026-12-01"),
        # Booster in childhood as well: the next after a year.
        ((*THREE_DPT, "DPT 2001-07-01", "TT 2026-11-01"), 2, State.NOT_YET, "2027-11-01"),
    ],
)  # fmt: skip
def test_a_pregnant_woman_is_asked_for_the_tetanus_dose_her_past_calls_for(doses, number, state, earliest):
    schedule = in_force(EDITIONS, TODAY, "15", PREGNANCY)
    steps = next_tetanus(
        schedule, born=day("2000"), given=card(*doses), pregnant_since=date(2026, 8, 1), on=TODAY
    )
    waiting = next(step for step in steps if step.is_next)
    assert (waiting.number, waiting.state) == (number, state)
    assert waiting.earliest == date.fromisoformat(earliest)


ages = st.integers(min_value=0, max_value=3_000)
cards = st.lists(
    st.tuples(st.sampled_from(["HEPB", "BCG", "PENTA", "OPV", "IPV", "ROTA", "MR", "JE", "HEXAXIM"]), ages),
    max_size=14,
)
BORN = date(2018, 1, 15)
ORDER = [State.NOT_YET, State.DUE, State.OVERDUE, State.TOO_LATE]


def _card(doses):
    return [Given(VACCINES[code], PartialDate.of(BORN + timedelta(days=age))) for code, age in doses]


def _steps(doses, on):
    steps = next_doses(SCHEDULE, born=PartialDate.of(BORN), sex="female", given=_card(doses), on=on)
    return {(step.series, step.number): step for step in steps}


def _done(steps):
    return {key for key, step in steps.items() if step.state is State.DONE}


@holds_for(cards, ages, ages)
def test_time_only_ever_moves_a_dose_on(doses, age, later):
    """From four weeks after the last dose, when no live vaccine stands in the way any more."""
    last = max((dose[1] for dose in doses), default=0) + 28
    early = _steps(doses, BORN + timedelta(days=last + age))
    late = _steps(doses, BORN + timedelta(days=last + age + later))
    assert _done(early) == _done(late)
    for key, step in early.items():
        if step.state is not State.DONE:
            moved_to = late[key].state if key in late else State.TOO_LATE
            assert ORDER.index(moved_to) >= ORDER.index(step.state)


@holds_for(cards, st.integers(min_value=0, max_value=1_500), ages)
def test_a_long_pause_never_starts_a_series_again(doses, pause, age):
    """Whatever was done stays done, however long nobody came."""
    on = BORN + timedelta(days=3_000 + pause)
    assert _done(_steps(doses, on)) == _done(_steps(doses, on + timedelta(days=age)))


@holds_for(cards, st.sampled_from(["PENTA", "OPV", "IPV", "JE"]))
def test_one_more_dose_at_the_end_takes_nothing_away(doses, code):
    last = max((dose[1] for dose in doses), default=0)
    on = BORN + timedelta(days=last + 5_000)
    assert _done(_steps(doses, on)) <= _done(_steps([*doses, (code, last + 1)], on))


@holds_for(cards)
def test_a_card_is_judged_the_same_in_whatever_order_it_was_written(doses):
    on = BORN + timedelta(days=3_000)
    assert _steps(doses, on) == _steps(doses[::-1], on)


@holds_for(st.sampled_from(["PENTA", "OPV", "IPV", "JE", "MR", "BCG"]), cards, ages)
def test_a_dose_nothing_speaks_against_counts_for_something(code, doses, age):
    """Recording and counting never disagree."""
    on = BORN + timedelta(days=age)
    before = [dose for dose in doses if dose[1] <= age]
    found = objections(
        SCHEDULE,
        Proposed(VACCINES[code], PartialDate.of(on)),
        born=PartialDate.of(BORN),
        sex="female",
        given=_card(before),
        today=on,
    )
    if not found:
        assert _counted([*before, (code, age)]) > _counted(before)


def _counted(doses):
    series = SCHEDULE.series
    return sum(
        one.counts for each in series for one in judge(SCHEDULE, each, PartialDate.of(BORN), _card(doses))
    )


def test_an_unknown_vaccine_disturbs_nothing():
    strange = Given(Vaccine("X", "X", frozenset()), day("2026-10-01"))
    step = next_doses(SCHEDULE, born=day("2026-09-21"), sex="male", given=[strange], on=TODAY)
    assert {one.state for one in step} == {State.OVERDUE, State.DUE, State.NOT_YET}
