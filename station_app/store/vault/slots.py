"""Slots: one for each who may take keys out. A slot opens a private key; grants are sealed for it."""

import secrets
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from station_app.store.vault.grants import KEY_BYTES, expanded, public_of, text
from station_app.store.vault.passwords import password_form

_SALT_BYTES = 16
_CHECK_BYTES = 16

Slot = dict[str, Any]
"""As the slot file holds it; kinds of slots and fields that are unknown here are handed on untouched."""


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

    @property
    def work(self) -> int:
        """By which two costs are compared: memory passed over, in KiB."""
        return self.memory_kib * self.iterations


FLOOR = Argon(memory_kib=19 * 1024, iterations=2, lanes=1)
"""The least OWASP's Password Storage Cheat Sheet allows."""

USUAL = Argon(memory_kib=64 * 1024, iterations=3, lanes=4)
"""RFC 9106 §4, second recommended option: about half a second on a station's old two-core PC."""


def locked(own: bytes, vault: str, login: str, password: str, cost: Argon) -> Slot:
    """The part of a user's slot that depends on the password: `own`, wrapped by it alone.

    The login is bound in: a slot relabelled in the file opens nothing."""
    salt = secrets.token_bytes(_SALT_BYTES)
    wrapped = aes_key_wrap(password_key(password, salt, cost, vault, login), own)
    return {"argon": asdict(cost), "salt": text(salt), "own": text(wrapped), "public": public_of(own)}


def unlocked(slot: Slot, vault: str, password: str) -> bytes | None:
    """The holder's own private key, or None for a wrong password."""
    return unwrapped(slot_key(slot, vault, password), slot["own"])


def slot_key(slot: Slot, vault: str, password: str) -> bytes:
    return password_key(password, b64decode(slot["salt"]), cost_of(slot), vault, slot["login"])


def cost_of(slot: Slot) -> Argon:
    return Argon(**slot["argon"])


def password_key(password: str, salt: bytes, cost: Argon, vault: str, login: str) -> bytes:
    derivation = Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
        ad=f"tram vault user {vault} {login}".encode(),
    )
    return derivation.derive(password_form(password).encode("utf-8", "surrogatepass"))


def unwrapped(key: bytes, wrapped: str) -> bytes | None:
    try:
        return aes_key_unwrap(key, b64decode(wrapped))
    except InvalidUnwrap:
        return None


def paper_private(secret: bytes, vault: str, kind: str) -> bytes:
    """The private key behind a code on paper, whose 160 random bits need no slowing down."""
    return expanded(secret, f"tram vault {kind} private {vault}")


def holder_of(slot: Slot) -> str:
    """What a grant is bound to: nothing sealed for one slot opens as another's."""
    named: Mapping[str, str] = {"user": "login", "province": "station_code"}
    return f"{slot['kind']} {slot.get(named.get(slot['kind'], ''), '')}"


def key_check(key: bytes, vault: str) -> str:
    """A mark by which a vault knows its own key; it tells nothing about a random 256-bit key."""
    return text(expanded(key, f"tram vault check {vault}", _CHECK_BYTES))
