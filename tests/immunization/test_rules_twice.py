"""Which two doses may be one injection written on two PCs, and that it is counted once."""

from datetime import date

import pytest

from station_app.immunization.rules import (
    Given,
    Ruling,
    State,
    in_order,
    judge,
    next_doses,
    next_tetanus,
    pairs,
)
from station_app.immunization.schedule import PREGNANCY, in_force
from tests.immunization.test_rules import EDITIONS, SCHEDULE, TODAY, VACCINES, day

PREGNANT = in_force(EDITIONS, TODAY, "15", PREGNANCY)


def on(pc: str, *doses: str) -> list[Given]:
    """`on("A", "PENTA 1 2026-01-05", "PENTA ? 2026")`"""
    said = [dose.split() for dose in doses]
    return [
        Given(VACCINES[code], day(when), f"{pc}{at}", pc, None if number == "?" else int(number))
        for at, (code, number, when) in enumerate(said)
    ]


def asked(*card: Given) -> list[tuple[str, str]]:
    return [(one.id, other.id) for one, other in pairs(in_order(card))]


@pytest.mark.parametrize(
    "here, there, is_question",
    [
        ("PENTA 1 2026-01-05", "PENTA 1 2026-01-05", True),
        ("PENTA 1 2026-01-05", "PENTA 1 2026-01-19", True),
        ("PENTA 1 2026-01-05", "PENTA 1 2026-01-20", False),
        # Another product with the same antigen is the same injection misread; other antigens are not.
        ("PENTA 1 2026-01-05", "HEXAXIM 1 2026-01-06", True),
        ("OPV 1 2026-01-05", "IPV 1 2026-01-05", False),
        # Who gave the next number has seen the card, on this PC or on paper.
        ("JE 1 2026-01-05", "JE 2 2026-01-12", False),
        # Without a number a known day tells; without either nothing does.
        ("PENTA ? 2026-01-05", "PENTA 1 2026-01-06", True),
        ("PENTA ? 2026", "PENTA 1 2026-01-06", False),
        ("PENTA 1 2026", "PENTA 1 2026-01-06", True),
        ("PENTA 1 2026-01", "PENTA 1 2026-02-20", False),
    ],
)
def test_when_two_pcs_may_have_written_one_dose(here, there, is_question):
    assert bool(asked(*on("A", here), *on("B", there))) is is_question
    assert bool(asked(*on("B", there), *on("A", here))) is is_question


def test_one_pc_asks_at_the_table_and_is_not_asked_again():
    assert asked(*on("A", "PENTA 1 2026-01-05", "PENTA 1 2026-01-06")) == []


def test_the_schedule_counts_one_of_the_two_and_waits_from_the_later():
    card = [*on("A", "JE 1 2026-10-01"), *on("B", "JE 1 2026-10-09")]
    [series] = [one for one in SCHEDULE.series if one.code == "JE"]
    judged = judge(SCHEDULE, series, day("2025-09-01"), card)
    assert [one.ruling for one in judged] == [Ruling.COUNTS, Ruling.TWICE]
    steps = next_doses(SCHEDULE, born=day("2025-09-01"), sex="male", given=card, on=TODAY)
    mine = [step for step in steps if step.series == "JE"]
    assert [step.state for step in mine[:2]] == [State.DONE, State.DUE]
    assert mine[1].earliest == date(2026, 10, 16), "a week after the later of the two"
    assert mine[1].repeats is None, "nothing was given in vain"


def test_where_the_first_does_not_count_the_other_does():
    """Written as given at 11 months on one PC and at 12 on the other: one of them counts."""
    card = [*on("A", "JE 1 2026-08-30"), *on("B", "JE 1 2026-09-02")]
    [series] = [one for one in SCHEDULE.series if one.code == "JE"]
    judged = judge(SCHEDULE, series, day("2025-09-01"), card)
    assert [one.counts for one in judged] == [False, True]


def test_a_combination_is_not_complete_by_a_dose_written_twice():
    three = on("A", "HEXAXIM 1 2026-03-05", "HEXAXIM 2 2026-04-05")
    twice = on("B", "HEXAXIM 2 2026-04-07")
    steps = next_doses(SCHEDULE, born=day("2026-01-01"), sex="male", given=[*three, *twice], on=TODAY)
    assert [step.state for step in steps if step.series == "IPV"] != [State.DONE, State.DONE]


def test_a_childhood_dose_written_twice_puts_a_woman_in_no_better_series():
    childhood = on("A", "DPT 1 2000-04-01", "DPT 2 2000-05-05")
    twice = on("B", "DPT 2 2000-05-06")
    third = on("B", "DPT 3 2000-07-01")

    def series(*card: Given) -> set[str]:
        steps = next_tetanus(
            PREGNANT, born=day("2000-01-01"), given=card, pregnant_since=date(2026, 9, 1), on=TODAY
        )
        return {step.series for step in steps}

    assert series(*childhood, *twice) == series(*childhood)
    assert series(*childhood, *third) != series(*childhood), "three that were given are three"
