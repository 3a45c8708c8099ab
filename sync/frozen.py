"""A whole state in one value, for records whose table this version does not have."""

import msgspec

from sync.change import Mark
from sync.merge import State


def freeze(state: State) -> bytes:
    """A whole state in one value, for records whose table this version does not have."""
    return msgspec.msgpack.encode(
        [
            state.context,
            [[*dot, m.author, m.point, m.hlc, m.stamp, m.reason] for dot, m in state.marks.items()],
            {name: [[*dot, value] for dot, value in reg.items()] for name, reg in state.fields.items()},
        ]
    )


def thaw(frozen: bytes) -> State:
    """The inverse of `freeze`."""
    context, marks, fields = msgspec.msgpack.decode(frozen)
    return State(
        context,
        {name: {(e[0], e[1]): e[2] for e in entries} for name, entries in fields.items()},
        {(m[0], m[1]): Mark(m[2], m[3], m[4], m[5], m[6]) for m in marks},
    )
