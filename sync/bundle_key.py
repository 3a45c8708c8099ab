"""The X25519 key that belongs to an Ed25519 key, so that whoever is known by name can be written to sealed.

The birational map of RFC 7748 §4.1, as libsodium and age use it: nothing more has to be published, and a PC
that was enrolled before letters existed, and has no line now, can write one. Signing and decapsulating with
one key pair is safe together (Thormarker 2021); the labels of what is signed and of what is sealed differ.
"""

import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

_P = 2**255 - 19


def opening_key(signing: Ed25519PrivateKey) -> X25519PrivateKey:
    """The scalar that Ed25519 itself computes with; X25519 clamps it the same way."""
    return X25519PrivateKey.from_private_bytes(hashlib.sha512(signing.private_bytes_raw()).digest()[:32])


def sealing_key(public_key: bytes) -> X25519PublicKey:
    """u = (1 + y) / (1 - y); the sign of x does not matter."""
    y = int.from_bytes(public_key, "little") & ((1 << 255) - 1)
    u = (1 + y) * pow(1 - y, -1, _P) % _P if (1 - y) % _P else 0
    return X25519PublicKey.from_public_bytes(u.to_bytes(32, "little"))
