"""What must be true of every replica, said without the merge: who wrote what, and what he had been shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sync.catalogue import Catalogue
from sync.change import Context, Dot, Key, Mark, Value
from sync.policy import LIFE, Policy

HERE = "here"
Dots = frozenset[Dot]


@dataclass(frozen=True)
class Read:
    """What a person had before his eyes: the value of each field, and the dots that carry it."""

    values: Mapping[str, Value]
    dots: Mapping[str, Dots]


@dataclass(frozen=True)
class Written:
    """One change: the values it sets, and per field the dots its author had been shown."""

    sets: Mapping[str, Value]
    shown: Mapping[str, Dots]


@dataclass
class Oracle:
    """Remembers every value ever written. A value is live until someone who was shown it writes another."""

    catalogue: Catalogue
    changes: dict[Key, dict[Dot, Written]] = field(default_factory=dict)

    def record(self, key: Key, dot: Dot, sets: Mapping[str, Value], read: Mapping[str, Dots]) -> None:
        wanted = {LIFE: HERE, **sets}
        shown = {name: read.get(name, frozenset()) for name in wanted}
        self.changes.setdefault(key, {})[dot] = Written(wanted, shown)

    def live(self, key: Key, context: Context) -> dict[str, dict[Dot, Value]]:
        """Of the changes in `context`: the values that no other of them replaced knowingly."""
        known = {
            dot: written
            for dot, written in self.changes.get(key, {}).items()
            if dot[1] <= context.get(dot[0], 0)
        }
        replaced = {
            (name, dot) for written in known.values() for name, dots in written.shown.items() for dot in dots
        }
        fields: dict[str, dict[Dot, Value]] = {}
        for dot, written in known.items():
            for name, value in written.sets.items():
                if (name, dot) not in replaced:
                    fields.setdefault(name, {})[dot] = value
        return fields

    def read(self, key: Key, context: Context, marks: Mapping[Dot, Mark]) -> Read:
        """What a screen shows to somebody who knows `context`."""
        values: dict[str, Value] = {}
        dots: dict[str, Dots] = {}
        for name, register in self.live(key, context).items():
            value = self._chosen(key[0], name, register, marks)
            values[name] = value
            dots[name] = frozenset(dot for dot, held in register.items() if _same(held, value))
        return Read(values, dots)

    def _chosen(
        self, entity: str, name: str, register: Mapping[Dot, Value], marks: Mapping[Dot, Mark]
    ) -> Value:
        def when(dot: Dot) -> tuple[int, Dot]:
            mark = marks[dot]
            return (mark.hlc if mark.stamp is None else min(mark.hlc, mark.stamp)), dot

        line = sorted(register, key=when)
        if name == LIFE:
            line = [dot for dot in line if register[dot] == HERE] or line
        elif self.catalogue.policy(entity, name) is Policy.ONCE:
            return register[line[0]]
        return register[line[-1]]

    def questions(self, key: Key, context: Context) -> list[str]:
        return sorted(
            name
            for name, register in self.live(key, context).items()
            if name == LIFE or self.catalogue.policy(key[0], name) is not Policy.LATEST
            if _different(register.values())
        )

    def everything(self, key: Key) -> set[tuple[str, Dot]]:
        return {(name, dot) for dot, written in self.changes.get(key, {}).items() for name in written.sets}


def _same(one: Value, other: Value) -> bool:
    return one == other and type(one) is type(other)


def _different(values: Iterable[Value]) -> bool:
    return len({(type(value), value) for value in values}) > 1
