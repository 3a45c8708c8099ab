"""Values, records and PCs in the nurse's words."""

from collections.abc import Mapping

from station_app.common.days import shown_instant
from station_app.store.database import Database
from station_app.store.entry import label_of
from sync.change import Key, Value
from sync.merge import HERE, State
from sync.policy import LIFE, LIFE_FIELD, Entity, Field, Kind, Policy
from sync.rows import GONE
from sync.showing import projection

EMPTY = "(để trống)"
KEPT, WITHDRAWN = "Giữ bản ghi này", "Huỷ bản ghi: {}"
UNKNOWN_AUTHOR, NOBODY = "Người chưa rõ tên", "Máy tự nhập,"
_NAMING = ("full_name", "name", "substance", "kind", "code")
"""What a record is called by where nothing of it may be written only once."""


def declared(entity: Entity | None, name: str) -> Field:
    """The field's declaration; a field from a newer version goes by its own name, as text."""
    if name == LIFE:
        return LIFE_FIELD
    found = entity.field(name) if entity else None
    return found or Field(name, LIFE_FIELD.kind, name)


def named(database: Database, entity: str, field: str) -> str:
    """A field of an entity, for a whole list of questions about it."""
    known = database.catalogue.entities.get(entity)
    label = declared(known, field).label.lower()
    return label if known is None or known.subject == "id" else f"{label} của {known.label.lower()}"


class Words:
    """Says values, records, authors and PCs; made once for a whole list."""

    def __init__(self, database: Database, around: Mapping[Key, State], names: Mapping[str, str], own: str):
        self._catalogue = database.catalogue
        self._around, self._names, self._own = around, names, own
        self._offset = database.clock.now().utcoffset()

    def value(self, field: Field, value: Value) -> str:
        if field.name == LIFE:
            return KEPT if value == HERE else WITHDRAWN.format(str(value).removeprefix(GONE))
        if value is None:
            return EMPTY
        if field.refers:
            shown = self.projected((field.refers, str(value)))
            return str(shown.get("full_name") or shown.get("code") or value)
        if field.kind is Kind.INSTANT:
            return self.time(str(value))
        return f"{label_of(field, value)} {field.unit or ''}".strip()

    def projected(self, key: Key) -> dict[str, Value]:
        state = self._around.get(key)
        return projection(state, self._catalogue, key[0]) if state else {}

    def record(self, entity: Entity | None, state: State) -> str:
        """What one record is told apart by: the product and day of a dose, the name of a disease."""
        if entity is None:
            return ""
        shown = projection(state, self._catalogue, entity.name)
        once = [f for f in entity.fields if f.policy is Policy.ONCE and f.name != entity.subject]
        naming = once or [f for f in entity.fields if f.name in _NAMING][:1]
        told = [self.value(field, shown[field.name]) for field in naming if shown.get(field.name) is not None]
        return ", ".join(told[:2])

    def author(self, user: str) -> str:
        return self._names.get(user) or (UNKNOWN_AUTHOR if user else NOBODY)

    def device(self, device: str) -> str:
        """Which PC; a name of ten signs says no more to anybody than its first four."""
        return "máy này" if device == self._own else f"máy {device[:4].upper()}" if device else ""

    def time(self, instant: str) -> str:
        try:
            return (
                shown_instant(instant, self._offset) if self._offset is not None else shown_instant(instant)
            )
        except ValueError:
            return instant
