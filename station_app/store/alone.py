"""One window at a time in a station's folder: the lock dies with the program that held it."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

from station_app.common.errors import Unavailable

FILE = "station.lock"
_PROBE = 65_536
"""Bytes: what opening a station writes beside its file."""


def other_window() -> Unavailable:
    return Unavailable(
        "Phần mềm Trạm đang mở ở một cửa sổ khác trên máy này.",
        "Dữ liệu vẫn an toàn.",
        "Dùng cửa sổ đang mở (xem thanh dưới cùng của màn hình), hoặc đóng nó rồi thử lại.",
        "T-362",
    )


class Alone:
    """`take()` until `leave()`. What is left in the file after a kill or a power cut hinders nobody."""

    def __init__(self, home: Path) -> None:
        self._path = home / FILE
        self._file: IO[bytes] | None = None

    def take(self) -> bool:
        """False where another program has it. A folder that cannot be written needs no lock: nor can they."""
        if self._file:
            return True
        try:
            file = self._path.open("a+b")
        except OSError:
            return True
        try:
            _lock(file)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def leave(self) -> None:
        if self._file:
            self._file.close()
            self._file = None

    def __enter__(self) -> None:
        """Raises Unavailable where another window is open."""
        if not self.take():
            raise other_window()

    def __exit__(self, *_: object) -> None:
        self.leave()


def _lock(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415  # lazy: exists on Windows only

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415  # lazy: exists elsewhere only

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def refusal_of(folder: Path) -> OSError | None:
    """Why nothing can be written here, asked of the disk itself; None where it can."""
    probe = folder / f".ghi-thu-{os.getpid()}"
    try:
        probe.write_bytes(bytes(_PROBE))
    except OSError as error:
        return error
    finally:
        with suppress(OSError):
            probe.unlink(missing_ok=True)
    return None
