"""Many states in few bytes: by entity and field as columns, ids that refer to each other as row numbers.

A record all of whose values one change wrote is a row; every other is kept whole beside the rows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

import msgspec
import zstandard

from sync import clock
from sync.catalogue import Catalogue
from sync.change import Key, Malformed, Mark, Value
from sync.columns import ABSENT, Base, Column, numbers, numbers_back, packed, unpacked
from sync.frozen import loosened, thaw
from sync.merge import State
from sync.policy import Kind
from sync.short import uuid_bytes, uuid_text
from sync.testimony import Carried, carried, from_bytes, received, to_bytes

FORM = 1
PART_LIMIT = 64 * 1024 * 1024
"""Bytes of a part, unpacked."""
_LEVEL = 9
_NOT_OURS = (
    zstandard.ZstdError,
    msgspec.DecodeError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What reading meets in bytes that `encode` did not write: each place is believed to be what it should be."""


class Row(NamedTuple):
    """A record all of whose values one change wrote."""

    record: str
    device: str
    n: int
    mark: list[Any]
    values: dict[str, Value]


@dataclass(slots=True)
class _Ids:
    """All ids of a part: those of its rows by number, then those that its rows only refer to."""

    numbers: dict[str, int] = field(default_factory=dict)
    foreign: list[bytes] = field(default_factory=list)

    def number(self, value: str) -> int | None:
        known = self.numbers.get(value)
        if known is None and (raw := uuid_bytes(value)) is not None:
            known = self.numbers[value] = len(self.numbers)
            self.foreign.append(raw)
        return known


def encode(records: Iterable[tuple[Key, bytes]], catalogue: Catalogue) -> bytes:
    """A part of frozen states: packed, complete in itself."""
    rows: dict[str, list[Row]] = {}
    odd: list[Carried] = []
    for key, frozen in records:
        row = _plain(key[1], frozen)
        if row is None:
            odd.append(carried(key, thaw(frozen)))
        else:
            rows.setdefault(key[0], []).append(row)
    ids = _Ids()
    for of_entity in rows.values():
        for row in of_entity:
            ids.numbers[row.record] = len(ids.numbers)
    blocks = [_block(entity, of_entity, ids, catalogue) for entity, of_entity in rows.items()]
    plain = msgspec.msgpack.encode([FORM, blocks, ids.foreign, to_bytes(odd)])
    return zstandard.ZstdCompressor(level=_LEVEL, write_content_size=True).compress(plain)


def _plain(record: str, frozen: bytes) -> Row | None:
    """None where more is known of the record than the values of one change."""
    context, marks, dotted, values = loosened(frozen)
    if dotted or len(marks) != 1 or len(context) != 1 or uuid_bytes(record) is None:
        return None
    device, n, *mark = marks[0]
    usual = context.get(device) == n and ABSENT not in values.values()
    return Row(record, device, n, mark, values) if usual else None


