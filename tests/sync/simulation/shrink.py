"""From a script that fails to the shortest found that does: delta debugging (Zeller, Hildebrandt 2002)."""

from collections.abc import Callable, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def shrink(script: Sequence[Item], fails: Callable[[Sequence[Item]], bool], tries: int = 2000) -> list[Item]:
    """Takes out ever smaller pieces as long as the rest still fails. Of the result no single step can go,
    unless the tries ran out. The script itself must fail."""
    left = list(script)
    piece = max(1, len(left) // 2)
    while tries > 0:
        shorter, tries = _without_a_piece(left, piece, fails, tries)
        if len(shorter) < len(left):
            left = shorter
            piece = min(piece, max(1, len(left) // 2))
        elif piece == 1:
            break
        else:
            piece //= 2
    return left


def _without_a_piece(
    script: list[Item], piece: int, fails: Callable[[Sequence[Item]], bool], tries: int
) -> tuple[list[Item], int]:
    """One walk over the script, from its end, for what is late usually depends on what is early."""
    left = script
    end = len(left)
    while end > 0 and tries > 0:
        start = max(0, end - piece)
        rest = left[:start] + left[end:]
        tries -= 1
        if fails(rest):
            left = rest
        end = start
    return left, tries
