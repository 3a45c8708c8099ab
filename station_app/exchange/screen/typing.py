"""A field of any record as it is typed at the desks, where no room's own form is at hand."""

from collections.abc import Callable
from datetime import date
from typing import Any

from station_app.shell.declared import declared_field
from station_app.shell.fields import Field
from station_app.store import verbs
from station_app.store.reading import FUTURE
from station_app.store.verbs import Kind


def typed_field(declared: verbs.Field, today: Callable[[], date], **more: Any) -> Field:
    """By its declaration; only an expiry or an appointment may lie ahead."""
    if declared.kind is Kind.DATE:
        more.setdefault("past_only", declared.name not in FUTURE)
    return declared_field(declared, today, **more)