def _block(entity: str, rows: Sequence[Row], ids: _Ids, catalogue: Catalogue) -> list[Any]:
    """[entity, times and the rest of the ids, columns about the dots, [field, column, refers?] …]"""
    raw = [bytes.fromhex(row.record.replace("-", "")) for row in rows]
    times = [int.from_bytes(one[:6]) for one in raw]
    base: Base = [time // 1000 for time in times]
    declared = catalogue.entities[entity].fields if entity in catalogue.entities else ()
    referring = {f.name for f in declared if f.kind is Kind.REFERENCE}
    fields: list[list[Any]] = []
    for name in dict.fromkeys(chain.from_iterable(row.values for row in rows)):
        values = [row.values.get(name, ABSENT) for row in rows]
        rows_of = _referred(values, ids) if name in referring else None
        column, base = packed(values if rows_of is None else rows_of, base)
        fields.append([name, column, rows_of is not None])
    return [entity, numbers(times), b"".join(one[6:] for one in raw), _dots(rows, times), fields]


def _referred(values: Sequence[Value], ids: _Ids) -> list[Value] | None:
    """Row numbers in place of ids; None where something else than an id stands."""
    told: list[Value] = []
    for value in values:
        if value is None or value == ABSENT:
            told.append(value)
        elif isinstance(value, str) and (number := ids.number(value)) is not None:
            told.append(number)
        else:
            return None
    return told


def _dots(rows: Sequence[Row], times: Sequence[int]) -> list[Column]:
    """When, then device, author, point, reason, stamp and n."""
    none: Base = [0] * len(rows)
    authors, points, clocks, stamps, reasons = zip(*(row.mark for row in rows), strict=True)
    late = [clock.wall_ms(hlc) - time for hlc, time in zip(clocks, times, strict=True)]
    repeated, _ = packed(clocks, none)
    beside = repeated if repeated[0] == "l" else ["b", numbers(late), numbers([_counter(h) for h in clocks])]
    devices, places = [row.device for row in rows], [row.n for row in rows]
    texts = (devices, authors, points, reasons, stamps, places)
    return [beside, *(packed(column, none)[0] for column in texts)]


def _counter(hlc: int) -> int:
    return hlc & ((1 << clock.BITS) - 1)


def decode(part: bytes) -> Iterator[tuple[Key, State]]:
    """Raises Malformed for what `encode` could not have written."""
    try:
        size = zstandard.frame_content_size(part)
        if not 0 < size <= PART_LIMIT:
            raise Malformed("size")
        plain = zstandard.ZstdDecompressor().decompress(part, max_output_size=PART_LIMIT)
        form, blocks, foreign, odd = msgspec.msgpack.decode(plain)
        if form != FORM:
            raise Malformed("form")
        yield from _decoded(blocks, foreign, odd)
    except _NOT_OURS as error:
        raise Malformed(str(error)) from error


def _decoded(blocks: list[Any], foreign: list[bytes], odd: bytes) -> Iterator[tuple[Key, State]]:
    times = [numbers_back(block[1]) for block in blocks]
    ids = [_ids(known, block[2]) for known, block in zip(times, blocks, strict=True)]
    everyone = [*(record for of_block in ids for record in of_block), *map(uuid_text, foreign)]
    for block, of_block, known in zip(blocks, ids, times, strict=True):
        yield from _rows(block, of_block, known, everyone)
    for item in from_bytes(odd):
        yield item.key, received(item)


def _ids(times: Sequence[int], rest: bytes) -> list[str]:
    if len(rest) != 10 * len(times):
        raise Malformed("ids")
    return [
        uuid_text(time.to_bytes(6) + rest[place * 10 : place * 10 + 10]) for place, time in enumerate(times)
    ]


def _rows(
    block: list[Any], ids: Sequence[str], times: Sequence[int], everyone: Sequence[str]
) -> Iterator[tuple[Key, State]]:
    entity, _, _, (beside, *texts), fields = block
    base: Base = [time // 1000 for time in times]
    none: Base = [0] * len(ids)
    devices, authors, points, reasons, stamps, places = (unpacked(column, none)[0] for column in texts)
    clocks = _clocks(beside, times)
    columns: dict[str, list[Any]] = {}
    for name, column, referring in fields:
        values, base = unpacked(column, base)
        columns[name] = [everyone[v] if type(v) is int else v for v in values] if referring else values
    names = sorted(columns)  # in the order in which the digest wants them
    sparse = [name for name in names if ABSENT in columns[name]]
    told = zip(ids, devices, places, authors, points, clocks, stamps, reasons, strict=True)
    lines = zip(*(columns[name] for name in names), strict=True)
    for (record, device, n, author, point, hlc, stamp, reason), line in zip(told, lines, strict=True):
        held = dict(zip(names, line, strict=True))
        for name in sparse:
            if held[name] == ABSENT:
                del held[name]
        mark = Mark(author, point, hlc, stamp, reason)
        yield (entity, record), State.written_once({device: n}, (device, n), held, mark)


def _clocks(beside: list[Any], times: Sequence[int]) -> list[int]:
    if beside[0] != "b":
        return unpacked(beside, times)[0]
    late, counters = numbers_back(beside[1]), numbers_back(beside[2])
    return [
        ((time + ms) << clock.BITS) | counter for time, ms, counter in zip(times, late, counters, strict=True)
    ]
