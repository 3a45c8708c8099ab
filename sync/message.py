"""What a station says to the gateway and what it hears: one question, one answer, one round trip."""

import base64
from typing import TypeVar

import msgspec
import zstandard
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.change import Malformed

PROTOCOL = 1
"""2026-11: first version. PROTOCOL.md says when the number rises."""
PROTOCOL_MIN = 1
BODY_LIMIT = 8 * 1024 * 1024
"""Bytes of an unpacked body; a small compressed bomb is refused before it is unpacked."""
PAGE = 512 * 1024
"""Bytes of news that a station asks for in one answer."""

_ASK = b"tram-ask-1\0"
_ANSWER = b"tram-answer-1\0"


class Ask(msgspec.Struct, omit_defaults=True, rename={"envelopes": "e", "cursor": "c", "epoch": "g"}):
    """`seq` and `head` are the device's own chain, so that a restored PC is noticed; `envelopes` are rows of
    `envelope.to_row`."""

    v: int
    device: str
    epoch: str
    cursor: int
    seq: int
    head: bytes
    room: int = PAGE
    envelopes: list[msgspec.Raw] = []


class News(msgspec.Struct, array_like=True):
    """A transaction of another device, as its author wrote it."""

    device: str
    stamp: int
    payload: msgspec.Raw


class Stamped(msgspec.Struct, array_like=True):
    """The gateway's stamp for the asker's own transactions `first` to `last`."""

    first: int
    last: int
    stamp: int


class Verdict(msgspec.Struct, array_like=True):
    """A record whose row waits in the warehouse, with the reason in words; no reason: it waits no longer."""

    entity: str
    record: str
    reason: str | None


class Receipt(msgspec.Struct, omit_defaults=True):
    """What the gateway holds of a device. `digests` are of the whole scope, at the answer's cursor.

    `upto`: all of the device's transactions up to here; `ahead`: further ranges held, with gaps before them;
    `safe`: up to here they are in a verified backup of the warehouse."""

    device: str
    upto: int
    head: bytes
    count: int
    at: str
    digests: dict[str, str]
    ahead: list[tuple[int, int]] = []
    waiting: int = 0
    safe: int = 0


class Answer(msgspec.Struct, omit_defaults=True):
    v: int
    epoch: str
    cursor: int
    receipt: Receipt
    more: bool = False
    news: list[News] = []
    stamps: list[Stamped] = []
    verdicts: list[Verdict] = []


class Enrol(msgspec.Struct):
    """A new PC shows the one-time code and its key."""

    v: int
    code: str
    public_key: bytes


class Enrolled(msgspec.Struct):
    v: int
    scope: str
    point: str
    epoch: str
    gateway_key: bytes


class Refusal(msgspec.Struct):
    """Why the gateway will not take a message: `code` for programs, `reason` in Vietnamese for people."""

    code: str
    reason: str


Message = TypeVar("Message", Ask, Answer, Enrol, Enrolled, Refusal)

_encoder = msgspec.json.Encoder()


_SMALL = 128 * 1024
"""Up to here the tightest level costs milliseconds; beyond, seconds on a station PC for a few percent."""


def pack(message: msgspec.Struct) -> bytes:
    plain = _encoder.encode(message)
    level = 19 if len(plain) <= _SMALL else 9
    return zstandard.ZstdCompressor(level=level, write_content_size=True).compress(plain)


def unpack(body: bytes, kind: type[Message]) -> Message:
    """Raises Malformed for what is not a message of this kind."""
    try:
        size = zstandard.frame_content_size(body)
        if not 0 <= size <= BODY_LIMIT:
            raise Malformed("size")
        plain = zstandard.ZstdDecompressor().decompress(body, max_output_size=BODY_LIMIT)
        return msgspec.json.decode(plain, type=kind)
    except (zstandard.ZstdError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(str(error)) from error


def sign_ask(body: bytes, key: Ed25519PrivateKey) -> str:
    """The signature that travels in the header `Tram-Signature`."""
    return base64.b64encode(key.sign(_ASK + body)).decode()


def sign_answer(body: bytes, key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.sign(_ANSWER + body)).decode()


def ask_is_from(body: bytes, signature: str, public_key: bytes) -> bool:
    return _holds(_ASK + body, signature, public_key)


def answer_is_from(body: bytes, signature: str, public_key: bytes) -> bool:
    return _holds(_ANSWER + body, signature, public_key)


def _holds(signed: bytes, signature: str, public_key: bytes) -> bool:
    try:
        raw = base64.b64decode(signature, validate=True)
        Ed25519PublicKey.from_public_bytes(public_key).verify(raw, signed)
    except (InvalidSignature, ValueError):
        return False
    return True
