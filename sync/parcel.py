"""Messages as bytes: packed and limited; version 1 signs them in a header."""

import base64
from collections.abc import Sequence
from typing import TypeVar

import msgspec
import zstandard
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.change import Malformed
from sync.folding import FOLDED, fold, unfold
from sync.message import BODY_LIMIT

_ASK = b"tram-ask-1\0"
_ANSWER = b"tram-answer-1\0"
Message = TypeVar("Message", bound=msgspec.Struct)
_encoder = msgspec.json.Encoder()
_SMALL = 128 * 1024
"""Up to here the tightest level costs milliseconds; beyond, seconds on a station PC for a few percent."""


def pack(message: msgspec.Struct) -> bytes:
    """As version 1 reads it."""
    return _packed([_encoder.encode(message)])


def pack_tight(message: msgspec.Struct) -> bytes:
    """As version 2 reads it: ids and clock readings in blocks of their own, where there are any."""
    plain = _encoder.encode(message)
    text, *taken_out = fold(plain)
    return _packed([text, *taken_out] if any(taken_out) else [plain])


def _packed(blocks: Sequence[bytes]) -> bytes:
    """One frame; each block has its own table of letters."""
    size = sum(map(len, blocks))
    level = 19 if size <= _SMALL else 9
    packer = zstandard.ZstdCompressor(level=level, write_content_size=True).compressobj(size=size)
    *before, last = filter(None, blocks)
    packed = bytearray()
    for block in before:
        packed += packer.compress(block) + packer.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
    return bytes(packed + packer.compress(last) + packer.flush())


def unpack(body: bytes, kind: type[Message]) -> Message:
    """Raises Malformed for what is not a message of this kind."""
    try:
        size = zstandard.frame_content_size(body)
        if not 0 <= size <= BODY_LIMIT:
            raise Malformed("size")
        plain = zstandard.ZstdDecompressor().decompress(body, max_output_size=BODY_LIMIT)
        if plain.startswith(FOLDED):
            plain = unfold(plain, BODY_LIMIT)
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
