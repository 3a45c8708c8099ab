"""What belongs together in a snapshot: records that need each other, in the order in which they came to be.

No word of health: a field that the catalogue requires and that refers to a record ties the two."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sync.catalogue import Catalogue
from sync.change import Key
from sync.frozen import loosened
from sync.policy import Entity, Kind

COMMON = ""
"""The point of records that nobody's record needs to be shown, such as who works here: they come first."""


@dataclass(slots=True)
class Part:
    """Records of one service point: a nurse there can work once she has them."""

    point: str
    keys: list[Key] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sketch:
    """What of a record decides where it goes."""

    key: Key
    needs: tuple[Key, ...]
    point: str
    hlc: int


class Families:
    """Sketches records and puts them into parts of about `most` each; a family is never torn apart."""

    def __init__(self, catalogue: Catalogue, most: int) -> None:
        self._ties = {entity.name: _ties(entity) for entity in catalogue.entities.values()}
        self._tied_to = {target for fields in self._ties.values() for _, target in fields}
        self._most = most

    def sketch(self, key: Key, frozen: bytes) -> Sketch:
        _, marks, dotted, plain = loosened(frozen)
        needs = [
            (target, str(value))
            for name, target in self._ties.get(key[0], ())
            for value in (plain.get(name), *(entry[2] for entry in dotted.get(name, ())))
        ]
        first = min(marks, key=lambda mark: int(mark[4]))
        return Sketch(key, tuple(needs), first[3], first[4])

    def parts(self, sketches: Iterable[Sketch]) -> Iterator[Part]:
        known = {sketch.key: sketch for sketch in sketches}
        parent: dict[Key, Key] = {}
        for sketch in known.values():
            for other in sketch.needs:
                if other in known:
                    parent[_root(parent, sketch.key)] = _root(parent, other)
        families: dict[Key, list[Key]] = {}
        for key in known:
            families.setdefault(_root(parent, key), []).append(key)
        placed: dict[str, list[list[Key]]] = {}
        for family in families.values():
            placed.setdefault(self._point(known, family), []).append(sorted(family))
        for point in sorted(placed):
            yield from _cut(point, sorted(placed[point], key=_oldest), self._most)

    def _point(self, known: Mapping[Key, Sketch], family: Sequence[Key]) -> str:
        """Where the first of them was written."""
        entity, needing = family[0][0], self._ties.get(family[0][0])
        if len(family) == 1 and needing == [] and entity not in self._tied_to:
            return COMMON
        return min((known[key] for key in family), key=lambda sketch: sketch.hlc).point


def _ties(entity: Entity) -> list[tuple[str, str]]:
    return [
        (field.name, field.refers)
        for field in entity.fields
        if field.kind is Kind.REFERENCE and field.required and field.refers
    ]


def _root(parent: dict[Key, Key], key: Key) -> Key:
    while (above := parent.get(key, key)) != key:
        parent[key] = parent.get(above, above)
        key = above
    return key


def _oldest(family: Sequence[Key]) -> str:
    return min(record for _, record in family)


def _cut(point: str, families: Iterable[Sequence[Key]], most: int) -> Iterator[Part]:
    part = Part(point)
    for family in families:
        if part.keys and len(part.keys) + len(family) > most:
            yield part
            part = Part(point)
        part.keys.extend(family)
    if part.keys:
        yield part
