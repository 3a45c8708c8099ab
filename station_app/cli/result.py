"""What a command answers: data for scripts, words for people, and an exit code."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Result:
    data: dict[str, Any] | list[Any] = field(default_factory=dict)
    words: str = ""
    code: int = 0
