"""All entities by name: the contract between a station and the province."""

import hashlib
import json
from collections.abc import Iterable, Mapping

from sync.policy import SEAL, Entity, Field, Kind, Policy


class Catalogue:
    """All entities by name: the contract between a station and the province (`resources/catalog.json`)."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self.entities: Mapping[str, Entity] = {entity.name: entity for entity in entities}
        self._policies = {e.name: {f.name: f.policy for f in e.fields} for e in self.entities.values()}

    def policy(self, entity: str, field: str) -> Policy:
        if field.startswith(SEAL):
            return Policy.LATEST  # a key that was sealed anew asks nobody
        return self._policies.get(entity, {}).get(field, Policy.REVIEW)

    def to_json(self) -> str:
        rows = [
            {
                "name": entity.name,
                "label": entity.label,
                "subject": entity.subject,
                "clinical": entity.clinical,
                **({"sealed_by": entity.sealed_by} if entity.sealed_by else {}),
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
                sealed_by=row.get("sealed_by"),
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
