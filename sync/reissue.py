"""Which changes of a PC's earlier names become changes of its new one, wherever they are spoken of. Pure."""

import dataclasses
from collections.abc import Iterable, Iterator, Sequence

from sync.change import Change, Context, Dot, Key, Transaction
from sync.merge import State


class Renaming:
    """`tail` is what nobody else has: the last transactions of one earlier name, or of several, in the order
    in which they were written. They are said anew as `device`; only the names of their dots change."""

    def __init__(self, device: str, tail: Iterable[Transaction]) -> None:
        self.device = device
        self.tail = list(tail)
        self.dots: dict[Key, dict[Dot, Dot]] = {}
        self._stays: dict[Key, Context] = {}
        for transaction in self.tail:
            for change in transaction.changes:
                self._name(transaction.device, change)

    def _name(self, device: str, change: Change) -> None:
        dots = self.dots.setdefault(change.key, {})
        dots[device, change.n] = (self.device, len(dots) + 1)
        self._stays.setdefault(change.key, {}).setdefault(device, change.n - 1)

    def dot(self, key: Key, dot: Dot) -> Dot:
        return self.dots.get(key, {}).get(dot, dot)

    def context(self, key: Key, context: Context) -> Context:
        """Who had read the last change of an earlier name had read all before it."""
        stays, renamed = self._stays.get(key, {}), Context()
        for device, n in context.items():
            renamed[device] = min(n, stays.get(device, n))
            if renamed[device] < n:
                _, place = self.dots[key][device, n]
                renamed[self.device] = max(place, renamed.get(self.device, 0))
        return {device: n for device, n in renamed.items() if n}

    def state(self, key: Key, state: State) -> State:
        return State(
            self.context(key, state.context),
            {
                name: {self.dot(key, dot): value for dot, value in register.items()}
                for name, register in state.fields.items()
            },
            {self.dot(key, dot): mark for dot, mark in state.marks.items()},
        )

    def transactions(self) -> Iterator[Transaction]:
        """The tail as the new name says it: same author, point, time and reason."""
        for seq, old in enumerate(self.tail, 1):
            changes = [self._change(old.device, change) for change in old.changes]
            yield dataclasses.replace(old, device=self.device, seq=seq, changes=changes)

    def _change(self, device: str, change: Change) -> Change:
        _, n = self.dots[change.key][device, change.n]
        spare = {name: self.all(change.key, dots) for name, dots in change.spare.items()}
        return dataclasses.replace(change, n=n, before=self.context(change.key, change.before), spare=spare)

    def all(self, key: Key, dots: Sequence[Dot]) -> list[Dot]:
        return [self.dot(key, dot) for dot in dots]
