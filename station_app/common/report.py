"""What may be told of our own bug: kinds of error and places in the program, never a word of its messages."""

import platform
import traceback
from pathlib import Path


def report(error: BaseException, *facts: str) -> str:
    """Messages may quote what the nurse typed, and locals hold whole records: neither is ever taken."""
    lines = [*facts, f"{platform.system()} {platform.release()} · Python {platform.python_version()}"]
    link: BaseException | None = error
    met: set[int] = set()
    while link is not None and id(link) not in met:
        met.add(id(link))
        lines += ["", type(link).__module__ + "." + type(link).__qualname__]
        lines += [_place(frame) for frame in traceback.extract_tb(link.__traceback__)]
        link = link.__cause__ or link.__context__
    return "\n".join(lines)


def _place(frame: traceback.FrameSummary) -> str:
    return f"  {'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno} {frame.name}"
