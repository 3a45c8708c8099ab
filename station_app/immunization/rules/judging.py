"""Which of the doses on a card count towards a series: a dose too early is kept, but does not count.

A series that was interrupted goes on where it stopped; nothing here ever starts one again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum

from station_app.common.days import PartialDate
from station_app.immunization.rules.twice import Given as Given
from station_app.immunization.rules.twice import pairs
from station_app.immunization.schedule import Schedule, Series, Span, Step


class Ruling(Enum):
    """Why a dose counts or not, in the nurse's words."""

    COUNTS = "được tính"
    TOO_YOUNG = "tiêm khi chưa đủ tuổi, không tính"
    TOO_SOON = "tiêm quá sớm so với mũi trước, không tính"
    TOO_OLD = "tiêm khi đã quá tuổi, không tính"
    LIVE_TOO_CLOSE = "tiêm quá gần một vắc xin sống khác, không tính"
    EXTRA = "đã đủ số mũi từ trước"
    TWICE = "có thể là một mũi ghi hai lần, chờ quyết"


@dataclass(frozen=True, slots=True)
class Judged:
    """A dose, its step, and whether it counts; `doubtful` when a date is not known to the day."""

    given: Given
    step: Step | None
    ruling: Ruling
    doubtful: bool = False

    @property
    def counts(self) -> bool:
        return self.ruling is Ruling.COUNTS


def in_order(given: Sequence[Given]) -> list[Given]:
    """By day; a dose that may be another one written twice names it."""
    line = sorted(given, key=lambda dose: (dose.on.earliest, dose.on.latest, dose.vaccine.code, dose.id))
    doubled: dict[str, set[str]] = {}
    for one, other in pairs(line):
        doubled.setdefault(other.id, set()).add(one.id)
    if not doubled:
        return line
    return [replace(d, doubles=frozenset(doubled[d.id])) if d.id in doubled else d for d in line]


def once(card: Sequence[Given]) -> list[Given]:
    """The card without second writings, for whoever only counts."""
    return [dose for dose in card if not dose.doubles]


def judge(
    schedule: Schedule, series: Series, born: PartialDate, given: Sequence[Given]
) -> tuple[Judged, ...]:
    """Every dose that concerns the series, in order, with its ruling.

    Where a date is known to the month or year only, a dose that may have been right counts, in doubt.
    """
    return judge_in_order(schedule, series, born, in_order(given))


def judge_in_order(
    schedule: Schedule, series: Series, born: PartialDate, card: Sequence[Given]
) -> tuple[Judged, ...]:
    judged: list[Judged] = []
    done = 0
    for dose in card:
        step = series.steps[min(done, len(series.steps) - 1)]
        if not step.takes(dose.vaccine.antigens):
            continue
        if done == len(series.steps):
            judged.append(Judged(dose, None, Ruling.EXTRA))
            continue
        if any(one.counts and one.given.id in dose.doubles for one in judged):
            # Until a person has said whether it was one dose or two, it is counted once.
            judged.append(Judged(dose, step, Ruling.TWICE))
            continue
        before = (one.given.on for one in reversed(judged) if one.given.id not in dose.doubles)
        earlier = next(before, None)
        judged.append(_rule(schedule, step, born, dose, earlier, card))
        done += judged[-1].counts
    return tuple(judged)


def _rule(
    schedule: Schedule,
    step: Step,
    born: PartialDate,
    dose: Given,
    earlier: PartialDate | None,
    card: Sequence[Given],
) -> Judged:
    findings = (
        (Ruling.TOO_YOUNG, _not_before(step.youngest_counted, born, dose.on)),
        (Ruling.TOO_SOON, _not_before(schedule.gap_before(step), earlier, dose.on)),
        (
            Ruling.TOO_SOON,
            _not_before(step.since_interval, last_with(step.since_antigen, card, dose), dose.on),
        ),
        (Ruling.TOO_OLD, _before(step.max_age, born, dose.on)),
        (Ruling.LIVE_TOO_CLOSE, _clear_of_live(schedule.live_gap_days, dose, card)),
    )
    for ruling, finding in findings:
        if finding is False:
            return Judged(dose, step, ruling)
    return Judged(dose, step, Ruling.COUNTS, doubtful=any(finding is None for _, finding in findings))


def last_with(antigen: str | None, card: Sequence[Given], before: Given | None = None) -> PartialDate | None:
    """The latest day a dose holding the antigen was given, before a certain dose of the card."""
    if antigen is None:
        return None
    days = [
        dose.on
        for dose in card
        if antigen in dose.vaccine.antigens
        and dose is not before
        and (before is None or dose.on.earliest < before.on.earliest)
    ]
    return max(days, key=lambda day: day.latest, default=None)


def _not_before(span: Span | None, start: PartialDate | None, on: PartialDate) -> bool | None:
    """Whether `on` is at least `span` after `start`: yes, no, or None when the dates leave it open."""
    if span is None or start is None:
        return True
    if on.latest < span.after(start.earliest):
        return False
    return True if on.earliest >= span.after(start.latest) else None


def _before(span: Span | None, start: PartialDate, on: PartialDate) -> bool | None:
    if span is None:
        return True
    if on.earliest >= span.after(start.latest):
        return False
    return True if on.latest < span.after(start.earliest) else None


def _clear_of_live(gap_days: int, dose: Given, card: Sequence[Given]) -> bool:
    if not dose.vaccine.live_injectable:
        return True
    gap = timedelta(days=gap_days)
    return not any(
        other.on.latest < dose.on.earliest and dose.on.latest < other.on.earliest + gap
        for other in card
        if other.vaccine.live_injectable and other.id not in dose.doubles
    )


def last_live(card: Sequence[Given]) -> date | None:
    return max((dose.on.latest for dose in card if dose.vaccine.live_injectable), default=None)
