"""The delta CRDT: a map of multi-value registers with one causal context per record. Pure.

Shapiro et al. 2011; dotted version vectors, Almeida et al. 2014; delta CRDTs, Almeida et al. 2018.
PROTOCOL.md §3 states these rules in words; every one exists because its absence lost an edit."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from sync.change import Change, Context, Dot, Mark, Value
from sync.policy import LIFE
from sync.short import short
from sync.siblings import Sibling

HERE = "here"


Registers = dict[str, dict[Dot, Value]]


class State:
    """All that a replica knows of one record: context, each field's values by dot, and a mark for each dot.

    A record that was written once, as most are, is kept as that one dot and its values until somebody wants
    the registers: a gateway makes, prints and stores thousands of such states a second."""

    __slots__ = ("_fields", "_once", "context", "marks")

    def __init__(
        self,
        context: Context | None = None,
        fields: Registers | None = None,
        marks: dict[Dot, Mark] | None = None,
    ) -> None:
        self.context: Context = {} if context is None else context
        self.marks: dict[Dot, Mark] = {} if marks is None else marks
        self._fields: Registers = {} if fields is None else fields
        self._once: tuple[Dot, dict[str, Value]] | None = None

    @classmethod
    def written_once(cls, context: Context, dot: Dot, values: dict[str, Value], mark: Mark) -> "State":
        state = cls(context, None, {dot: mark})
        state._once = dot, values
        return state

    @property
    def once(self) -> tuple[Dot, dict[str, Value]] | None:
        """The one dot and its values, only to be read; None where registers are kept."""
        return self._once

    @property
    def fields(self) -> Registers:
        if self._once is not None:
            dot, values = self._once
            self._fields = {name: {dot: value} for name, value in values.items()}
            self._once = None
        return self._fields

    @fields.setter
    def fields(self, registers: Registers) -> None:
        self._fields, self._once = registers, None

    def begin(self, dot: Dot, values: dict[str, Value], mark: Mark) -> None:
        """The first change to a record of which nothing is known."""
        self.context[dot[0]], self.marks[dot] = dot[1], mark
        self._once = dot, values

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, State):
            return NotImplemented
        return (self.context, self.fields, self.marks) == (other.context, other.fields, other.marks)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"State(context={self.context!r}, fields={self.fields!r}, marks={self.marks!r})"

    def siblings(self, name: str) -> list[Sibling]:
        return [Sibling(dot, value, self.marks[dot]) for dot, value in self.fields.get(name, {}).items()]


@dataclass(frozen=True, slots=True)
class Superseded:
    """A value that a later change replaced; kept as history."""

    field: str
    dot: Dot
    value: Value
    mark: Mark
    by: Dot


def covers(context: Context, dot: Dot) -> bool:
    return dot[1] <= context.get(dot[0], 0)


def within(inner: Context, outer: Context) -> bool:
    return all(n <= outer.get(device, 0) for device, n in inner.items())


def seen(state: State, device: str, change: Change) -> bool:
    return change.n <= state.context.get(device, 0)


def deliverable(state: State, device: str, change: Change) -> bool:
    """Its predecessors on this record are all here, the author's own and those he had read."""
    return change.n == state.context.get(device, 0) + 1 and within(change.before, state.context)


def apply(state: State, device: str, change: Change, mark: Mark) -> list[Superseded]:
    """Applies a deliverable change in place and returns what it superseded."""
    dot = (device, change.n)
    dropped: list[Superseded] = []
    wanted = {**change.set} if LIFE in change.set else {**change.set, LIFE: HERE}
    if not state.context:
        # Most changes make a new record: nothing is there to be compared with.
        state.begin(dot, wanted, mark)
        return dropped
    fields = state.fields
    for name, value in wanted.items():
        register = fields.setdefault(name, {})
        spared = change.spare.get(name, ())
        replaced = [old for old in register if covers(change.before, old) and old not in spared]
        dropped += [Superseded(name, old, register.pop(old), state.marks[old], dot) for old in replaced]
        register[dot] = value
    state.context[device] = change.n
    state.marks[dot] = mark
    if dropped:
        _forget_marks(state)
    return dropped


def join(ours: State, theirs: State) -> State:
    """The least state that knows what both know. Commutative, associative, idempotent."""
    joined = State(context=dict(ours.context))
    for device, n in theirs.context.items():
        joined.context[device] = max(n, joined.context.get(device, 0))
    for name in ours.fields.keys() | theirs.fields.keys():
        left, right = ours.fields.get(name, {}), theirs.fields.get(name, {})
        kept = {dot: v for dot, v in left.items() if dot in right or not covers(theirs.context, dot)}
        kept |= {dot: v for dot, v in right.items() if dot in left or not covers(ours.context, dot)}
        if kept:
            joined.fields[name] = kept
    for dot, mark in [*ours.marks.items(), *theirs.marks.items()]:
        known = joined.marks.get(dot)
        if known is None or known.stamp is None:
            joined.marks[dot] = mark
    _forget_marks(joined)
    return joined


def _forget_marks(state: State) -> None:
    live = {dot for register in state.fields.values() for dot in register}
    for dot in [dot for dot in state.marks if dot not in live]:
        del state.marks[dot]


_encoder = msgspec.json.Encoder()
_Entry = tuple[str, int, Value]


def canonical(record: str, state: State) -> bytes:
    """The bytes that two replicas with the same knowledge of a record agree on.

    Marks are left out: a stamp reaches the author later than the others."""
    return _encoder.encode((short(record), sorted(state.context.items()), _rows(state)))


def _rows(state: State) -> list[tuple[str, Sequence[_Entry]]]:
    if state.once:
        (device, n), values = state.once
        return [(name, ((device, n, values[name]),)) for name in sorted(values)]
    rows: list[tuple[str, Sequence[_Entry]]] = []
    for name in sorted(state.fields):
        register = state.fields[name]
        if len(register) == 1:  # nearly always, and then nothing is to be sorted
            for (device, n), value in register.items():
                rows.append((name, ((device, n, value),)))
        elif register:
            rows.append((name, sorted(_entries(register), key=_place)))
    return rows


def _entries(register: dict[Dot, Value]) -> list[_Entry]:
    return [(device, n, value) for (device, n), value in register.items()]


def _place(entry: _Entry) -> Dot:
    return entry[0], entry[1]


def fingerprint(record: str, state: State) -> int:
    """SHA-256 of the canonical state as an integer; a digest is the sum of these mod 2^256."""
    return int.from_bytes(hashlib.sha256(canonical(record, state)).digest())
