"""What a field is, how it travels, and which of several values is shown."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of value that travel. Each has one canonical form, see PROTOCOL.md."""

    TEXT = "text"
    CODE = "code"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    INSTANT = "instant"
    REFERENCE = "reference"


class Policy(StrEnum):
    """What happens when several different values of a field are left after a merge."""

    ONCE = "once"
    """Identity of an event: the earliest is shown and a person is asked."""
    REVIEW = "review"
    """Facts that matter: the newest is shown with a mark and a person is asked."""
    LATEST = "latest"
    """Contact details: the newest is shown, the others stay in the history, nobody is asked."""


@dataclass(frozen=True, slots=True)
class Field:
    """One declaration of a field; forms, prints, merge, catalogue and data dictionary read it."""

    name: str
    kind: Kind
    label: str
    policy: Policy = Policy.REVIEW
    codes: str | None = None
    required: bool = False
    sensitive: bool = False
    refers: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """One kind of record. `subject` names the field that tells whom a record is about ("id": itself),
    `sealed_by` the one whose value, whatever it is, seals the whole record."""

    name: str
    label: str
    fields: tuple[Field, ...]
    subject: str = "id"
    clinical: bool = False
    sealed_by: str | None = None

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)

    def policy(self, name: str) -> Policy:
        """Unknown fields come from a newer peer: keep every value and ask, never choose silently."""
        field = self.field(name)
        return field.policy if field else Policy.REVIEW


LIFE = "life"
LIFE_FIELD = Field(LIFE, Kind.TEXT, "Tình trạng bản ghi", Policy.REVIEW)

SEAL = "seal_"
"""Pseudo-fields of a sealed record hold its keys: this and the key's name. Two keys are two fields, so that
two PCs that seal the same record ask nobody anything."""
