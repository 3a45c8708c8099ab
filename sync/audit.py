"""The audit log's chain, which station and gateway compute alike: an entry as bytes, and the hash over all
before.

`hash(n) = SHA-256(hash(n−1) ‖ SHA-256(payload of n))`, as the chain of transactions (PROTOCOL.md §5 and §20).
It runs over hashes, so that a term that has run out may take a payload away and the chain still verifies."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import msgspec

from sync.change import Malformed
from sync.envelope import START, link, payload_hash
from sync.short import long, short

LONGEST = 4096
"""Bytes of one payload."""
_encoder = msgspec.json.Encoder()
_TEXTS = (str, type(None))


class Entry(NamedTuple):
    """Who did what to which record, when, on which PC, and what came of it. `number` counts from 1 without
    gaps.

    `at` is UTC, `offset` the PC's minutes from it. `about` is the person or household concerned
    (`entity:id`), `also` what else was touched (`entity:id`, blanks between). `times`: how often, or how many
    records. `seq`: the transaction of a change. No field ever holds health data, or a person's name or
    number."""

    number: int
    at: str
    offset: int
    device: str
    user: str
    point: str
    action: str
    entity: str
    record: str
    about: str | None
    also: str | None
    result: str
    detail: str
    times: int
    seq: int | None


def payload(entry: Entry) -> bytes:
    """The bytes that are hashed and that travel: a compact JSON row, its ids short (PROTOCOL.md §4)."""
    number, at, offset, device, user, point, action, entity, record, about, also, *rest = entry
    row = (number, at, offset, device, _short(user), point, action, entity, _short(record))
    return _encoder.encode((*row, _each(about, _short), _each(also, _short), *rest))


def _short(text: Any) -> Any:
    """Where somebody has been at the file, anything may stand in the place of a text."""
    return short(text) if isinstance(text, str) else text


def _each(text: Any, form: Callable[[str], str]) -> Any:
    """`entity:id`, one or several, each id in that form."""
    if not isinstance(text, str):
        return text
    pairs = (one.partition(":") for one in text.split(" "))
    return " ".join(f"{entity}{sign}{form(record)}" for entity, sign, record in pairs)


def hashed(entry: Entry) -> bytes:
    return payload_hash(payload(entry))


def chained(before: bytes, payloads: Sequence[bytes]) -> list[bytes]:
    """The chain after each of these payloads."""
    heads = []
    for one in payloads:
        before = link(before, payload_hash(one))
        heads.append(before)
    return heads


def read(raw: bytes) -> Entry:
    """Raises Malformed for what is not an entry; what a newer peer has put behind it is left aside."""
    if len(raw) > LONGEST:
        raise Malformed("entry")
    try:
        row: list[Any] = msgspec.json.decode(raw, type=list)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed("entry") from error
    if len(row) < len(Entry._fields):
        raise Malformed("entry")
    entry = Entry(*row[: len(Entry._fields)])
    texts = (entry.at, entry.device, entry.user, entry.point, entry.action, entry.entity, entry.record)
    numbers = (entry.number, entry.offset, entry.times)
    if not (
        all(isinstance(text, str) for text in (*texts, entry.result, entry.detail))
        and all(isinstance(text, _TEXTS) for text in (entry.about, entry.also))
        and all(type(number) is int for number in numbers)
        and (entry.seq is None or type(entry.seq) is int)
        and entry.number > 0
    ):
        raise Malformed("entry")
    return entry._replace(
        user=long(entry.user),
        record=long(entry.record),
        about=_each(entry.about, long),
        also=_each(entry.also, long),
    )


__all__ = ["LONGEST", "START", "Entry", "chained", "hashed", "link", "payload", "payload_hash", "read"]
