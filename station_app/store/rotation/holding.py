"""Only one program at a time changes the key of a station, on one PC."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from station_app.common.errors import Unavailable

FILE = "rotation.lock"


@contextmanager
def held(home: Path) -> Iterator[None]:
    """The system itself lets go of it when the program ends, however it ends."""
    with (home / FILE).open("a+b") as file:
        try:
            _lock(file)
        except OSError as error:
            raise Unavailable(
                "Khóa dữ liệu của trạm đang được đổi ở một cửa sổ hay một lệnh khác.",
                "Dữ liệu vẫn an toàn.",
                "Chờ việc đó xong, vài phút, rồi mở lại.",
                "TR-K14",
            ) from error
        yield


def _lock(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415  # lazy: exists on Windows only

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415  # lazy: exists elsewhere only

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
