"""The delta CRDT: a map of multi-value registers with one causal context per record. Pure.

Shapiro et al. 2011; dotted version vectors, Almeida et al. 2014; delta CRDTs, Almeida et al. 2018.
PROTOCOL.md §3 states these rules in words; every one exists because its absence lost an edit."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from sync.change import Change, Context, Dot, Mark, Value
from sync.policy import LIFE
from sync.short import short
from sync.siblings import Sibling

HERE = "here"


@dataclass(slots=True)
class State:
    """All that a replica knows of one record."""

    context: Context = field(default_factory=dict)
    fields: dict[str, dict[Dot, Value]] = field(default_factory=dict)
    marks: dict[Dot, Mark] = field(default_factory=dict)

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
    wanted = change.set if LIFE in change.set else {**change.set, LIFE: HERE}
    if not state.context:
        # Most changes make a new record: nothing is there to be compared with.
        state.fields = {name: {dot: value} for name, value in wanted.items()}
        state.context[device], state.marks[dot] = change.n, mark
        return dropped
    for name, value in wanted.items():
        register = state.fields.setdefault(name, {})
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
    rows: list[tuple[str, Sequence[_Entry]]] = []
    for name in sorted(state.fields):
        register = state.fields[name]
        if len(register) == 1:  # nearly always, and then nothing is to be sorted
            for (device, n), value in register.items():
                rows.append((name, ((device, n, value),)))
        elif register:
            rows.append((name, sorted(_entries(register), key=_place)))
    return _encoder.encode((short(record), sorted(state.context.items()), rows))


def _entries(register: dict[Dot, Value]) -> list[_Entry]:
    return [(device, n, value) for (device, n), value in register.items()]


def _place(entry: _Entry) -> Dot:
    return entry[0], entry[1]


def fingerprint(record: str, state: State) -> int:
    """SHA-256 of the canonical state as an integer; a digest is the sum of these mod 2^256."""
    return int.from_bytes(hashlib.sha256(canonical(record, state)).digest())
