"""What may be told of our own bug: kinds of error and places in the program, never a word of its messages."""

import platform
import traceback
from pathlib import Path


def report(error: BaseException, *facts: str) -> str:
    """For a person to read and to send."""
    system = f"{platform.system()} {platform.release()} · Python {platform.python_version()}"
    return "\n".join(
        [*facts, system, *(f"  {line}" if ":" in line else f"\n{line}" for line in traced(error))]
    )


def traced(error: BaseException) -> list[str]:
    """Kinds of error, each followed by its places. Messages may quote what the nurse typed, and locals hold
    whole records: neither is ever taken."""
    lines: list[str] = []
    link: BaseException | None = error
    met: set[int] = set()
    while link is not None and id(link) not in met:
        met.add(id(link))
        lines.append(f"{type(link).__module__}.{type(link).__qualname__}")
        lines += [_place(frame) for frame in traceback.extract_tb(link.__traceback__)]
        link = link.__cause__ or link.__context__
    return lines


def _place(frame: traceback.FrameSummary) -> str:
    return f"{'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno} {frame.name}"
