"""How a transaction is written for the wire: the payload that is hashed and relayed verbatim."""

from typing import Annotated

import msgspec

from sync.change import Change, Transaction, Value
from sync.short import ESCAPE, LENGTH, long, short
from sync.short import Malformed as Malformed

# What fits 64 bits is checked while the bytes are read: a loop over all values cost more than reading them.
_Int64 = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
_Clock = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
_Number = Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]


class _ChangeRow(msgspec.Struct, array_like=True, forbid_unknown_fields=False):
    entity: str
    record: str
    n: _Number
    before: dict[str, int]
    set: dict[str, bool | _Int64 | str | None]
    about: str | None = None
    spare: dict[str, list[tuple[str, int]]] = {}


class _TransactionRow(msgspec.Struct, array_like=True, forbid_unknown_fields=False):
    seq: _Number
    hlc: _Clock
    offset: int
    author: str
    point: str
    reason: str | None
    changes: list[_ChangeRow]


_encoder = msgspec.json.Encoder()


_decoder = msgspec.json.Decoder(_TransactionRow, strict=True)


class _Head(msgspec.Struct, array_like=True, forbid_unknown_fields=False):
    seq: _Number
    hlc: _Clock


_head = msgspec.json.Decoder(_Head, strict=True)


def clock_of(payload: bytes) -> int:
    """The clock alone, of a payload that is known to be well-formed: an import has hundreds of changes."""
    return _head.decode(payload).hlc


def encode(transaction: Transaction) -> bytes:
    """The payload: compact JSON, hashed and relayed verbatim. `before` leaves out the author's device
    where it is the usual n - 1, and `about` where it is the record itself."""
    device = transaction.device
    return _encoder.encode(
        _TransactionRow(
            transaction.seq,
            transaction.hlc,
            transaction.offset,
            short(transaction.author),
            transaction.point,
            transaction.reason,
            [_row(change, device) for change in transaction.changes],
        )
    )


def _row(change: Change, device: str) -> _ChangeRow:
    before = dict(change.before)
    mine = before.pop(device, 0)
    if mine != change.n - 1:
        before[device] = mine
    return _ChangeRow(
        change.entity,
        short(change.record),
        change.n,
        before,
        {
            # Only ids and the escape itself change; most values need no call.
            name: short(value)
            if isinstance(value, str) and (len(value) == LENGTH or value[:1] == ESCAPE)
            else value
            for name, value in change.set.items()
        },
        _about_short(change.about),
        change.spare,
    )


def decode(device: str, payload: bytes, stamp: int | None = None) -> Transaction:
    """Raises Malformed for anything that `encode` could not have written."""
    try:
        row = _decoder.decode(payload)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(str(error)) from error
    changes = [_change(item, device) for item in row.changes]
    if len(changes) > 1 and len({change.key for change in changes}) != len(changes):
        raise Malformed("a transaction changes a record once")
    return Transaction(
        device, row.seq, long(row.author), row.point, row.hlc, row.offset, row.reason, changes, stamp
    )


def _change(row: _ChangeRow, device: str) -> Change:
    spare = {name: [(dot[0], dot[1]) for dot in dots] for name, dots in row.spare.items()}
    about = None if row.about is None else _about_long(row.about)
    return Change(row.entity, long(row.record), row.n, _before(row, device), _values(row.set), spare, about)


def _before(row: _ChangeRow, device: str) -> dict[str, int]:
    before = row.before
    mine = before.pop(device, row.n - 1)
    if mine >= row.n:
        raise Malformed("a change cannot have read itself")
    if before and min(before.values()) < 1:
        raise Malformed("dot out of range")
    if mine > 0:
        before[device] = mine
    return before


def _values(values: dict[str, Value]) -> dict[str, Value]:
    for name, value in values.items():
        if type(value) is str and value[:1] == ESCAPE:
            values[name] = long(value)
    return values


def _about_short(about: str | None) -> str | None:
    if about is None:
        return None
    entity, _, record = about.partition(":")
    return f"{entity}:{short(record)}"


def _about_long(about: str | None) -> str | None:
    if about is None:
        return None
    entity, _, record = about.partition(":")
    return f"{entity}:{long(record)}"
