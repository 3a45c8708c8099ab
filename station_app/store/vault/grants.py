"""A grant: one secret, sealed for the holder of one slot, with the mark of whoever gave it."""

import secrets
from base64 import b64decode, b64encode
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from station_app.common.errors import Refused

KEY_BYTES = 32
_MARK_BYTES = 16
_HPKE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)

Grant = dict[str, Any]


def grant(secret: bytes, public: str, context: str) -> Grant:
    """`secret` for the holder of `public` and for nothing but `context`."""
    sealed = seal_to(b64decode(public), secret, context)
    return {"sealed": text(sealed), "mark": mark(secret, public, context)}


def taken(given: Grant, private: bytes, context: str) -> bytes | None:
    """The secret, or None where the grant is not for this holder or not for this use."""
    return opened(b64decode(given["sealed"]), private, context)


def vouched(given: Grant, secret: bytes, public: str, context: str) -> bool:
    """Did somebody who held `secret` give it to this `public`? An editor of the slot file could not say so,
    and so cannot have the next key sealed for a key of their own."""
    return secrets.compare_digest(str(given.get("mark", "")), mark(secret, public, context))


def mark(secret: bytes, public: str, context: str) -> str:
    """What only a holder of `secret` can write beside `public`; it tells nothing about the secret."""
    return text(expanded(secret, f"{context} mark {public}", _MARK_BYTES))


def seal_to(public: bytes, content: bytes, context: str) -> bytes:
    """HPKE (RFC 9180, base mode): only the holder of the private key reads `content`, only in `context`."""
    return _HPKE.encrypt(content, X25519PublicKey.from_public_bytes(public), info=context.encode())


def opened(sealed: bytes, private: bytes, context: str) -> bytes | None:
    try:
        holder = X25519PrivateKey.from_private_bytes(private)
        return _HPKE.decrypt(sealed, holder, info=context.encode())
    except (InvalidTag, ValueError):
        return None


def new_private() -> bytes:
    return X25519PrivateKey.generate().private_bytes_raw()


def public_of(private: bytes) -> str:
    return text(X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw())


def checked_public(public_key: bytes) -> str:
    """The province's public key as the slot file holds it; Refused for anything else."""
    try:
        X25519PublicKey.from_public_bytes(public_key)
    except ValueError:
        raise Refused(
            f"Khóa của tỉnh phải dài {KEY_BYTES} byte; tệp cấp phát có khóa dài {len(public_key)} byte. "
            "Xin tỉnh cấp lại tệp.",
            field="province_key",
            code="province_key_length",
        ) from None
    return text(public_key)


def expanded(secret: bytes, context: str, length: int = KEY_BYTES) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=context.encode()).derive(secret)


def raw(content: str) -> bytes:
    return b64decode(content)


def text(content: bytes) -> str:
    return b64encode(content).decode("ascii")
