"""What a person still has to receive: every step of every series that concerns them, with its day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any

from station_app.common.days import PartialDate
from station_app.immunization.rules.judging import (
    Given,
    Judged,
    Ruling,
    in_order,
    judge_in_order,
    last_live,
    last_with,
    once,
)
from station_app.immunization.schedule import Schedule, Series, Span, Step

ENOUGH_BY_COMBINATION = "Đã đủ nhờ vắc xin phối hợp."
PAST_FOLLOWING = "Đã quá tuổi theo dõi của chương trình."
PAST_AGE = "Đã quá tuổi tiêm mũi này."
BIRTH_IN_DOUBT = "Ngày sinh chưa rõ; tính theo ngày muộn nhất có thể ({})."
DOSE_IN_DOUBT = "Ngày tiêm mũi trước chưa rõ; cần đối chiếu sổ tiêm chủng."


class State(Enum):
    """Where a step stands on a certain day, in the nurse's words."""

    DONE = "đã tiêm"
    NOT_YET = "chưa tới"
    DUE = "đến lịch"
    OVERDUE = "quá hẹn"
    TOO_LATE = "quá tuổi"


@dataclass(frozen=True, slots=True)
class DueDose:
    """One step of a series: done, or from when and until when it can be given."""

    series: str
    number: int
    label: str
    vaccine: str
    state: State
    earliest: date | None = None
    due: date | None = None
    overdue_after: date | None = None
    latest: date | None = None
    given_on: PartialDate | None = None
    repeats: Judged | None = None
    doubt: str | None = None
    because: str | None = None

    @property
    def is_next(self) -> bool:
        return self.earliest is not None


@dataclass(frozen=True, slots=True)
class Asked:
    """What one series is asked about: whose card, on which day, and since when it matters."""

    schedule: Schedule
    series: Series
    born: PartialDate
    card: Sequence[Given]
    on: date
    not_before: date | None = None

    def step(self, step: Step, state: State, **known: Any) -> DueDose:
        return DueDose(self.series.code, step.number, step.label, step.vaccine, state, **known)


def next_doses(
    schedule: Schedule, *, born: PartialDate, sex: str, given: Sequence[Given], on: date
) -> tuple[DueDose, ...]:
    """Every step that concerns the person; `is_next` marks the one each series waits for.

    A series nobody began and the programme no longer follows at this age is left out.
    """
    card = in_order(given)
    steps: list[DueDose] = []
    for series in schedule.series:
        if series.history is None and series.concerns(born, sex):
            steps += steps_of(Asked(schedule, series, born, card, on))
    return tuple(steps)


def steps_of(asked: Asked) -> list[DueDose]:
    series = asked.series
    judged = judge_in_order(asked.schedule, series, asked.born, asked.card)
    followed = series.followed(asked.born, asked.on)
    if not judged and not followed:
        return []
    counted = [one for one in judged if one.counts]
    done = [_done(asked, one) for one in counted]
    waiting = series.steps[len(counted) :]
    if enough_by_combination(series, asked.card):
        return done + [asked.step(step, State.DONE, because=ENOUGH_BY_COMBINATION) for step in waiting]
    if not followed:
        return done + [asked.step(step, State.TOO_LATE, because=PAST_FOLLOWING) for step in waiting]
    return done + _coming(asked, waiting, judged)


def enough_by_combination(series: Series, card: Sequence[Given]) -> bool:
    return any(
        len({dose.on for dose in once(card) if antigens <= dose.vaccine.antigens}) >= doses
        for antigens, doses in series.complete_by
    )


def _done(asked: Asked, one: Judged) -> DueDose:
    assert one.step is not None
    return asked.step(
        one.step, State.DONE, given_on=one.given.on, doubt=DOSE_IN_DOUBT if one.doubtful else None
    )


def _coming(asked: Asked, waiting: Sequence[Step], judged: Sequence[Judged]) -> list[DueDose]:
    coming: list[DueDose] = []
    for step in waiting:
        coming.append(_projected(asked, step, coming[-1]) if coming else _next_step(asked, step, judged))
    return coming


def _next_step(asked: Asked, step: Step, judged: Sequence[Judged]) -> DueDose:
    previous = judged[-1].given.on if judged else None
    earliest = earliest_day(asked.schedule, step, asked.born, previous, asked.card, asked.on)
    earliest = max(earliest, asked.not_before or earliest)
    due = max([earliest, *_due_days(step, asked.born, previous)])
    latest = last_day(step, asked.born)
    overdue_after = due + timedelta(days=step.overdue_after_days)
    too_late = latest is not None and (asked.on > latest or earliest > latest)
    return asked.step(
        step,
        State.TOO_LATE if too_late else _state(asked.on, due, overdue_after),
        earliest=earliest,
        due=due,
        overdue_after=overdue_after,
        latest=latest,
        repeats=_repeated(judged),
        doubt=_doubt(step, asked.born, previous),
        because=PAST_AGE if too_late else None,
    )


def _repeated(judged: Sequence[Judged]) -> Judged | None:
    """The dose that did not count, for which the next stands in; one written twice is no such dose."""
    last = judged[-1] if judged else None
    return last if last and not last.counts and last.ruling is not Ruling.TWICE else None


def earliest_day(
    schedule: Schedule,
    step: Step,
    born: PartialDate,
    previous: PartialDate | None,
    card: Sequence[Given],
    on: date,
) -> date:
    """The first day the step may be given: old enough, far from the dose before, clear of live vaccines."""
    since = last_with(step.since_antigen, card)
    days = [
        born.latest if step.min_age is None else step.min_age.after(born.latest),
        _after(schedule.gap_before(step), previous),
        _after(step.since_interval, since),
    ]
    live = last_live(card) if step.live else None
    if live is not None and live != on:
        days.append(live + timedelta(days=schedule.live_gap_days))
    return max(day for day in days if day)


def _after(span: Span | None, start: PartialDate | None) -> date | None:
    return span.after(start.latest) if span and start else None


def last_day(step: Step, born: PartialDate) -> date | None:
    return step.max_age.after(born.latest) - timedelta(days=1) if step.max_age else None


def _due_days(step: Step, born: PartialDate, previous: PartialDate | None) -> list[date]:
    days = [step.due_age.after(born.latest) if step.due_age else None, _after(step.due_interval, previous)]
    return [day for day in days if day]


def _state(on: date, due: date, overdue_after: date) -> State:
    if on < due:
        return State.NOT_YET
    return State.DUE if on <= overdue_after else State.OVERDUE


def _projected(asked: Asked, step: Step, before: DueDose) -> DueDose:
    """A step further on, counted as if the one before were given as soon as it is due."""
    if before.state is State.TOO_LATE or before.due is None:
        return asked.step(step, State.TOO_LATE, because=before.because)
    previous = PartialDate.of(max(before.due, asked.on))
    soonest = _after(step.min_interval, previous) or previous.latest
    due = max([soonest, *_due_days(step, asked.born, previous)])
    latest = last_day(step, asked.born)
    too_late = latest is not None and soonest > latest
    state, because = (State.TOO_LATE, PAST_AGE) if too_late else (State.NOT_YET, None)
    return asked.step(step, state, due=due, latest=latest, because=because)


def _doubt(step: Step, born: PartialDate, previous: PartialDate | None) -> str | None:
    if not born.exact and (step.min_age or step.due_age):
        return BIRTH_IN_DOUBT.format(PartialDate.of(born.latest).shown)
    return DOSE_IN_DOUBT if previous and not previous.exact else None
