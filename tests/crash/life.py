"""What an operation tells while it runs: where it begins and ends, and what it has said to be saved."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Life:
    """`with life.counted(): …` is the operation itself; `life.said(what)` is what the nurse was told."""

    counted: Callable[[], AbstractContextManager[None]]
    said: Callable[[str], object]


UNTOLD = Life(nullcontext, lambda what: None)
"""Nobody listens and nobody dies."""
