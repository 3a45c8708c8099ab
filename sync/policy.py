"""What a field is, how it travels, and which of several values is shown."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sync.change import Dot, Mark, Value


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
    """One kind of record. `subject` names the field that tells whom a record is about ("id": itself)."""

    name: str
    label: str
    fields: tuple[Field, ...]
    subject: str = "id"
    clinical: bool = False

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)

    def policy(self, name: str) -> Policy:
        """Unknown fields come from a newer peer: keep every value and ask, never choose silently."""
        field = self.field(name)
        return field.policy if field else Policy.REVIEW


LIFE = "life"
LIFE_FIELD = Field(LIFE, Kind.TEXT, "Tình trạng bản ghi", Policy.REVIEW)


class Catalogue:
    """All entities by name: the contract between a station and the province (`resources/catalog.json`)."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self.entities: Mapping[str, Entity] = {entity.name: entity for entity in entities}
        self._policies = {e.name: {f.name: f.policy for f in e.fields} for e in self.entities.values()}

    def policy(self, entity: str, field: str) -> Policy:
        return self._policies.get(entity, {}).get(field, Policy.REVIEW)

    def to_json(self) -> str:
        rows = [
            {
                "name": entity.name,
                "label": entity.label,
                "subject": entity.subject,
                "clinical": entity.clinical,
                "fields": [_described(field) for field in entity.fields],
            }
            for entity in self.entities.values()
        ]
        return json.dumps({"entities": rows}, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Catalogue":
        return cls(
            Entity(
                name=row["name"],
                label=row["label"],
                subject=row["subject"],
                clinical=row["clinical"],
                fields=tuple(
                    Field(**{**f, "kind": Kind(f["kind"]), "policy": Policy(f["policy"])})
                    for f in row["fields"]
                ),
            )
            for row in json.loads(text)["entities"]
        )

    def version(self) -> str:
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:12]


def _described(field: Field) -> dict[str, object]:
    described: dict[str, object] = {
        "name": field.name,
        "kind": field.kind.value,
        "label": field.label,
        "policy": field.policy.value,
    }
    for name in ("codes", "required", "sensitive", "refers", "unit"):
        if value := getattr(field, name):
            described[name] = value
    return described


@dataclass(frozen=True, slots=True)
class Sibling:
    """One of the values that a field holds, with who wrote it and when."""

    dot: Dot
    value: Value
    mark: Mark


def ordered(siblings: Iterable[Sibling]) -> list[Sibling]:
    """Oldest first, the same on every replica: by the lesser of author's clock and gateway's stamp."""
    return sorted(siblings, key=lambda sibling: (sibling.mark.time, sibling.dot))


def shown(siblings: Iterable[Sibling], policy: Policy) -> Sibling:
    """The sibling that screens and prints show; nothing is thrown away by choosing."""
    line = ordered(siblings)
    return line[0] if policy is Policy.ONCE else line[-1]


def in_question(siblings: Iterable[Sibling], policy: Policy) -> bool:
    """Do several different values need a person? Equal values collapse, `latest` never asks."""
    return policy is not Policy.LATEST and len({_distinct(sibling.value) for sibling in siblings}) > 1


def _distinct(value: Value) -> tuple[str, Value]:
    # True == 1 in Python, yet they are different values on the wire.
    return type(value).__name__, value
