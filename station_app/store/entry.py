"""What was typed becomes a canonical value by the field's one declaration, or is refused under its label."""

from collections.abc import Mapping
from datetime import date

import resources
from station_app.common.days import PartialDate
from station_app.common.errors import Refused
from station_app.common.names import nfc
from station_app.store.reading import READERS
from sync.change import Value
from sync.policy import Entity, Field, Kind


def parsed(entity: Entity, typed: Mapping[str, str], today: date) -> dict[str, Value]:
    """Canonical values of typed fields; empty text is None. Raises Refused naming the field."""
    values: dict[str, Value] = {}
    for name, text in typed.items():
        field = entity.field(name)
        if field is None:
            raise Refused(f"{entity.label} không có mục “{name}”.", name)
        values[name] = value_of(field, text, today)
    return values


def value_of(field: Field, typed: str, today: date) -> Value:
    text = nfc(typed).strip()
    if not text:
        return None
    try:
        return READERS[field.kind](field, text, today)
    except Refused as refusal:
        raise refusal.at(field.name) from None


def require(entity: Entity, values: Mapping[str, Value]) -> None:
    """A new record has all that its entity requires."""
    for field in entity.fields:
        if field.required and values.get(field.name) in (None, ""):
            raise Refused(f"Cần nhập {field.label.lower()}.", field.name)


def label_of(field: Field, value: Value) -> str:
    """How a value is shown: a code by its label, a date as the nurse writes it; unknown codes as text."""
    if value is None:
        return ""
    match field.kind:
        case Kind.CODE if field.codes:
            return next((c.label for c in resources.codes(field.codes) if c.code == value), str(value))
        case Kind.DATE:
            return _shown_date(str(value))
        case Kind.BOOLEAN:
            return "Có" if value else "Không"
        case Kind.DECIMAL:
            return str(value).replace(".", ",")
    return str(value)


def _shown_date(iso: str) -> str:
    try:
        return PartialDate.parse_iso(iso).shown
    except (Refused, ValueError):
        return iso  # what another program or version wrote is shown as it stands
