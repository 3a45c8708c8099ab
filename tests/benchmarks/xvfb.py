"""A screen for the window: an Xvfb of our own, or Qt's offscreen one where that is not installed."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

SIZE = "1366x768x24"


@dataclass(frozen=True)
class ScreenFor:
    """What a child process needs to open a window, and the words for it."""

    environment: dict[str, str]
    words: str


@contextmanager
def screen() -> Iterator[ScreenFor]:
    """Always a fresh Xvfb where it is installed: a desktop's compositor would be measured too."""
    program = shutil.which("Xvfb")
    if program is None:
        yield ScreenFor({**os.environ, "QT_QPA_PLATFORM": "offscreen"}, "offscreen, Xvfb is not installed")
        return
    told, tells = os.pipe()
    server = subprocess.Popen(
        [program, "-displayfd", str(tells), "-screen", "0", SIZE, "-nolisten", "tcp"],
        pass_fds=(tells,),
        stderr=subprocess.DEVNULL,
    )
    os.close(tells)
    try:
        with os.fdopen(told) as answer:
            display = answer.readline().strip()
        yield ScreenFor(
            {**os.environ, "QT_QPA_PLATFORM": "xcb", "DISPLAY": f":{display}"}, f"Xvfb {SIZE[:8]}"
        )
    finally:
        server.terminate()
        server.wait(timeout=10)
