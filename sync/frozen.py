"""A whole state in one value, for records whose table this version does not have."""

import msgspec

from sync.change import Mark
from sync.merge import State

_encoder = msgspec.msgpack.Encoder()


def freeze(state: State) -> bytes:
    """A whole state in one value, for records whose table this version does not have."""
    marks = [(*dot, m.author, m.point, m.hlc, m.stamp, m.reason) for dot, m in state.marks.items()]
    fields = {
        name: [(device, n, value) for (device, n), value in register.items()]
        for name, register in state.fields.items()
    }
    return _encoder.encode((state.context, marks, fields))


def thaw_or_nothing(frozen: bytes) -> State:
    """Bytes that the disk has spoiled are as if nothing were known of the record: others still know it."""
    try:
        return thaw(frozen)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, msgspec.MsgspecError):
        return State()


def thaw(frozen: bytes) -> State:
    """The inverse of `freeze`."""
    context, marks, fields = msgspec.msgpack.decode(frozen)
    return State(
        context,
        {name: {(e[0], e[1]): e[2] for e in entries} for name, entries in fields.items()},
        {(m[0], m[1]): Mark(m[2], m[3], m[4], m[5], m[6]) for m in marks},
    )
