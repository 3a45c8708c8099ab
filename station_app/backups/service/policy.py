"""The policy that is in force for this station."""

import json
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import resources
from station_app.backups.schedule import Policy, in_force
from station_app.store import policy
from station_app.store.database import Database


def policy_of(database: Database) -> Policy:
    """What the project ships, and where IT's signed policy is stricter or looser within its bounds, that."""
    shipped, signed = policy_on(database.clock.today()), policy.current(database)
    return replace(
        shipped,
        every=timedelta(hours=signed.backup_hours) if signed.sets("backups.every_hours") else shipped.every,
        warn_after=timedelta(days=signed.backup_warn_days)
        if signed.sets("backups.warn_days")
        else shipped.warn_after,
        drill_after=timedelta(days=signed.drill_days)
        if signed.sets("backups.drill_days")
        else shipped.drill_after,
    )


def policy_on(day: date) -> Policy:
    return in_force(_shipped(), day)


@cache
def _shipped() -> list[dict[str, Any]]:
    return [json.loads(resources.text("policies/backups.json"))]
