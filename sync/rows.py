"""A record's state as a typed row and one compact column beside it.

The row shows one value per field; the column keeps the context, the dots that differ from the row's usual
one, the other siblings, fields that this version does not know, and all of a record that is sealed: its row
shows nothing."""

from typing import Any

import msgspec

from sync.catalogue import Catalogue
from sync.change import Dot, Mark, Value
from sync.ledger import Names
from sync.merge import HERE, State
from sync.policy import LIFE, Entity, Kind
from sync.sealed import holds
from sync.showing import projection

GONE = "gone: "
"""A `life` value of this form says why a record is no longer valid; the column `gone` holds the reason."""

_TYPES: dict[Kind, type] = {Kind.INTEGER: int, Kind.BOOLEAN: bool}
_TEXTUAL = frozenset(Kind) - _TYPES.keys()


def fits(kind: Kind, value: Value) -> bool:
    """Can a column of this kind hold the value and give it back unchanged?"""
    return type(value) is _TYPES.get(kind, str)


def from_column(kind: Kind, raw: Any) -> Value:
    """The canonical value of what SQLite holds."""
    if kind is Kind.BOOLEAN and raw in (0, 1):
        return bool(raw)
    if raw is None or isinstance(raw, str):
        return raw
    if isinstance(raw, int) and kind not in _TEXTUAL:
        return raw
    # A fraction or bytes, which only raw SQL can put here, travel as text: no payload could carry them.
    return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(raw)


_Mark = tuple[int, int, int, int, int, int | None, int | str | None]
"""Device, n, author, point, clock, how much later it was stamped, reason (in full until 0.1.0)."""


class _Meta(msgspec.Struct, array_like=True):
    context: list[int]
    marks: list[_Mark]
    fields: dict[str, list[list[bool | int | str | None]]] = {}


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Meta)
_one_mark = msgspec.msgpack.Decoder(_Mark)
_ONE_MARK = 0x97
"""How the column begins that is one mark alone, a record's first and only change: an array of seven."""


def _read(meta: bytes) -> _Meta:
    if meta[0] != _ONE_MARK:
        return _decoder.decode(meta)
    mark = _one_mark.decode(meta)
    return _Meta([mark[0], mark[1]], [mark])


