"""The policy that is in force for this station."""

import json
from datetime import date
from functools import cache
from typing import Any

import resources
from station_app.backups.schedule import Policy, in_force
from station_app.store.database import Database


def policy_of(database: Database) -> Policy:
    return policy_on(database.clock.today())


def policy_on(day: date) -> Policy:
    return in_force(_shipped(), day)


@cache
def _shipped() -> list[dict[str, Any]]:
    return [json.loads(resources.text("policies/backups.json"))]
