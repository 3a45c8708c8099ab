"""The vaccination schedule as dated data: which series, whom it concerns, at what age and how far apart."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from station_app.common.days import PartialDate, add_months

ROUTINE = "routine"
PREGNANCY = "tetanus_in_pregnancy"
SHIPPED = ("epi_tt38_2017", "epi_tt10_2024", "epi_tt52_2025", "tetanus_pregnancy")

_SPAN_UNITS = {"days": "ngày", "weeks": "tuần", "months": "tháng", "years": "năm"}


class BadSchedule(ValueError):
    """A schedule or vaccine pack that contradicts itself; the pack must be mended, not the dose."""


@dataclass(frozen=True, slots=True)
class Span:
    """An age or a distance, counted as the circular words it: calendar months, weeks as days."""

    days: int = 0
    weeks: int = 0
    months: int = 0
    years: int = 0

    def after(self, day: date) -> date:
        months = self.months + 12 * self.years
        moved = add_months(day, months) if months else day
        return moved + timedelta(days=self.days + 7 * self.weeks)

    @property
    def words(self) -> str:
        parts = [f"{getattr(self, unit)} {word}" for unit, word in _SPAN_UNITS.items() if getattr(self, unit)]
        return " ".join(reversed(parts)) or "0 ngày"


@dataclass(frozen=True, slots=True)
class Vaccine:
    """A product on the shelf and the antigens in it."""

    code: str
    label: str
    antigens: frozenset[str]
    live_injectable: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One dose of a series."""

    number: int
    label: str
    vaccine: str
    needs: tuple[frozenset[str], ...]
    due_age: Span | None = None
    due_interval: Span | None = None
    min_age: Span | None = None
    counts_from: Span | None = None
    min_interval: Span | None = None
    max_age: Span | None = None
    since_antigen: str | None = None
    since_interval: Span | None = None
    overdue_after_days: int = 30
    live: bool = False
    alone: bool = False
    or_next_pregnancy: bool = False

    def takes(self, antigens: frozenset[str]) -> bool:
        return any(need == antigens if self.alone else need <= antigens for need in self.needs)

    @property
    def youngest_counted(self) -> Span | None:
        """Below this age a dose is recorded but does not count."""
        return self.counts_from or self.min_age


@dataclass(frozen=True, slots=True)
class Rollout:
    """From which cohort a province gives a series; no provinces means everywhere."""

    born_from: date
    provinces: frozenset[str] | None = None

    def reaches(self, province: str | None) -> bool:
        return self.provinces is None or province in self.provinces


@dataclass(frozen=True, slots=True)
class Series:
    """The doses against one group of diseases, in order."""

    code: str
    label: str
    steps: tuple[Step, ...]
    sex: str | None = None
    born_from: date | None = None
    born_to: date | None = None
    rollouts: tuple[Rollout, ...] = ()
    follow_until: Span | None = None
    strict_max_age: bool = False
    complete_by: tuple[tuple[frozenset[str], int], ...] = ()
    history: str | None = None

    def concerns(self, born: PartialDate, sex: str) -> bool:
        """A partly known birth date is given the benefit of the doubt at the edges of a cohort."""
        too_old = self.born_from is not None and born.latest < self.born_from
        too_young = self.born_to is not None and born.earliest > self.born_to
        return self.sex in (None, sex) and not too_old and not too_young

    def followed(self, born: PartialDate, on: date) -> bool:
        return self.follow_until is None or on < self.follow_until.after(born.latest)


