"""Blocks set one under another, side by side, and over as many pages as they need."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reportlab.lib.colors import Color
from reportlab.platypus import Flowable

Block = Flowable

# Below this a block's first piece looks like a mistake at the foot of a page.
LEAST_PIECE = 30.0
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Placed:
    """A block and where its upper edge lies, counted down from the top."""

    block: Flowable
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    width: float
    blocks: Sequence[Flowable]


def fit(blocks: Iterable[Flowable], width: float, height: float) -> tuple[list[Placed], list[Flowable]]:
    """What fits into `width` × `height` from the top, and what is left for the next page."""
    placed: list[Placed] = []
    waiting = deque(blocks)
    top = 0.0
    while waiting:
        block = waiting[0]
        start = top + (_gap(placed[-1].block, block) if placed else 0.0)
        room = height - start
        high = block.wrap(width, room)[1]
        if high + _followed(waiting, width) > room + ROUNDING:
            pieces = _cut(block, width, room, is_first=not placed)
            if len(pieces) < 2:
                break
            waiting.popleft()
            waiting.extendleft(reversed(pieces))
            high = waiting[0].wrap(width, room)[1]
        placed.append(Placed(waiting.popleft(), start, high))
        top = start + high
    return placed, list(waiting)


def paginate(blocks: Iterable[Flowable], width: float, heights: tuple[float, float]) -> list[list[Placed]]:
    """Pages of placed blocks; the first page and the later ones have each their height."""
    first, later = heights
    pages: list[list[Placed]] = []
    left = list(blocks)
    while left:
        placed, left = fit(left, width, later if pages else first)
        if not placed:
            raise ValueError("a block is taller than a page and cannot be cut")
        pages.append(placed)
    return pages or [[]]


class Columns(Flowable):
    """Stacks of blocks side by side, cut across together.

    `whole` moves to the next page rather than be cut; `rule` is a line along the upper edge.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        gap: float = 0.0,
        whole: bool = False,
        before: float = 0.0,
        after: float = 0.0,
        rule: Color | None = None,
    ) -> None:
        super().__init__()
        self.columns, self.gap, self.whole = columns, gap, whole
        self.rule = rule
        self.spaceBefore, self.spaceAfter = before, after
        self.stacks: list[list[Placed]] = []

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803  reportlab's names
        self.stacks = [fit(column.blocks, column.width, float("inf"))[0] for column in self.columns]
        self.width = sum(column.width for column in self.columns) + self.gap * (len(self.columns) - 1)
        self.height = max((stack[-1].top + stack[-1].height for stack in self.stacks if stack), default=0.0)
        return self.width, self.height

    def split(self, aW: float, aH: float) -> list[Flowable]:  # noqa: N803
        cuts = [fit(column.blocks, column.width, aH) for column in self.columns]
        if any(column.blocks and not placed for column, (placed, _) in zip(self.columns, cuts, strict=True)):
            return []
        upper = [
            Column(column.width, [one.block for one in placed])
            for column, (placed, _) in zip(self.columns, cuts, strict=True)
        ]
        lower = [Column(column.width, left) for column, (_, left) in zip(self.columns, cuts, strict=True)]
        if not any(column.blocks for column in lower):
            return [self]
        return [self._piece(upper, self.getSpaceBefore()), self._piece(lower, 0.0)]

    def draw(self) -> None:
        x = 0.0
        for column, stack in zip(self.columns, self.stacks, strict=True):
            for one in stack:
                one.block.drawOn(self.canv, x, self.height - one.top - one.height)
            x += column.width + self.gap
        if self.rule is not None:
            self.canv.setStrokeColor(self.rule)
            self.canv.setLineWidth(0.6)
            self.canv.line(0.0, self.height, self.width, self.height)

    def _piece(self, columns: Sequence[Column], before: float) -> "Columns":
        return Columns(columns, gap=self.gap, before=before, rule=self.rule)


def _followed(waiting: deque[Flowable], width: float) -> float:
    """What must fit under a heading, for a heading alone at the foot of a page heads nothing."""
    needed = 0.0
    for heading, below in pairwise(waiting):
        if not _heads(heading):
            break
        needed += _gap(heading, below) + min(below.wrap(width, float("inf"))[1], LEAST_PIECE)
    return needed


def _cut(block: Flowable, width: float, room: float, *, is_first: bool) -> list[Flowable]:
    """Two pieces or more, or nothing when the block should rather start on the next page."""
    if _heads(block) or room < LEAST_PIECE:
        return []
    if getattr(block, "whole", False) and not is_first:
        return []
    return list(block.split(width, room))


def _heads(block: Flowable) -> bool:
    return bool(getattr(block, "keepWithNext", False))


def _gap(above: Flowable, below: Flowable) -> float:
    return float(max(above.getSpaceAfter(), below.getSpaceBefore()))
