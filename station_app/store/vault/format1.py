"""Slots as releases 0.1 and 0.2 wrote them: each wraps the data key itself, and has no key of its own."""

from base64 import b64decode

from station_app.store.vault.grants import expanded, opened
from station_app.store.vault.slots import Slot, slot_key, unwrapped


def is_old(slot: Slot) -> bool:
    return "wrapped" in slot or (slot.get("kind") == "province" and "public" not in slot)


def open_user(slot: Slot, vault: str, password: str) -> tuple[bytes, bytes] | None:
    """The data key, and a private key of the holder's own.

    It is derived, not drawn: where the file cannot be rewritten, the next sign-in finds the same one."""
    kek = slot_key(slot, vault, password)
    data = unwrapped(kek, slot["wrapped"])
    return None if data is None else (data, expanded(kek, f"tram vault own {vault} {slot['login']}"))


def open_code(slot: Slot, vault: str, secret: bytes) -> bytes | None:
    return unwrapped(_code_key(secret, vault), slot["wrapped"])


def open_province(slot: Slot, vault: str, private: bytes) -> bytes | None:
    context = f"tram vault province {vault} {slot['station_code']}"
    return opened(b64decode(slot["sealed"]), private, context)


def _code_key(secret: bytes, vault: str) -> bytes:
    return expanded(secret, f"tram vault code {vault}")
