"""The places where a process may die: every SQL statement, and every step of its files. POSIX only (fork).

Nothing of the program is replaced. Python's own profile hook sees the C functions that touch the disk before
and after they do, and SQLite's own trace tells of every statement, those inside triggers and indexes too."""

import io
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from station_app.store.connection import connect

_FILES = frozenset(
    ("fsync", "fdatasync", "replace", "rename", "link", "unlink", "remove", "mkdir", "rmdir", "open", "write",
     "truncate", "ftruncate", "sendfile", "copy_file_range", "chmod", "utime")
)  # fmt: skip
_OF_A_FILE = frozenset(("write", "flush", "close", "truncate"))
_STREAMS = (io.RawIOBase, io.BufferedIOBase, io.TextIOBase)
_MODULES = ("posix", "_io", "io")


class Points:
    """Counts; and with `at`, dies there as by a power button."""

    def __init__(self, at: int | None = None) -> None:
        self.names: list[str] = []
        self.is_counting = False
        self._at = at

    def watch(self) -> None:
        """From now on connections are seen being made; nothing counts before it is said to."""
        threading.setprofile(self._profile)
        sys.setprofile(self._profile)

    def end(self) -> None:
        sys.setprofile(None)
        self.is_counting = False

    @contextmanager
    def counted(self, *, counting: bool = True) -> Iterator[None]:
        """What is done in the block is the operation, or just not."""
        before, self.is_counting = self.is_counting, counting
        yield
        self.is_counting = before

    def step(self, name: str) -> None:
        if not self.is_counting:
            return
        self.names.append(name)
        if len(self.names) == self._at:
            os.kill(os.getpid(), signal.SIGKILL)

    def _profile(self, frame: FrameType, event: str, arg: Any) -> None:
        if event == "return":
            if frame.f_code is connect.__code__ and arg is not None:
                arg.set_trace_callback(self._statement)
        elif event == "c_call":
            if _touches_files(arg):
                self.step(f"before {arg.__name__}")
            elif frame.f_code is connect.__code__ and arg.__name__ == "execute":
                self.step("a connection is made ready")
        elif event == "c_return" and (_touches_files(arg) or arg.__name__ == "commit"):
            self.step(f"after {arg.__name__}")

    def _statement(self, sql: str) -> None:
        self.step(" ".join(sql.split())[:60])


def _touches_files(function: Any) -> bool:
    name = function.__name__
    if name in _OF_A_FILE and isinstance(function.__self__, _STREAMS):
        return True
    return name in _FILES and getattr(function, "__module__", None) in _MODULES
