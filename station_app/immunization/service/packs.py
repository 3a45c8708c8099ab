"""Schedules and vaccines of the shipped packs, by the day of the event and the province of the station."""

import hashlib
from datetime import date
from functools import cache, lru_cache

import resources
from station_app.common.days import PartialDate
from station_app.common.errors import Refused
from station_app.immunization.rules import EDITION, Given
from station_app.immunization.schedule import SHIPPED, Schedule, Vaccine, in_force, load_vaccines, shipped

PRODUCTS = "vaccine_products"


@cache
def schedules() -> tuple[Schedule, ...]:
    return shipped(resources.text)


@lru_cache(maxsize=64)
def schedule_on(day: date, province: str | None) -> Schedule:
    return in_force(schedules(), day, province)


@cache
def vaccines() -> dict[str, Vaccine]:
    return load_vaccines({"code": c.code, "label": c.label, **c.extra} for c in resources.codes(PRODUCTS))


def vaccine_of(code: str) -> Vaccine:
    """A product this PC's pack does not know is kept by its code; no antigen of it is counted."""
    return vaccines().get(code) or Vaccine(code, code, frozenset())


def edition(day: date, province: str | None) -> str:
    """Changes when another schedule comes into force, and when a pack, a rule or the province changes."""
    return f"{schedule_on(day, province).code} {province or '-'} {EDITION} {_fingerprint()}"


@cache
def _fingerprint() -> str:
    texts = [resources.text(f"schedules/{name}.json") for name in SHIPPED]
    return hashlib.sha256("".join([*texts, resources.text(f"codes/{PRODUCTS}.json")]).encode()).hexdigest()[
        :16
    ]


def day_of(iso: str | None) -> PartialDate | None:
    """A stored day, or None where a newer or broken peer wrote something else."""
    try:
        return PartialDate.parse_iso(iso) if iso else None
    except Refused:
        return None


def given(
    vaccine: str | None, given_on: str | None, record: str, device: str | None, number: int | None
) -> Given | None:
    """A dose as the rules see it; one without a product or a readable day cannot be judged."""
    on = day_of(given_on)
    return Given(vaccine_of(vaccine), on, record, device or "", number) if vaccine and on else None
