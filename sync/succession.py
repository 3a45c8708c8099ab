"""A key vouches for the next: how a PC goes on under a new name, and nobody else can."""

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.envelope import device_id
from sync.message import Certificate

_CONTEXT = b"tram-succeed-1\0"
_KEY = 32


class Introduced(msgspec.Struct):
    """The new name is known: it stands where the old one stood."""

    scope: str
    point: str


def certify(
    old: str, key: Ed25519PrivateKey, public_key: bytes, seq: int, head: bytes, reason: str
) -> Certificate:
    """`seq` and `head`: where the old name's chain stood when the new one began."""
    blank = Certificate(old, public_key, seq, head, reason, b"")
    return msgspec.structs.replace(blank, signature=key.sign(_signed(blank)))


def introduces(certificate: Certificate, device: str) -> bool:
    return device_id(certificate.public_key) == device


def vouched(certificate: Certificate, public_key: bytes) -> bool:
    """Did the holder of the old key say this? `public_key` is the old one, as the receiver knows it."""
    if len(certificate.public_key) != _KEY or device_id(public_key) != certificate.old:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(certificate.signature, _signed(certificate))
    except (InvalidSignature, ValueError):
        return False
    return True


def _signed(certificate: Certificate) -> bytes:
    place = f"{certificate.old} {certificate.seq} ".encode()
    return _CONTEXT + certificate.public_key + place + certificate.head + certificate.reason.encode()
