"""Takes transactions into a shelf of records: each whole or not at all, none dropped, none blocking."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sync.change import Change, Key, Transaction
from sync.digest import Deltas, difference, part
from sync.merge import HERE, State, Superseded, apply, deliverable, seen
from sync.policy import LIFE

History = list[tuple[Key, Superseded]]


class Shelf(Protocol):
    """Where a replica keeps what it knows: typed rows of a station, tables of the gateway, or memory."""

    def load(self, keys: Iterable[Key]) -> dict[Key, State]:
        """The states of those records that exist; the caller may change them in place."""

    def put(self, states: Mapping[Key, State], history: History, deltas: Deltas) -> None:
        """Keeps states, superseded values and the digest's change together."""

    def park(self, transaction: Transaction, missing: Key) -> None:
        """Keeps a transaction that waits for an earlier change to `missing`."""

    def release(self, key: Key) -> list[Transaction]:
        """Takes out and returns the parked transactions that wait for `key`."""


@dataclass(slots=True)
class Taken:
    """What became of the transactions handed over."""

    applied: list[Transaction] = field(default_factory=list)
    parked: list[Transaction] = field(default_factory=list)
    known: list[Transaction] = field(default_factory=list)
    changed: set[Key] = field(default_factory=set)


def take(shelf: Shelf, arrivals: Iterable[Transaction]) -> Taken:
    """Applies every deliverable transaction, parks the others, and lets go what had waited for them.

    Handing the same transaction over twice is harmless; the order does not matter."""
    queue = deque(arrivals)
    desk = _Desk(shelf)
    desk.fetch({change.key for transaction in queue for change in transaction.changes})
    taken = Taken()
    while queue:
        transaction = queue.popleft()
        keys = [change.key for change in transaction.changes]
        desk.fetch(keys)
        match desk.place(transaction, keys):
            case "known":
                desk.recall(transaction)
                taken.known.append(transaction)
            case "ready":
                desk.apply(transaction, keys)
                taken.applied.append(transaction)
                taken.changed.update(keys)
                for key in keys:
                    queue.extend(shelf.release(key))
            case missing:
                assert not isinstance(missing, str)
                shelf.park(transaction, missing)
                taken.parked.append(transaction)
    desk.put()
    return taken


_NOTHING = State()
"""What is known of a record that nobody has written; only looked at."""


class _Desk:
    """The records in work, so that a batch loads and stores each record once."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.states: dict[Key, State] = {}
        self.before: dict[Key, int] = {}
        self.touched: set[Key] = set()
        self.history: History = []
        self.fetched: set[Key] = set()

    def fetch(self, keys: Iterable[Key]) -> None:
        wanted = [key for key in keys if key not in self.fetched]
        if wanted:
            self.states.update(self.shelf.load(wanted))
            self.fetched.update(wanted)

    def place(self, transaction: Transaction, keys: Sequence[Key]) -> str | Key:
        """ "known", "ready", or the record whose earlier change is missing."""
        fresh = False
        for key, change in zip(keys, transaction.changes, strict=True):
            state = self.states.get(key, _NOTHING)
            if seen(state, transaction.device, change):
                continue
            if not deliverable(state, transaction.device, change):
                return key
            fresh = True
        if not fresh:
            self._stamp(transaction)
        return "ready" if fresh else "known"

    def apply(self, transaction: Transaction, keys: Sequence[Key]) -> None:
        mark = transaction.mark()
        for key, change in zip(keys, transaction.changes, strict=True):
            state = self._touch(key)
            if not seen(state, transaction.device, change):
                dropped = apply(state, transaction.device, change, mark)
                self.history.extend((key, superseded) for superseded in dropped)
            else:
                self._recall(state, transaction, change)

    def recall(self, transaction: Transaction) -> None:
        for change in transaction.changes:
            self._recall(self.states[change.key], transaction, change)

    def _recall(self, state: State, transaction: Transaction, change: Change) -> None:
        """A state may have told of a change before it came itself: what it wrote and no longer stands is
        history that the state did not bring. Where the history has it already, nothing is written."""
        dot = (transaction.device, change.n)
        for name, value in {LIFE: HERE, **change.set}.items():
            register = state.fields.get(name, {})
            if register and dot not in register:
                by = max(register, key=lambda other: (state.marks[other].time, other))
                self.history.append((change.key, Superseded(name, dot, value, transaction.mark(), by)))

    def _touch(self, key: Key) -> State:
        state = self.states.get(key)
        if state is None:
            state = self.states[key] = State()
        if key not in self.touched:
            self.before[key] = part(key[1], state)
            self.touched.add(key)
        return state

    def _stamp(self, transaction: Transaction) -> None:
        """The gateway's stamp comes back to the author of a change, so that all agree on its time."""
        if transaction.stamp is None:
            return
        for change in transaction.changes:
            state = self.states.get(change.key)
            mark = state.marks.get((transaction.device, change.n)) if state else None
            if mark is not None and mark.stamp is None:
                self._touch(change.key)
                mark.stamp = transaction.stamp

    def put(self) -> None:
        if self.touched or self.history:
            states = {key: self.states[key] for key in self.touched}
            self.shelf.put(states, self.history, difference(self.before, states))