@dataclass(frozen=True, slots=True)
class Schedule:
    """One edition of the schedule, in force between two dates."""

    code: str
    kind: str
    label: str
    legal_basis: str
    valid_from: date
    valid_to: date | None
    series: tuple[Series, ...]
    live_gap_days: int = 28
    duplicate_days: int = 14
    repeat_gap_days: int = 28

    def gap_before(self, step: Step) -> Span:
        """A first dose that did not count is repeated after this, as a later one after its interval."""
        return step.min_interval or Span(days=self.repeat_gap_days)

    def covers(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def oldest_followed(self, on: date) -> date:
        """Nobody born before this day is on the due list of `on`."""
        spans = [series.follow_until for series in self.series]
        years = max((span.years + span.months // 12 + 1 for span in spans if span), default=0)
        return date.min if None in spans else add_months(on, -12 * years)

    def with_history(self, history: str) -> Series:
        return next(series for series in self.series if series.history == history)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one document and says where it is wrong."""

    where: str
    seen: list[str] = field(default_factory=list)

    def span(self, raw: Mapping[str, Any], key: str) -> Span | None:
        value = raw.get(key)
        if value is None:
            return None
        if not isinstance(value, Mapping) or set(value) - set(_SPAN_UNITS):
            raise BadSchedule(f"{self.where}: {key} must be days, weeks, months or years, not {value!r}")
        return Span(**{unit: int(value[unit]) for unit in value})

    def day(self, raw: Mapping[str, Any], key: str) -> date | None:
        value = raw.get(key)
        return date.fromisoformat(value) if value else None

    def required_day(self, raw: Mapping[str, Any], key: str) -> date:
        if (day := self.day(raw, key)) is None:
            raise BadSchedule(f"{self.where}: {key} is missing")
        return day

    def step(self, raw: Mapping[str, Any], number: int) -> Step:
        if raw.get("number", number) != number:
            raise BadSchedule(f"{self.where}: step {raw.get('number')} stands where {number} is expected")
        if not raw.get("needs"):
            raise BadSchedule(f"{self.where}: step {number} names no antigen")
        since = raw.get("since") or {}
        step = Step(
            number=number,
            label=raw["label"],
            vaccine=raw["vaccine"],
            needs=tuple(frozenset(need) for need in raw["needs"]),
            due_age=self.span(raw, "due_age"),
            due_interval=self.span(raw, "due_interval"),
            min_age=self.span(raw, "min_age"),
            counts_from=self.span(raw, "counts_from"),
            min_interval=self.span(raw, "min_interval"),
            max_age=self.span(raw, "max_age"),
            since_antigen=since.get("antigen"),
            since_interval=self.span(since, "interval"),
            overdue_after_days=int(raw.get("overdue_after_days", 30)),
            live=bool(raw.get("live", False)),
            alone=bool(raw.get("alone", False)),
            or_next_pregnancy=bool(raw.get("or_next_pregnancy", False)),
        )
        self._ages_in_order(step)
        return step

    def _ages_in_order(self, step: Step) -> None:
        birth = date(2000, 1, 1)
        ages = [
            age.after(birth) for age in (step.counts_from, step.min_age, step.due_age, step.max_age) if age
        ]
        if ages != sorted(ages):
            raise BadSchedule(f"{self.where}: step {step.number} has its ages out of order")
        if step.number > 1 and step.min_interval is None:
            raise BadSchedule(f"{self.where}: step {step.number} has no interval from the dose before")

    def series(self, raw: Mapping[str, Any]) -> Series:
        reader = replace(self, where=f"{self.where}, {raw.get('code')}")
        if raw["code"] in self.seen:
            raise BadSchedule(f"{reader.where}: stands twice")
        self.seen.append(raw["code"])
        return Series(
            code=raw["code"],
            label=raw["label"],
            steps=tuple(reader.step(step, number) for number, step in enumerate(raw["steps"], start=1)),
            sex=raw.get("sex"),
            born_from=reader.day(raw, "born_from"),
            born_to=reader.day(raw, "born_to"),
            rollouts=tuple(reader.rollout(rollout) for rollout in raw.get("rollouts", ())),
            follow_until=reader.span(raw, "follow_until"),
            strict_max_age=bool(raw.get("strict_max_age", False)),
            complete_by=tuple(
                (frozenset(way["antigens"]), int(way["doses"])) for way in raw.get("complete_by", ())
            ),
            history=raw.get("history"),
        )

    def rollout(self, raw: Mapping[str, Any]) -> Rollout:
        provinces = raw.get("provinces")
        reached = None if provinces is None else frozenset(provinces)
        return Rollout(self.required_day(raw, "born_from"), reached)


def load(document: Mapping[str, Any]) -> Schedule:
    """One schedule file, checked."""
    reader = _Reader(str(document.get("schedule")))
    valid_from, valid_to = reader.required_day(document, "valid_from"), reader.day(document, "valid_to")
    if valid_to is not None and valid_to < valid_from:
        raise BadSchedule(f"{reader.where}: ends before it begins")
    return Schedule(
        code=document["schedule"],
        kind=document["kind"],
        label=document["label"],
        legal_basis=document["legal_basis"],
        valid_from=valid_from,
        valid_to=valid_to,
        series=tuple(reader.series(series) for series in document["series"]),
        live_gap_days=int(document.get("live_gap_days", 28)),
        duplicate_days=int(document.get("duplicate_days", 14)),
        repeat_gap_days=int(document.get("repeat_gap_days", 28)),
    )


def shipped(read: Callable[[str], str]) -> tuple[Schedule, ...]:
    """The editions that come with the program; `read` gives the text of a resource: resources.text."""
    return tuple(load(json.loads(read(f"schedules/{name}.json"))) for name in SHIPPED)


def load_vaccines(codes: Iterable[Mapping[str, Any]]) -> dict[str, Vaccine]:
    """The products of the code list, by code."""
    return {
        row["code"]: Vaccine(
            code=row["code"],
            label=row["label"],
            antigens=frozenset(row.get("antigens", ())),
            live_injectable=bool(row.get("live")) and row.get("route") != "oral",
        )
        for row in codes
    }


def in_force(schedules: Sequence[Schedule], on: date, province: str | None, kind: str = ROUTINE) -> Schedule:
    """The edition in force on the day of the event, as this province gives it.

    Before the first edition the first one holds, so that an old card can still be judged.
    """
    editions = sorted((one for one in schedules if one.kind == kind), key=lambda one: one.valid_from)
    if not editions:
        raise BadSchedule(f"no schedule of kind {kind}")
    covering = [one for one in editions if one.covers(on)]
    begun = [one for one in editions if one.valid_from <= on]
    chosen = (covering or begun or editions[:1])[-1]
    given_here = (_in_province(series, province) for series in chosen.series)
    return replace(chosen, series=tuple(series for series in given_here if series))


def _in_province(series: Series, province: str | None) -> Series | None:
    if not series.rollouts:
        return series
    starts = [rollout.born_from for rollout in series.rollouts if rollout.reaches(province)]
    if not starts:
        return None
    begun = min(starts)
    return replace(series, born_from=max(begun, series.born_from or begun), rollouts=())
