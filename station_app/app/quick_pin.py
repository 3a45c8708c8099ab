"""A few digits instead of the password, after a lock, while the program runs: nothing of it is on the disk.

It opens no file. The keys are in the memory of the program, which is only covered; whoever ends the program
needs the password again."""

import hmac
import secrets
from datetime import datetime, timedelta
from hashlib import scrypt
from itertools import pairwise

from station_app.common.days import Clock
from station_app.common.errors import Refused

TRIES = 3
LONGEST = 6


class QuickPin:
    """Of one person, for some hours and three wrong tries; then it is gone, and the password is asked for."""

    def __init__(self, user: str, digits: str, *, least: int, hours: int, clock: Clock) -> None:
        _refuse_simple(digits, least)
        self.user = user
        self._clock = clock
        self._salt = secrets.token_bytes(16)
        self._hash: bytes | None = self._hashed(digits)
        self._left = TRIES
        self._until: datetime = clock.now() + timedelta(hours=hours)

    @property
    def is_alive(self) -> bool:
        if self._clock.now() >= self._until:
            self.forget()
        return self._hash is not None

    @property
    def tries_left(self) -> int:
        return self._left

    def fits(self, digits: str) -> bool:
        """A wrong one costs a try; the third ends it."""
        if not self.is_alive or self._hash is None:
            return False
        if hmac.compare_digest(self._hash, self._hashed(digits)):
            self._left = TRIES
            return True
        self._left -= 1
        if self._left == 0:
            self.forget()
        return False

    def forget(self) -> None:
        self._hash = None

    def _hashed(self, digits: str) -> bytes:
        return scrypt(digits.strip().encode(), salt=self._salt, n=2**12, r=8, p=1)


def _refuse_simple(digits: str, least: int) -> None:
    if not (digits.isascii() and digits.isdigit() and least <= len(digits) <= LONGEST):
        raise Refused(f"Mã PIN gồm {least} đến {LONGEST} chữ số.", "pin", code="pin_shape")
    steps = {int(after) - int(before) for before, after in pairwise(digits)}
    if steps <= {0} or steps in ({1}, {-1}) or digits[: len(digits) // 2] * 2 == digits:
        raise Refused(
            "Mã PIN này ai cũng thử đầu tiên (1111, 1234, 1212). Chọn số khác.", "pin", code="pin_simple"
        )
