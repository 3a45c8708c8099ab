"""Wrong passwords are remembered, and each makes the next try wait a little longer."""

import json
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from station_app.common.days import Clock, SystemClock, parse_instant, to_instant
from station_app.common.errors import Refused
from station_app.store.given import given_bytes
from station_app.store.vault.slot_file import write_durably

FILE = "attempts.json"
FREE_TRIES = 3
FREE_TRIES_TOGETHER = 10
"""Of all logins together: whoever tries one password on everybody waits, too."""
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=5)
_TOGETHER = "*"
_LONGEST = 2**20


class Attempts:
    """The failures of each login, beside the slot file; losing this record only forgives them.

    A wait outlasts the program. What has passed of it is what both the PC's clock and the time since it was
    switched on say, so that setting the clock forward shortens nothing; set back, it makes one wait once more
    and never until the clock catches up."""

    def __init__(self, home: Path, clock: Clock, uptime: Callable[[], float] | None = None) -> None:
        self._path = home / FILE
        self._clock = clock
        followed = time.monotonic if isinstance(clock, SystemClock) else lambda: clock.now().timestamp()
        self._uptime = uptime or followed

    def refuse_while_waiting(self, login: str) -> None:
        for name, free in ((login, FREE_TRIES), (_TOGETHER, FREE_TRIES_TOGETHER)):
            failures, left = self._left(name, free)
            if left > timedelta(0):
                whose = "trên máy này " if name == _TOGETHER else ""
                raise Refused(
                    f"Đã gõ sai mật khẩu {whose}{failures} lần. Chờ {_seconds(left)} giây rồi gõ lại.",
                    field="password",
                    code="password_wait",
                )

    def failed(self, login: str) -> timedelta:
        """One more failure; says how long the next try must wait."""
        waits = []
        record = self._read()
        for name, free in ((login, FREE_TRIES), (_TOGETHER, FREE_TRIES_TOGETHER)):
            failures = self._of(name)[0] + 1
            record[name] = [failures, to_instant(self._clock.now()), round(self._uptime())]
            waits.append(_wait(failures, free))
        self._write(record)
        return max(waits)

    def succeeded(self, login: str) -> None:
        record = self._read()
        kept = {name: noted for name, noted in record.items() if name not in (login, _TOGETHER)}
        if kept != record:
            self._write(kept)

    def _left(self, name: str, free: int) -> tuple[int, timedelta]:
        failures, last, up = self._of(name)
        if failures < free or last is None:
            return failures, timedelta(0)
        passed = self._clock.now() - parse_instant(last)
        if passed < timedelta(0):
            noted = [failures, to_instant(self._clock.now()), round(self._uptime())]
            self._write({**self._read(), name: noted})
            passed = timedelta(0)
        if up is not None and (running := self._uptime() - up) >= 0:
            passed = min(passed, timedelta(seconds=running))
        return failures, _wait(failures, free) - passed

    def _of(self, name: str) -> tuple[int, str | None, float | None]:
        try:
            failures, last, *up = self._read()[name]
            parse_instant(last)
            return int(failures), str(last), float(up[0]) if up else None
        except (LookupError, TypeError, ValueError, Refused):
            return 0, None, None

    def _read(self) -> dict[str, Any]:
        try:
            record = json.loads(given_bytes(self._path, _LONGEST))
        except (OSError, ValueError, RecursionError):
            return {}
        return record if isinstance(record, dict) else {}

    def _write(self, record: dict[str, Any]) -> None:
        with suppress(OSError):  # a full disk must not keep the nurse out
            write_durably(self._path, json.dumps(record).encode())


def _wait(failures: int, free: int) -> timedelta:
    if failures < free:
        return timedelta(0)
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << min(failures - free, 16)))


def _seconds(left: timedelta) -> int:
    return -(-left // timedelta(seconds=1))
