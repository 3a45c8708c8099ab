"""A whole state in one value: how the gateway keeps records, and a station those of an unknown entity."""

from typing import Any

import msgspec

from sync.change import Dot, Mark, Value
from sync.merge import State

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder()


def freeze(state: State) -> bytes:
    """Context, marks, the fields that need their dots, and those whose one value has the first mark's dot."""
    marks = [(*dot, m.author, m.point, m.hlc, m.stamp, m.reason) for dot, m in state.marks.items()]
    if state.once:
        return _encoder.encode((state.context, marks, {}, state.once[1]))
    usual = next(iter(state.marks), None)
    plain: dict[str, Value] = {}
    dotted: dict[str, list[tuple[str, int, Value]]] = {}
    for name, register in state.fields.items():
        if len(register) == 1 and usual in register:
            plain[name] = register[usual]
        else:
            dotted[name] = [(device, n, value) for (device, n), value in register.items()]
    return _encoder.encode((state.context, marks, dotted, plain))


def thaw_or_nothing(frozen: bytes) -> State:
    """Bytes that the disk has spoiled are as if nothing were known of the record: others still know it."""
    try:
        return thaw(frozen)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, msgspec.MsgspecError):
        return State()


def loosened(
    frozen: bytes,
) -> tuple[dict[str, int], list[list[Any]], dict[str, list[list[Any]]], dict[str, Value]]:
    """Its parts without making a state of them: context, marks, dotted and plain fields. The
    first release wrote no plain fields."""
    context, marks, dotted, *plain = _decoder.decode(frozen)
    if not plain and len(marks) == 1 and all(len(entries) == 1 for entries in dotted.values()):
        return context, marks, {}, {name: entries[0][2] for name, entries in dotted.items()}
    return context, marks, dotted, plain[0] if plain else {}


def thaw(frozen: bytes) -> State:
    """The inverse of `freeze`. The first release wrote no plain fields."""
    context, marks, dotted, *plain = _decoder.decode(frozen)
    dots = {(m[0], m[1]): Mark(m[2], m[3], m[4], m[5], m[6]) for m in marks}
    if len(dots) == 1 and not dotted and plain:
        ((dot, mark),) = dots.items()
        return State.written_once(context, dot, {**plain[0]}, mark)
    fields: dict[str, dict[Dot, Value]] = {
        name: {(e[0], e[1]): e[2] for e in entries} for name, entries in dotted.items()
    }
    if plain and plain[0]:
        usual = next(iter(dots))
        for name, value in plain[0].items():
            fields[name] = {usual: value}
    return State(context, fields, dots)
