"""A field of a form from the one declaration that merge, print and catalogue read too."""

from collections.abc import Callable
from datetime import date
from typing import Any, Protocol

import resources
from station_app.shell.fields import (
    ChoiceField,
    Field,
    NumberField,
    PartialDateField,
    TextField,
    YesNo,
)


class Declared(Protocol):
    """What a declaration says of a field; a room's `Entity` holds them."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def codes(self) -> str | None: ...
    @property
    def required(self) -> bool: ...
    @property
    def unit(self) -> str | None: ...


def declared_field(
    declared: Declared, today: Callable[[], date], *, name: str = "", label: str = "", **more: Any
) -> Field:
    """The field that types this kind of value. `more` goes to the field as it is (`hint`, `likely`, …).

    `name` where a form holds the same declaration several times, as in `members.2.birth_date`.
    A reference needs a search of its own: make a `ReferenceField`."""
    what: dict[str, Any] = {"required": declared.required, **more}
    called = (name or declared.name, label or declared.label)
    match declared.kind:
        case "code" if declared.codes:
            return ChoiceField(*called, resources.codes(declared.codes), **what)
        case "date":
            return PartialDateField(*called, today, **what)
        case "boolean":
            return YesNo(*called, **what)
        case "integer":
            return NumberField(*called, unit=declared.unit or "", **what)
        case "decimal":
            return NumberField(*called, unit=declared.unit or "", **{"decimals": 1, **what})
    return TextField(*called, **what)
