"""Wrong passwords are remembered, and each makes the next try wait a little longer."""

import json
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from station_app.common.days import Clock, parse_instant, to_instant
from station_app.common.errors import Refused
from station_app.store.vault.slot_file import write_durably

FILE = "attempts.json"
FREE_TRIES = 3
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=5)


class Attempts:
    """The failures of each login, beside the slot file; losing this record only forgives them."""

    def __init__(self, home: Path, clock: Clock) -> None:
        self._path = home / FILE
        self._clock = clock

    def refuse_while_waiting(self, login: str) -> None:
        failures, last = self._of(login)
        if failures < FREE_TRIES or last is None:
            return
        passed = self._clock.now() - parse_instant(last)
        if passed < timedelta(0):
            # The PC's clock was set back: wait once more, never until the clock catches up.
            self._write({**self._read(), login: [failures, to_instant(self._clock.now())]})
            passed = timedelta(0)
        if (left := _wait(failures) - passed) > timedelta(0):
            raise Refused(
                f"Đã gõ sai mật khẩu {failures} lần. Chờ {_seconds(left)} giây rồi gõ lại.",
                field="password",
                code="password_wait",
            )

    def failed(self, login: str) -> timedelta:
        """One more failure; says how long the next try must wait."""
        failures = self._of(login)[0] + 1
        self._write({**self._read(), login: [failures, to_instant(self._clock.now())]})
        return _wait(failures)

    def succeeded(self, login: str) -> None:
        record = self._read()
        if record.pop(login, None) is not None:
            self._write(record)

    def _of(self, login: str) -> tuple[int, str | None]:
        try:
            failures, last = self._read()[login]
            parse_instant(last)
            return int(failures), str(last)
        except (LookupError, TypeError, ValueError, Refused):
            return 0, None

    def _read(self) -> dict[str, Any]:
        try:
            record = json.loads(self._path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        return record if isinstance(record, dict) else {}

    def _write(self, record: dict[str, Any]) -> None:
        with suppress(OSError):  # a full disk must not keep the nurse out
            write_durably(self._path, json.dumps(record).encode())


def _wait(failures: int) -> timedelta:
    if failures < FREE_TRIES:
        return timedelta(0)
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << min(failures - FREE_TRIES, 16)))


def _seconds(left: timedelta) -> int:
    return -(-left // timedelta(seconds=1))
