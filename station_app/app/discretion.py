"""What the program asks of the system before it touches anyone's data: no core dumps, no talkative errors.

Asked once, by the process that was started as the program. What the system does in spite of it (page file,
hibernation, an administrator who reads memory) is said in docs/threat-model.md and is not promised."""

import ctypes
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from station_app.common.report import report

_PR_SET_DUMPABLE = 4
_SEM_FAILCRITICALERRORS, _SEM_NOGPFAULTERRORBOX, _SEM_NOOPENFILEERRORBOX = 0x1, 0x2, 0x8000


def be_discreet() -> None:
    """Nothing here may keep anybody from working: what the system refuses is left."""
    with suppress(OSError, ValueError, AttributeError):
        _no_dumps()
    if os.name == "posix":
        os.umask(0o077)  # what is written is for the owner's eyes
    sys.excepthook = _on_error
    sys.unraisablehook = _on_unraisable
    threading.excepthook = _on_thread


def _no_dumps() -> None:
    if sys.platform == "win32":  # pragma: no cover  measured on Windows by tests/app/test_discretion.py there
        ctypes.windll.kernel32.SetErrorMode(
            _SEM_FAILCRITICALERRORS | _SEM_NOGPFAULTERRORBOX | _SEM_NOOPENFILEERRORBOX
        )
        ctypes.windll.wer.WerAddExcludedApplication(Path(sys.executable).name, False)
        return
    import resource  # noqa: PLC0415  lazy: Windows has none

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        # Nobody of the same account may attach to this process or read its memory, and it never dumps core.
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _on_error(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        _tell(error)


def _on_thread(told: threading.ExceptHookArgs) -> None:
    if told.exc_value is not None and not isinstance(told.exc_value, SystemExit):
        _tell(told.exc_value)


def _on_unraisable(told: Any) -> None:
    if told.exc_value is not None:
        _tell(told.exc_value)


def _tell(error: BaseException) -> None:
    if sys.stderr is not None:  # a windowed program on Windows has none
        sys.stderr.write(report(error) + "\n")
