"""A small file that somebody gave: an ordinary one, of a sane size, or none at all."""

import os
import stat
from pathlib import Path

LONGEST = 64 * 1024


def given_bytes(path: Path, most: int = LONGEST) -> bytes:
    """Raises OSError also for what is longer than anybody writes by hand, and for a pipe or a device, which
    would never end: a stick from elsewhere can hold one."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(22, "không phải tệp thường")
        return _bounded(file.read(most + 1), most)


def given_text(path: Path, most: int = LONGEST) -> str:
    """As `given_bytes`, with or without the mark that Windows puts first. Raises UnicodeError too."""
    return given_bytes(path, most).decode("utf-8-sig")


def given_secret(path: Path) -> str:
    """A password or a code; whoever types the command may also hand it through a pipe."""
    with path.open("rb") as file:
        return _bounded(file.read(LONGEST + 1), LONGEST).decode("utf-8-sig")


def _bounded(content: bytes, most: int) -> bytes:
    if len(content) > most:
        raise OSError(27, "tệp quá lớn")
    return content
