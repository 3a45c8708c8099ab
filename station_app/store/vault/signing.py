"""IT's signature under the station's policy: Ed25519, its private half locked by a password of IT's own."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from station_app.common.errors import Refused
from station_app.store.vault.book import refuse_weak

KEY_BYTES = 32
SIGNATURE_BYTES = 64
_PURPOSE = b"tram policy 1\n"


def new_signing_key(password: str) -> tuple[bytes, str]:
    """A PEM file's bytes, opened by that password alone, and the public half in hexadecimal."""
    refuse_weak(password, "")
    key = Ed25519PrivateKey.generate()
    locked = key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password.encode("utf-8"))
    )
    return locked, key.public_key().public_bytes_raw().hex()


def signed(pem: bytes, password: str, content: bytes) -> bytes:
    """The detached signature. Raises Refused for a wrong password or another kind of key."""
    try:
        key = load_pem_private_key(pem, password.encode("utf-8"))
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise Refused("Không mở được tệp khoá ký: sai mật khẩu, hoặc không phải khoá ký của Trạm.", "key")
    return key.sign(_PURPOSE + content)


def is_signed(public: str, content: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(signature, _PURPOSE + content)
    except (InvalidSignature, ValueError):
        return False
    return True


def checked_signer(text: str) -> str:
    """A public key as people copy it: hexadecimal, spaces and case do not count."""
    try:
        key = bytes.fromhex("".join(text.split()))
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise Refused(
            f"Khoá công khai của cán bộ tin học gồm {2 * KEY_BYTES} chữ số mười sáu. Chép lại cho đủ.",
            "it_key",
        )
    return key.hex()
