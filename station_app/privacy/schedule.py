"""Deadlines, working days, terms of keeping and purposes as dated data; which edition counts on a day."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


class BadPack(ValueError):
    """A pack that contradicts itself or says nothing of a day; the pack must be mended."""


@dataclass(frozen=True, slots=True)
class Term:
    """Days for one kind of request, with a third party to be told, and how much longer once."""

    days: int
    with_third_party: int
    extension: int
    law: str


@dataclass(frozen=True, slots=True)
class Deadlines:
    """One edition of the law's deadlines. Children below the first age are spoken for, up to the second they
    are asked too."""

    acknowledge_working_days: int
    ends_on_working_day: bool
    warn_days: int
    kinds: Mapping[str, Term]
    guardian_below_years: int
    both_below_years: int
    legal_basis: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked on."""

    weekend: frozenset[int]
    every_year: frozenset[tuple[int, int]]
    off: frozenset[date]
    working: frozenset[date]

    def is_working(self, day: date) -> bool:
        if day in self.working:
            return True
        return (
            day.isoweekday() not in self.weekend
            and (day.month, day.day) not in self.every_year
            and day not in self.off
        )


@dataclass(frozen=True, slots=True)
class Purpose:
    """What data is used for. `always`: no restriction stops it; `asks`: only with a consent to it."""

    code: str
    label: str
    basis: str
    always: bool
    asks: bool
    law: str


@dataclass(frozen=True, slots=True)
class Keeping:
    """A class of records and how long they are kept; `years` None is without end."""

    code: str
    label: str
    years: int | None
    after_death: bool
    law: str


@dataclass(frozen=True, slots=True)
class KeptAs:
    """How a record of one entity is classed, and which of its fields say when the work on it ended."""

    keeping: Keeping
    ends: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    while_open: bool = False


@dataclass(frozen=True, slots=True)
class Longer:
    """Diagnoses that are kept longer; also where it is not known what the diagnosis was."""

    keeping: Keeping
    ranges: tuple[tuple[str, str], ...]
    restricted: frozenset[str]


@dataclass(frozen=True, slots=True)
class Retention:
    """One edition of the terms of keeping. `erasable`: fields that nothing obliges the station to keep."""

    entities: Mapping[str, KeptAs]
    unlisted: KeptAs
    longer: tuple[Longer, ...]
    dead: Keeping
    dead_entities: frozenset[str]
    erasable: Mapping[str, tuple[str, ...]]
    legal_basis: str


def load_deadlines(text: str, on: date) -> Deadlines:
    edition = in_force(json.loads(text)["editions"], on)
    children = edition["children"]
    return Deadlines(
        acknowledge_working_days=edition["acknowledge_working_days"],
        ends_on_working_day=edition["ends_on_working_day"],
        warn_days=edition["warn_days"],
        kinds={kind: Term(**term) for kind, term in edition["kinds"].items()},
        guardian_below_years=children["guardian_below_years"],
        both_below_years=children["both_below_years"],
        legal_basis=edition["legal_basis"],
    )


def load_calendar(text: str) -> Calendar:
    content = json.loads(text)
    years = content["years"].values()
    return Calendar(
        weekend=frozenset(content["weekend"]),
        every_year=frozenset(_month_day(one["day"]) for one in content["every_year"]),
        off=frozenset(date.fromisoformat(day) for year in years for day in year["off"]),
        working=frozenset(date.fromisoformat(day) for year in years for day in year["working"]),
    )


def load_purposes(entries: Iterable[Mapping[str, Any]]) -> dict[str, Purpose]:
    return {
        one["code"]: Purpose(
            one["code"],
            one["label"],
            one["basis"],
            bool(one.get("always")),
            bool(one.get("asks")),
            one.get("law", ""),
        )
        for one in entries
    }


def load_retention(text: str, on: date) -> Retention:
    edition = in_force(json.loads(text)["editions"], on)
    classes = {code: _keeping(code, one) for code, one in edition["classes"].items()}
    try:
        return Retention(
            entities={name: _kept_as(classes, one) for name, one in edition["entities"].items()},
            unlisted=KeptAs(classes[edition["unlisted"]]),
            longer=tuple(_longer(classes, one) for one in edition["longer"]),
            dead=classes[edition["dead"]["class"]],
            dead_entities=frozenset(edition["dead"]["entities"]),
            erasable={name: tuple(fields) for name, fields in edition["erasable"].items()},
            legal_basis=edition["legal_basis"],
        )
    except KeyError as missing:
        raise BadPack(f"no class {missing} in the terms of keeping") from None


def in_force(editions: Sequence[Mapping[str, Any]], on: date) -> Mapping[str, Any]:
    """The newest edition that holds on a day; before the first, the first: nothing is kept shorter for it."""
    holding = [one for one in editions if one["valid_from"] <= on.isoformat() <= (one["valid_to"] or "9999")]
    if not editions:
        raise BadPack("a pack without an edition")
    return max(holding or editions[:1], key=lambda one: str(one["valid_from"]))


def _keeping(code: str, one: Mapping[str, Any]) -> Keeping:
    return Keeping(code, one["label"], one["years"], one.get("after") == "death", one["law"])


def _kept_as(classes: Mapping[str, Keeping], one: Mapping[str, Any]) -> KeptAs:
    return KeptAs(
        classes[one["class"]],
        tuple(one.get("ends", ())),
        tuple(one.get("codes", ())),
        tuple(one.get("words", ())),
        bool(one.get("while_open")),
    )


def _longer(classes: Mapping[str, Keeping], one: Mapping[str, Any]) -> Longer:
    ranges = (text.partition("-") for text in one["ranges"])
    return Longer(
        classes[one["class"]],
        tuple((low, high or low) for low, _, high in ranges),
        frozenset(one["restricted"]),
    )


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)
