"""Letters on a stick: a station's question is taken in as it would be over a line, and answered by letter."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import msgspec
from sqlalchemy import RowMapping, select

from sync import clock
from sync.bundle import VERSION, Header, Unreadable, read, seal, tampered, unseal
from sync.bundle_content import DOWN, NEWS_DAYS, PART_BYTES, UP, Downward, Upward, asked_hash
from sync.change import Malformed
from sync.envelope import Envelope, device_id, from_row
from sync.frame import seal_answer
from sync.gateway.exchange import exchange
from sync.gateway.impounded import impound
from sync.gateway.refusal import TurnedAway
from sync.gateway.succession import introduce
from sync.gateway.tables import DEVICE
from sync.gateway.typed import instant
from sync.gateway.warehouse import Warehouse
from sync.message import PROTOCOL, Answer, Ask, Certificate, Refusal
from sync.parcel import pack, unpack
from sync.sparing import whole

_PORTION = 1024 * 1024
"""Bytes of payload in one exchange, as over a line."""

_replace = msgspec.structs.replace


@dataclass(slots=True)
class Delivered:
    """A letter that was taken in: whose, how many transactions it held, what became of them."""

    device: str
    scope: str
    public_key: bytes
    ask: Ask
    content: bytes
    part: int
    parts: int
    held: int = 0
    new: int = 0
    impounded: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    formers: set[str] = field(default_factory=set)
    refusal: Refusal | None = None


def take_in(warehouse: Warehouse, raw: bytes) -> Delivered:
    """Raises Unreadable for what is no letter to this warehouse: then nothing has been written."""
    letter = read(raw)
    if letter.header.kind != UP:
        raise Unreadable("kind", "Tệp này do kho ghi cho máy trạm. Hãy đọc nó ở máy trạm.")
    content = unseal(letter, warehouse.key)
    upward, envelopes = _opened(content)
    ask = upward.ask
    if ask.device != letter.header.sender:
        raise tampered()
    _introduce(warehouse, upward.names)
    device = _known(warehouse, ask)
    delivered = Delivered(
        ask.device,
        device["scope"],
        bytes(device["public_key"]),
        ask,
        content,
        letter.header.part,
        letter.header.parts,
    )
    delivered.held = sum(len(sealed.envelope.payloads) for sealed in envelopes)
    if device["revoked_at"] is not None:
        own = [sealed.envelope for sealed in envelopes if sealed.envelope.device == ask.device]
        delivered.impounded = impound(warehouse, delivered.public_key, own)
        delivered.refusal = TurnedAway("revoked").message()
        return delivered
    for portion in _portions(envelopes):
        _exchange(warehouse, delivered, portion)
    return delivered


class _Sealed(NamedTuple):
    raw: msgspec.Raw
    envelope: Envelope


def _opened(content: bytes) -> tuple[Upward, list[_Sealed]]:
    try:
        upward = unpack(content, Upward)
        return upward, [_Sealed(raw, from_row(bytes(raw))) for raw in upward.ask.envelopes]
    except Malformed as malformed:
        raise tampered() from malformed


def _introduce(warehouse: Warehouse, names: Sequence[Certificate]) -> None:
    """Names that follow one another; one that nobody here vouches for is an unknown sender further on."""
    for certificate in names:
        if _device(warehouse, device_id(certificate.public_key)) is None:
            with suppress(TurnedAway):
                introduce(warehouse, certificate)


def _device(warehouse: Warehouse, device: str) -> RowMapping | None:
    with warehouse.engine.connect() as connection:
        return connection.execute(select(DEVICE).where(DEVICE.c.device == device)).mappings().one_or_none()


def _known(warehouse: Warehouse, ask: Ask) -> RowMapping:
    row = _device(warehouse, ask.device)
    if row is None:
        raise Unreadable("sender", "Kho không biết máy đã ghi tệp này. Hãy ghi danh máy đó trước.")
    return row


def _portions(envelopes: Sequence[_Sealed]) -> Iterator[list[_Sealed]]:
    """Runs of one device each, so that what is refused of one holds up nobody else."""
    run: list[_Sealed] = []
    room = _PORTION
    for sealed in envelopes:
        if run and (room < len(bytes(sealed.raw)) or run[0].envelope.device != sealed.envelope.device):
            yield run
            run, room = [], _PORTION
        run.append(sealed)
        room -= len(bytes(sealed.raw))
    if run:
        yield run


def _exchange(warehouse: Warehouse, delivered: Delivered, portion: Sequence[_Sealed]) -> None:
    author = portion[0].envelope.device
    before = _count(warehouse, author)
    raws = [sealed.raw for sealed in portion]
    try:
        exchange(warehouse, _replace(delivered.ask, room=0, word=b"", envelopes=raws))
        if author != delivered.device:
            delivered.formers.add(author)
    except TurnedAway as refusal:
        delivered.refused[author] = refusal.code
        if author == delivered.device:
            delivered.refusal = refusal.message()
        elif refusal.code == "revoked":
            delivered.impounded += _impound(warehouse, author, portion)
    delivered.new += _count(warehouse, author) - before


def _impound(warehouse: Warehouse, author: str, portion: Sequence[_Sealed]) -> int:
    """The work of a revoked PC that another one carries; what it did not sign is nobody's."""
    row = _device(warehouse, author)
    assert row is not None
    with suppress(TurnedAway):
        return impound(warehouse, bytes(row["public_key"]), [sealed.envelope for sealed in portion])
    return 0


