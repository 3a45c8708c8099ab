"""The six digits of an authenticator on the phone (TOTP, RFC 6238), and the paper codes for a lost phone."""

import json
import secrets
from base64 import b32encode
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from station_app.common.names import fold

STEP_SECONDS = 30
DIGITS = 6
DRIFT_STEPS = 1
"""A phone and an old PC may be half a minute apart, either way."""
SECRET_BYTES = 20
PAPER_CODES = 8
_PAPER_BYTES = 5


@dataclass(frozen=True, slots=True)
class PhoneCheck:
    """What one person's second check needs; kept sealed under their own key."""

    secret: bytes
    used_step: int = -1
    """The last time step that was accepted: neither it nor an earlier one is taken again."""
    paper: tuple[str, ...] = ()
    """Hashes of the paper codes that were not used yet."""

    def to_bytes(self) -> bytes:
        return json.dumps(
            {"secret": self.secret.hex(), "used_step": self.used_step, "paper": self.paper}
        ).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> "PhoneCheck":
        read = json.loads(content)
        return cls(bytes.fromhex(read["secret"]), int(read["used_step"]), tuple(read["paper"]))

    def accepting(self, typed: str, at: datetime) -> "PhoneCheck | None":
        """How it stands once `typed` was accepted at that moment; None where it is not accepted."""
        code = "".join(typed.split()).upper().replace("-", "")
        if len(code) == DIGITS and code.isascii() and code.isdigit():
            return self._by_phone(code, at)
        return self._by_paper(code)

    def _by_phone(self, code: str, at: datetime) -> "PhoneCheck | None":
        now = int(at.timestamp()) // STEP_SECONDS
        for step in range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1):
            if step > self.used_step and compare_digest(code_of(self.secret, step), code):
                return replace(self, used_step=step)
        return None

    def _by_paper(self, code: str) -> "PhoneCheck | None":
        mark = _hash(self.secret, code)
        if mark not in self.paper:
            return None
        return replace(self, paper=tuple(left for left in self.paper if left != mark))


def new_phone_check() -> tuple[PhoneCheck, list[str]]:
    """A fresh secret, and the paper codes to print: those are shown this once."""
    secret = secrets.token_bytes(SECRET_BYTES)
    codes = [b32encode(secrets.token_bytes(_PAPER_BYTES)).decode() for _ in range(PAPER_CODES)]
    check = PhoneCheck(secret, paper=tuple(_hash(secret, code) for code in codes))
    return check, [f"{code[:4]}-{code[4:]}" for code in codes]


def code_of(secret: bytes, step: int) -> str:
    """SHA-1 is what every authenticator app knows; HMAC with it is not weakened by collisions."""
    totp = TOTP(secret, DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303
    return totp.generate(step * STEP_SECONDS).decode()


def typed_secret(secret: bytes) -> str:
    """For a phone without a camera, in groups of four."""
    text = b32encode(secret).decode().rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def phone_uri(secret: bytes, login: str, station: str) -> str:
    """What the QR code says, as short as may be: SHA-1, six digits and half a minute are every app's own."""
    name = fold(station).title()
    facts = {"secret": b32encode(secret).decode().rstrip("="), "issuer": name}
    return f"otpauth://totp/{quote(f'{name}:{login}')}?{urlencode(facts, quote_via=quote)}"


def _hash(secret: bytes, code: str) -> str:
    return sha256(secret + code.encode()).hexdigest()
