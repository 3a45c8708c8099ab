"""Tetanus doses of a pregnant woman: how many and how far apart depends on what she had before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from station_app.common.days import PartialDate
from station_app.immunization.rules.due import Asked, DueDose, steps_of
from station_app.immunization.rules.judging import Given, in_order, once
from station_app.immunization.schedule import Schedule, Series, Span, Step

TETANUS = "TET"
BASIC_DOSES = 3
_LEAST_GAP = Span(days=28)
_GROWN_FROM = Span(years=14)


def next_tetanus(
    schedule: Schedule,
    *,
    born: PartialDate,
    given: Sequence[Given],
    pregnant_since: date,
    on: date,
) -> tuple[DueDose, ...]:
    """The steps of the series her childhood doses put her in; unknown counts as none."""
    card = [dose for dose in in_order(given) if TETANUS in dose.vaccine.antigens]
    grown = _GROWN_FROM.after(born.earliest)
    childhood = [dose for dose in card if dose.on.latest < grown]
    since_grown = [dose for dose in card if dose.on.latest >= grown]
    series = schedule.with_history(_history(len(once(childhood))))
    here = _for_this_pregnancy(series, since_grown, pregnant_since)
    return tuple(steps_of(Asked(schedule, here, born, since_grown, on, not_before=pregnant_since)))


def _history(childhood_doses: int) -> str:
    if childhood_doses < BASIC_DOSES:
        return "none"
    return "basic" if childhood_doses == BASIC_DOSES else "boosted"


def _for_this_pregnancy(series: Series, card: Sequence[Given], pregnant_since: date) -> Series:
    """A new pregnancy does not wait out the long interval: the next dose is given early in it."""
    before = sum(dose.on.latest < pregnant_since for dose in once(card))

    def step_now(step: Step) -> Step:
        is_first_of_pregnancy = before and step.number == before + 1
        if not (is_first_of_pregnancy and step.or_next_pregnancy):
            return step
        return replace(step, min_interval=_LEAST_GAP)

    return replace(series, steps=tuple(step_now(step) for step in series.steps))
