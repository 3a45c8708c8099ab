"""A whole state as it travels: what one replica testifies of a record to another."""

from collections.abc import Iterable
from typing import Annotated

import msgspec

from sync.change import Dot, Key, Mark, Value
from sync.merge import State, covers
from sync.short import ESCAPE, LENGTH, Malformed, long, short

_Int64 = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
_Clock = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
_Number = Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]


class CarriedMark(msgspec.Struct, array_like=True):
    """Who wrote the values that point here, where and when."""

    device: str
    n: _Number
    author: str
    point: str
    hlc: _Clock
    stamp: _Clock | None = None
    reason: str | None = None


class Carried(msgspec.Struct, array_like=True):
    """A record's state: `fields` are name → (place of its mark, value). Ids are short, as in a payload."""

    entity: str
    record: str
    context: dict[str, _Number]
    marks: list[CarriedMark]
    fields: dict[str, list[tuple[int, bool | _Int64 | str | None]]]

    @property
    def key(self) -> Key:
        return self.entity, long(self.record)


_encoder = msgspec.json.Encoder()
_rows = msgspec.json.Decoder(list[Carried])


def carried(key: Key, state: State) -> Carried:
    """Lists are in ascending order: equal states give equal bytes, which pack better."""
    dots = sorted(state.marks)
    places = {dot: place for place, dot in enumerate(dots)}
    return Carried(
        key[0],
        short(key[1]),
        dict(sorted(state.context.items())),
        [_mark(dot, state.marks[dot]) for dot in dots],
        {
            name: [(places[dot], _brief(register[dot])) for dot in sorted(register)]
            for name, register in sorted(state.fields.items())
            if register
        },
    )


def _mark(dot: Dot, mark: Mark) -> CarriedMark:
    return CarriedMark(*dot, short(mark.author), mark.point, mark.hlc, mark.stamp, mark.reason)


def _brief(value: Value) -> Value:
    return short(value) if isinstance(value, str) and (len(value) == LENGTH or value[:1] == ESCAPE) else value


def received(item: Carried) -> State:
    """Raises Malformed for what `carried` could not have written."""
    state = State(dict(item.context))
    dots: list[Dot] = []
    for mark in item.marks:
        dots.append((mark.device, mark.n))
        state.marks[dots[-1]] = Mark(long(mark.author), mark.point, mark.hlc, mark.stamp, mark.reason)
    pointed = {place for entries in item.fields.values() for place, _ in entries}
    if not dots or pointed != set(range(len(dots))) or len(state.marks) != len(dots):
        raise Malformed("each mark has a value and each value a mark")
    if not all(covers(state.context, dot) for dot in dots):
        raise Malformed("a value that the context does not know")
    for name, entries in item.fields.items():
        state.fields[name] = {
            dots[place]: long(value) if type(value) is str and value[:1] == ESCAPE else value
            for place, value in entries
        }
        if len(state.fields[name]) != len(entries) or not entries:
            raise Malformed("a change sets a field once")
    return state


def to_bytes(items: Iterable[Carried]) -> bytes:
    """As they lie in the gateway's log, and travel in an answer."""
    return _encoder.encode(list(items))


def from_bytes(raw: bytes) -> list[Carried]:
    try:
        return _rows.decode(raw)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(str(error)) from error
