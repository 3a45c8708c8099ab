"""A snapshot as a file: sealed to each PC of the station, signed by the gateway, whole or refused."""

import hashlib
import secrets
from collections.abc import Sequence

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from sync.bundle import VERSION, Header, Unreadable, read, seal, unseal
from sync.seed import Seeded

MAGIC = b"TRAM-HAT"
ENDING = ".hat"
LIMIT = 1024 * 1024 * 1024
_KIND = "seed"
_NONCE = bytes(12)
"""The key is used once."""
_LETTERS = 4 * 1024 * 1024


class Content(msgspec.Struct, array_like=True):
    """What lies inside: the parts in the order of their numbers."""

    seeded: Seeded
    bodies: list[bytes]


class _Lock(msgspec.Struct, array_like=True):
    key: bytes
    hash: bytes


def pack_seed(content: Content, gateway: Ed25519PrivateKey, recipients: Sequence[bytes], at: str) -> bytes:
    """`recipients` are Ed25519 keys; each gets a letter with the key of the content and its hash."""
    key = secrets.token_bytes(32)
    sealed = ChaCha20Poly1305(key).encrypt(_NONCE, msgspec.msgpack.encode(content), MAGIC)
    lock = msgspec.msgpack.encode(_Lock(key, hashlib.sha256(sealed).digest()))
    group = secrets.token_hex(4)
    letters = []
    for recipient in recipients:
        header = Header(VERSION, _KIND, "", b"", "", group, 1, 1, 0, at)
        letters.append(seal(header, lock, gateway, recipient))
    outside = msgspec.msgpack.encode(letters)
    return MAGIC + len(outside).to_bytes(4) + outside + sealed


def unpack_seed(raw: bytes, own: Ed25519PrivateKey, gateway_key: bytes) -> Content:
    """Raises Unreadable, with the reason in words; nothing of it is believed before."""
    if raw[: len(MAGIC)] != MAGIC:
        raise Unreadable("foreign", "Tệp này không phải tệp dữ liệu ban đầu của Trạm.")
    start = len(MAGIC) + 4
    length = int.from_bytes(raw[len(MAGIC) : start])
    if length > _LETTERS or len(raw) < start + length:
        raise _damaged()
    lock = _opened(raw[start : start + length], own, gateway_key)
    sealed = raw[start + length :]
    if hashlib.sha256(sealed).digest() != lock.hash:
        raise _damaged()
    try:
        plain = ChaCha20Poly1305(lock.key).decrypt(_NONCE, sealed, MAGIC)
        content = msgspec.msgpack.decode(plain, type=Content)
    except (InvalidTag, ValueError, msgspec.MsgspecError) as error:
        raise _damaged() from error
    if len(content.bodies) != len(content.seeded.parts):
        raise _damaged()
    return content


def _opened(outside: bytes, own: Ed25519PrivateKey, gateway_key: bytes) -> _Lock:
    try:
        letters = msgspec.msgpack.decode(outside, type=list[bytes])
    except msgspec.MsgspecError as error:
        raise _damaged() from error
    for raw in letters:
        letter = read(raw)
        if letter.header.key != gateway_key:
            raise Unreadable("sender", "Tệp này không phải do kho tỉnh của trạm ghi ra.")
        try:
            return msgspec.msgpack.decode(unseal(letter, own), type=_Lock)
        except Unreadable as error:
            if error.code != "recipient":
                raise
        except msgspec.MsgspecError as error:
            raise _damaged() from error
    raise Unreadable("recipient", "Tệp này không ghi cho máy này. Xin tỉnh ghi lại sau khi ghi danh máy.")


def _damaged() -> Unreadable:
    return Unreadable("tampered", "Tệp này đã hỏng hoặc bị sửa. Dữ liệu của trạm không thay đổi.")
