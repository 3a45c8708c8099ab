"""A sealed letter for carriers that may be lost or read by others: a USB stick, a local network.

PROTOCOL.md §15: signed by its sender, readable by its recipient alone, whole or refused.
"""

import hashlib
from dataclasses import dataclass

import msgspec
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from sync.bundle_key import opening_key, sealing_key
from sync.envelope import device_id

VERSION = 1
MAGIC = b"TRAM-THU"
LIMIT = 64 * 1024 * 1024
"""Bytes of one letter; what is larger travels in parts."""
_CONTEXT = b"tram-bundle-1\0"
_HEADER_LIMIT = 4096
_SIGNATURE = 64
_HPKE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


class Unreadable(Exception):
    """A letter that is not taken, with the reason in words; nothing of it is written."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Header(msgspec.Struct, omit_defaults=True):
    """What stands on the outside. `key` is the sender's, `group` names the letters that belong together."""

    v: int
    kind: str
    sender: str
    key: bytes
    recipient: str
    group: str
    part: int
    parts: int
    size: int
    at: str
    expires: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter whose outside is in order: whole, and signed by whom it names."""

    header: Header
    outside: bytes
    sealed: bytes


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Header)


def seal(header: Header, content: bytes, sender: Ed25519PrivateKey, recipient: bytes) -> bytes:
    """A letter to the holder of the Ed25519 key `recipient`; fills in who, to whom and the size."""
    header.key = sender.public_key().public_bytes_raw()
    header.sender, header.recipient = device_id(header.key), device_id(recipient)
    header.size = len(content) + _HPKE_BYTES
    outside = _encoder.encode(header)
    sealed = _HPKE.encrypt(content, sealing_key(recipient), info=_info(outside))
    signature = sender.sign(_signed(outside, sealed))
    return MAGIC + len(outside).to_bytes(4) + outside + signature + sealed


_HPKE_BYTES = 32 + 16
"""What sealing adds: the ephemeral key and the authentication tag."""


def read(raw: bytes) -> Letter:
    """Checks all that can be checked from the outside."""
    if not MAGIC.startswith(raw[: len(MAGIC)]):
        raise _foreign()
    start = len(MAGIC) + 4
    length = int.from_bytes(raw[len(MAGIC) : start])
    if length > _HEADER_LIMIT:
        raise _foreign()
    if len(raw) < start + length + _SIGNATURE:
        raise _truncated(len(raw))
    outside, body = raw[start : start + length], raw[start + length :]
    header = _header(outside)
    signature, sealed = body[:_SIGNATURE], body[_SIGNATURE:]
    if len(sealed) < header.size:
        raise _truncated(len(raw))
    if len(sealed) != header.size or not _holds(header, signature, _signed(outside, sealed)):
        raise tampered()
    return Letter(header, outside, sealed)


def unseal(letter: Letter, own: Ed25519PrivateKey) -> bytes:
    """The content, for its recipient alone."""
    if letter.header.recipient != device_id(own.public_key().public_bytes_raw()):
        raise Unreadable("recipient", "Tệp này gửi cho nơi nhận khác nên nơi này không mở được.")
    try:
        return _HPKE.decrypt(letter.sealed, opening_key(own), info=_info(letter.outside))
    except (InvalidTag, ValueError) as error:
        raise tampered() from error


def _header(outside: bytes) -> Header:
    try:
        header = _decoder.decode(outside)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise tampered() from error
    if header.v != VERSION:
        raise Unreadable("version", "Tệp này do bản phần mềm khác ghi. Hãy cập nhật phần mềm rồi đọc lại.")
    return header


def _holds(header: Header, signature: bytes, signed: bytes) -> bool:
    if len(header.key) != 32 or device_id(header.key) != header.sender:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(header.key).verify(signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def _signed(outside: bytes, sealed: bytes) -> bytes:
    return _CONTEXT + hashlib.sha256(outside).digest() + hashlib.sha256(sealed).digest()


def _info(outside: bytes) -> bytes:
    return _CONTEXT + hashlib.sha256(outside).digest()


def _foreign() -> Unreadable:
    return Unreadable("foreign", "Tệp này không phải tệp chuyển dữ liệu của Trạm.")


def _truncated(size: int) -> Unreadable:
    return Unreadable(
        "truncated", f"Tệp bị cụt, mới có {size} byte: có lẽ USB bị rút sớm. Hãy chép lại từ máy đã ghi nó."
    )


def tampered() -> Unreadable:
    return Unreadable("tampered", "Nội dung tệp đã bị thay đổi hoặc hỏng: chữ ký không khớp.")