class Layout:
    """How one entity lies in its table."""

    def __init__(self, entity: Entity) -> None:
        self.entity = entity
        self.table = entity.name
        self.columns = tuple(field.name for field in entity.fields)
        self.kinds = {field.name: field.kind for field in entity.fields}
        self.types = {field.name: _TYPES.get(field.kind, str) for field in entity.fields}

    def unpack(self, names: Names, row: tuple[Any, ...], meta: bytes | None) -> State:
        """`row` is the columns in order, then `gone`."""
        if meta is None:
            return State()
        held = _read(meta)
        context = {names.text(held.context[i]): held.context[i + 1] for i in range(0, len(held.context), 2)}
        state = State(context)
        for device, n, author, point, hlc, stamp, reason in held.marks:
            dot = (names.text(device), n)
            full = None if stamp is None else hlc + stamp
            why = names.text(reason) if isinstance(reason, int) else reason
            state.marks[dot] = Mark(names.text(author), names.text(point), hlc, full, why)
        usual = next(iter(state.marks))
        shown = self._shown(row)
        for name, value in shown.items():
            if name not in held.fields and value is not None:
                state.fields[name] = {usual: value}
        for name, dots in held.fields.items():
            state.fields[name] = {
                (names.text(_number(entry[0])), _number(entry[1])): entry[2]
                if len(entry) == 3
                else shown.get(name)
                for entry in dots
            }
        return state

    def lists(self, meta: bytes) -> bool:
        """Does the compact column hold more than context and marks? Most do not."""
        return bool(_read(meta).fields)

    def _shown(self, row: tuple[Any, ...]) -> dict[str, Value]:
        shown = {
            name: from_column(self.kinds[name], raw) for name, raw in zip(self.columns, row, strict=False)
        }
        gone = row[len(self.columns)]
        return {**shown, LIFE: HERE if gone is None else GONE + str(gone)}

    def pack(self, names: Names, state: State, catalogue: Catalogue) -> tuple[tuple[Any, ...], bytes]:
        """The row (columns in order, then `gone`) and the compact column; `unpack` gives the state back."""
        if len(state.marks) == 1:
            return self._pack_plain(names, state)
        shown = projection(state, catalogue, self.table)
        if holds(state):
            shown = {LIFE: shown.get(LIFE, HERE)}
        usual = _usual(state)
        fields = {
            name: packed
            for name, register in state.fields.items()
            if (packed := self._packed(names, name, register, shown, usual)) is not None
        }
        # A mark for the usual dot comes first: unpack reads it as the dot of every field not listed.
        line = sorted(state.marks.items(), key=lambda item: item[0] != usual)
        marks = [_mark(names, dot, mark) for dot, mark in line]
        context = [number for device, n in state.context.items() for number in (names.number(device), n)]
        meta = _encoder.encode(_Meta(context, marks, fields) if fields else [context, marks])
        return self._row(shown), meta

    def _pack_plain(self, names: Names, state: State) -> tuple[tuple[Any, ...], bytes]:
        """As `pack`, for the many records that one change made and nobody changed since."""
        [(dot, mark)] = state.marks.items()
        shown = (
            state.once[1]
            if state.once
            else {name: value for name, register in state.fields.items() for value in register.values()}
        )
        kept = _mark(names, dot, mark)
        hidden = holds(state)
        fields: dict[str, list[list[Value]]] = {
            name: [[*kept[:2], value]]
            for name, value in shown.items()
            if (hidden or type(value) is not self.types.get(name))
            and not (name == LIFE and _plain_life(value))
        }
        if hidden:
            shown = {LIFE: shown.get(LIFE, HERE)}
        if not fields and state.context == {dot[0]: dot[1]}:
            return self._row(shown), _encoder.encode(kept)
        context = [item for device, n in state.context.items() for item in (names.number(device), n)]
        return self._row(shown), _encoder.encode([context, [kept], fields] if fields else [context, [kept]])

    def _packed(
        self, names: Names, name: str, register: dict[Dot, Value], shown: dict[str, Value], usual: Dot
    ) -> list[Any] | None:
        if not register:
            return None
        value, kind = shown.get(name), self.kinds.get(name)
        plain = _plain_life(value) if name == LIFE else kind is not None and fits(kind, value)
        if len(register) == 1 and plain and usual in register:
            return None
        whole = len(register) == 1 and plain
        return [
            (names.number(dot[0]), dot[1]) if whole else (names.number(dot[0]), dot[1], held)
            for dot, held in register.items()
        ]

    def _row(self, shown: dict[str, Value]) -> tuple[Any, ...]:
        life = shown.get(LIFE, HERE)
        gone = None if life == HERE else str(life).removeprefix(GONE)
        return (*(shown.get(name) for name in self.columns), gone)


def _mark(names: Names, dot: Dot, mark: Mark) -> _Mark:
    later = None if mark.stamp is None else mark.stamp - mark.hlc
    # An import gives thousands of records one reason.
    reason = None if mark.reason is None else names.number(mark.reason)
    who, where = names.number(mark.author), names.number(mark.point)
    return (names.number(dot[0]), dot[1], who, where, mark.hlc, later, reason)


def _number(item: Value) -> int:
    assert isinstance(item, int)
    return item


def _plain_life(value: Value) -> bool:
    return value == HERE or (isinstance(value, str) and value.startswith(GONE))


def _usual(state: State) -> Dot:
    """The dot that most single-valued fields carry, so that they need not be listed."""
    tally: dict[Dot, int] = dict.fromkeys(state.marks, 0)
    for register in state.fields.values():
        if len(register) == 1:
            tally[next(iter(register))] += 1
    return max(tally, key=lambda dot: (tally[dot], dot))
