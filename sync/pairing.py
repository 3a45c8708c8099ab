"""Two PCs come to trust each other's keys by a short code that is shown on one and typed on the other.

SPAKE2, as python-spake2 has it: who listens learns nothing to guess from, and who takes part has one guess
per attempt. The confirmation binds both keys, so that nobody in between can put in his own."""

import hmac
import secrets
from typing import Any

import msgspec

from sync.lan import Greeting

DIGITS = 8
ATTEMPTS = 3
_CONTEXT = b"tram-pair-1\0"


def new_code() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def plain(code: str) -> str:
    """As typed: spaces and dashes do not matter."""
    return "".join(sign for sign in code if sign.isdigit())


class Side:
    """One side of a pairing; `shows` is the one on whose screen the code stands."""

    def __init__(self, code: str, *, shows: bool) -> None:
        from spake2 import SPAKE2_A, SPAKE2_B  # noqa: PLC0415  # lazy: a pairing is rare, its numbers are large

        self._shows = shows
        self._spake: Any = (SPAKE2_A if shows else SPAKE2_B)(plain(code).encode())
        self.message = bytes(self._spake.start())

    def proofs(self, shown: Greeting, typed: Greeting) -> tuple[bytes, bytes]:
        """What the showing and what the typing side must prove. Raises ValueError for what is no message."""
        other = typed if self._shows else shown
        try:
            key = self._spake.finish(other.message)
        except Exception as error:
            raise ValueError("pairing") from error
        said = _CONTEXT + msgspec.json.encode([shown, typed])
        return hmac.digest(key, b"shown" + said, "sha256"), hmac.digest(key, b"typed" + said, "sha256")


def same(proof: bytes, expected: bytes) -> bool:
    return hmac.compare_digest(proof, expected)
