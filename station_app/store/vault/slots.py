"""Slots: the one data key, wrapped once for each of those who may take it out."""

import secrets
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from station_app.common.errors import Refused
from station_app.store.vault.passwords import password_form

KEY_BYTES = 32
_SALT_BYTES = 16
_CHECK_BYTES = 16
_HPKE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)

Slot = dict[str, Any]
"""As the slot file holds it; a slot of a kind unknown here is handed on untouched."""


@dataclass(frozen=True, slots=True)
class Argon:
    """What one guess at a password costs."""

    memory_kib: int
    iterations: int
    lanes: int

    def __post_init__(self) -> None:
        # The floor keeps a thief slow, the ceiling keeps a tampered file from eating a 4 GB PC.
        if not (19 * 1024 <= self.memory_kib <= 1024 * 1024):
            raise ValueError("Argon2id memory lies between 19 MiB and 1 GiB")
        if not (2 <= self.iterations <= 64 and 1 <= self.lanes <= 16):
            raise ValueError("Argon2id takes 2 to 64 iterations on 1 to 16 lanes")


FLOOR = Argon(memory_kib=19 * 1024, iterations=2, lanes=1)
"""The least OWASP's Password Storage Cheat Sheet allows."""

USUAL = Argon(memory_kib=64 * 1024, iterations=3, lanes=4)
"""RFC 9106 §4, second recommended option: about half a second on a station's old two-core PC."""


def user_slot(key: bytes, vault: str, user: tuple[str, str], password: str, cost: Argon) -> Slot:
    """A slot for (login, name). The login is bound in: a slot relabelled in the file opens nothing."""
    login, name = user
    salt = secrets.token_bytes(_SALT_BYTES)
    wrapped = aes_key_wrap(_password_key(password, salt, cost, vault, login), key)
    return {
        "kind": "user",
        "login": login,
        "name": name,
        "argon": asdict(cost),
        "salt": _text(salt),
        "wrapped": _text(wrapped),
    }


def open_user_slot(slot: Slot, vault: str, password: str) -> bytes | None:
    """The data key, or None for a wrong password."""
    kek = _password_key(password, b64decode(slot["salt"]), Argon(**slot["argon"]), vault, slot["login"])
    return _unwrapped(kek, slot)


def code_slot(key: bytes, vault: str, secret: bytes) -> Slot:
    """A slot for the paper recovery code, whose 160 random bits need no slowing down."""
    return {"kind": "code", "wrapped": _text(aes_key_wrap(_code_key(secret, vault), key))}


def open_code_slot(slot: Slot, vault: str, secret: bytes) -> bytes | None:
    return _unwrapped(_code_key(secret, vault), slot)


def province_slot(key: bytes, vault: str, station_code: str, public_key: bytes) -> Slot:
    """A slot only the province's private key opens, and only as this station's."""
    try:
        recipient = X25519PublicKey.from_public_bytes(public_key)
    except ValueError:
        raise Refused(
            f"Khóa của tỉnh phải dài {KEY_BYTES} byte; tệp cấp phát có khóa dài {len(public_key)} byte. "
            "Xin tỉnh cấp lại tệp.",
            field="province_key",
            code="province_key_length",
        ) from None
    sealed = _HPKE.encrypt(key, recipient, info=_province_context(vault, station_code))
    return {
        "kind": "province",
        "station_code": station_code,
        "public_key": _text(public_key),
        "sealed": _text(sealed),
    }


def open_province_slot(slot: Slot, vault: str, private_key: bytes) -> bytes | None:
    context = _province_context(vault, slot["station_code"])
    try:
        holder = X25519PrivateKey.from_private_bytes(private_key)
        return _HPKE.decrypt(b64decode(slot["sealed"]), holder, info=context)
    except (InvalidTag, ValueError):
        return None


def key_check(key: bytes, vault: str) -> str:
    """A mark by which a vault knows its own key; it tells nothing about a random 256-bit key."""
    return _text(_expanded(key, f"tram vault check {vault}", _CHECK_BYTES))


def _password_key(password: str, salt: bytes, cost: Argon, vault: str, login: str) -> bytes:
    derivation = Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
        ad=f"tram vault user {vault} {login}".encode(),
    )
    return derivation.derive(password_form(password).encode("utf-8", "surrogatepass"))


def _code_key(secret: bytes, vault: str) -> bytes:
    return _expanded(secret, f"tram vault code {vault}", KEY_BYTES)


def _expanded(secret: bytes, context: str, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=context.encode()).derive(secret)


def _province_context(vault: str, station_code: str) -> bytes:
    return f"tram vault province {vault} {station_code}".encode()


def _unwrapped(kek: bytes, slot: Slot) -> bytes | None:
    try:
        return aes_key_unwrap(kek, b64decode(slot["wrapped"]))
    except InvalidUnwrap:
        return None


def _text(secret: bytes) -> str:
    return b64encode(secret).decode("ascii")
