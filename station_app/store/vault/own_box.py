"""What somebody keeps in the common file for themselves, sealed under the key that only they have."""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12


def sealed_for_own(own: bytes, purpose: str, content: bytes) -> bytes:
    """Only the same key and purpose open it; two seals of one content differ."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + _cipher(own, purpose).encrypt(nonce, content, purpose.encode())


def opened_by_own(own: bytes, purpose: str, sealed: bytes) -> bytes | None:
    """None for what was sealed under another key, for another purpose, or was changed."""
    nonce, content = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        return _cipher(own, purpose).decrypt(nonce, content, purpose.encode())
    except (InvalidTag, ValueError):
        return None


def _cipher(own: bytes, purpose: str) -> ChaCha20Poly1305:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"tram own {purpose}".encode()).derive(own)
    return ChaCha20Poly1305(key)


def name_for_own(own: bytes, purpose: str, name: str) -> str:
    """A word under which something is found again; only the same key makes it out of the name."""
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"tram name {purpose}".encode()).derive(own)
    code = HMAC(key, SHA256())
    code.update(name.encode())
    return code.finalize().hex()