def _count(warehouse: Warehouse, device: str) -> int:
    row = _device(warehouse, device)
    return int(row["count"]) if row else 0


def answers(warehouse: Warehouse, delivered: Delivered, part_bytes: int = PART_BYTES) -> Iterator[bytes]:
    """The letters that go back: receipts, stamps, verdicts and the news of others, in parts."""
    asked = asked_hash(delivered.content)
    try:
        parts = [] if delivered.refusal else list(_parts(warehouse, delivered, asked, part_bytes))
    except TurnedAway as refusal:
        delivered.refusal, parts = refusal.message(), []
    if delivered.refusal is not None:
        parts = [Downward(asked, refusal=delivered.refusal)]
    group = secrets.token_hex(4)
    for number, downward in enumerate(parts, 1):
        yield _letter(warehouse, delivered, downward, group, number, len(parts))


def _parts(warehouse: Warehouse, delivered: Delivered, asked: bytes, part_bytes: int) -> Iterator[Downward]:
    ask = _replace(delivered.ask, word=b"", envelopes=[], certificate=None)
    answer = whole(exchange(warehouse, ask))
    if answer.lost:
        ask = _from_the_start(warehouse, ask)
        answer = whole(exchange(warehouse, ask))
    since = ask.cursor if ask.epoch == warehouse.epoch and ask.cursor <= answer.cursor else 0
    part, at = Downward(asked, since), answer.receipt.at
    while True:
        answer.receipt.at = at  # all parts of one answer are equally new
        frame = _frame(warehouse, delivered, answer)
        if part.pages and sum(map(len, part.pages)) + len(frame) > part_bytes:
            yield part
            part = Downward(asked, since)
        part.pages.append(frame)
        since = answer.cursor
        if not answer.more:
            break
        ask = _replace(ask, epoch=answer.epoch, cursor=answer.cursor, mark=answer.mark)
        answer = whole(exchange(warehouse, ask))
    part.formers = [_of_former(warehouse, delivered, name) for name in sorted(delivered.formers)]
    yield part


def _of_former(warehouse: Warehouse, delivered: Delivered, name: str) -> bytes:
    """The receipt of an earlier name of the PC, whose work came in the same letters."""
    row = _device(warehouse, name)
    assert row is not None
    ask = _replace(delivered.ask, device=name, seq=row["upto"], head=bytes(row["head"]), room=0, envelopes=[])
    answer = whole(exchange(warehouse, ask))
    return _frame(warehouse, delivered, _replace(answer, news=[], states=[], verdicts=[]))


def _from_the_start(warehouse: Warehouse, ask: Ask) -> Ask:
    """A cursor of another history: hearing all again is harmless, and there is no line to compare on."""
    return _replace(ask, epoch=warehouse.epoch, cursor=0, mark=b"")


def _frame(warehouse: Warehouse, delivered: Delivered, answer: Answer) -> bytes:
    return seal_answer(pack(answer), delivered.content, warehouse.key, answer.receipt)


def _letter(
    warehouse: Warehouse, delivered: Delivered, downward: Downward, group: str, part: int, parts: int
) -> bytes:
    now = datetime.fromtimestamp(warehouse.wall_ms() / 1000, UTC)
    expires = (now + timedelta(days=NEWS_DAYS)).strftime("%Y-%m-%dT%H:%M:%SZ")
    at = instant(warehouse.wall_ms() << clock.BITS)
    header = Header(VERSION, DOWN, "", b"", "", group, part, parts, 0, at, expires)
    return seal(header, pack(downward), warehouse.key, delivered.public_key)


def unasked(warehouse: Warehouse, device: str, since: int = 0) -> Delivered:
    """As if the device had asked, from cursor `since` on: for a PC whose question is not at hand."""
    row = _device(warehouse, device)
    if row is None:
        raise TurnedAway("unknown-device")
    if row["revoked_at"] is not None:
        raise TurnedAway("revoked")
    ask = Ask(PROTOCOL, device, warehouse.epoch, since, row["upto"], bytes(row["head"]))
    return Delivered(device, row["scope"], bytes(row["public_key"]), ask, b"", 1, 1)
