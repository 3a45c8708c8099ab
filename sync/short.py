"""Ids made short for the wire: random ids are most of a small round."""

import base64
import binascii
import re


class Malformed(ValueError):
    """Bytes that are not what PROTOCOL.md describes."""


_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

ESCAPE = "~"
LENGTH = 36


def short(text: str) -> str:
    """A UUID as "~" and 22 characters; other text as it is. Random ids are most of a small round."""
    if len(text) == LENGTH and _UUID.fullmatch(text):
        raw = bytes.fromhex(text.replace("-", ""))
        return ESCAPE + base64.urlsafe_b64encode(raw)[:22].decode()
    return ESCAPE + text if text.startswith(ESCAPE) else text


def uuid_bytes(text: str) -> bytes | None:
    """The 16 bytes of a UUID as it is written here; None for any other text."""
    if len(text) == LENGTH and _UUID.fullmatch(text):
        return bytes.fromhex(text.replace("-", ""))
    return None


def uuid_text(raw: bytes) -> str:
    text = raw.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def long(text: str) -> str:
    """The inverse of `short`."""
    if text[:1] != ESCAPE:
        return text
    if text[1:2] == ESCAPE:
        return text[1:]
    try:
        raw = binascii.a2b_base64(text[1:].replace("-", "+").replace("_", "/") + "==").hex()
    except ValueError as error:
        raise Malformed("short id") from error
    if len(raw) != 32:
        raise Malformed("short id")
    return f"{raw[:8]}-{raw[8:12]}-{raw[12:16]}-{raw[16:20]}-{raw[20:]}"
