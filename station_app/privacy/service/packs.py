"""The shipped packs of law, read once each: deadlines, working days, purposes, terms of keeping."""

from datetime import date
from functools import cache, lru_cache

import resources
from station_app.privacy.schedule import (
    Calendar,
    Deadlines,
    Purpose,
    Retention,
    load_calendar,
    load_deadlines,
    load_purposes,
    load_retention,
)


@lru_cache(maxsize=64)
def deadlines_on(day: date) -> Deadlines:
    return load_deadlines(resources.text("privacy/deadlines.json"), day)


@cache
def calendar() -> Calendar:
    return load_calendar(resources.text("privacy/working_days.json"))


@lru_cache(maxsize=64)
def retention_on(day: date) -> Retention:
    return load_retention(resources.text("privacy/retention.json"), day)


@cache
def purposes() -> dict[str, Purpose]:
    entries = resources.codes("processing_purposes")
    return load_purposes({"code": one.code, "label": one.label, **one.extra} for one in entries)


def legal_bases() -> tuple[resources.Code, ...]:
    return resources.codes("legal_bases")


def purpose_of(code: str) -> Purpose:
    """A purpose nobody has described is one that asks."""
    return purposes().get(code) or Purpose(code, code, "consent", always=False, asks=True, law="")
