"""Which of the unsent transactions go next: what a person just saved before what came in by the thousand."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from station_app.exchange.brake import Watch, first_held
from station_app.exchange.outbox import head_at
from sync import sizing
from sync.envelope import batches, link, payload_hash

Range = tuple[int, int]
"""First and last."""
_END = 2**62


class Run(NamedTuple):
    """Consecutive transactions for one envelope, and the chain before them."""

    first: int
    prior: bytes
    payloads: Sequence[bytes]


def next_runs(raw: Any, watch: Watch | None = None) -> list[Run]:
    """As much as one question carries, in the order of the chain, with gaps where bulk has to wait: the
    gateway takes ranges ahead, and its receipt tells which it holds."""
    chosen = sorted(_chosen(raw, watch))
    runs: list[Run] = []
    for _, block in groupby(enumerate(chosen), key=lambda pair: pair[1][0] - pair[0]):
        rows = [row for _, row in block]
        runs += _envelopes(raw, rows[0][0], [payload for _, payload in rows])
    return runs


def is_full(runs: Iterable[Run]) -> bool:
    """Does the question carry as much as one does? Then nothing else has room in it."""
    question = sizing.Question()
    for run in runs:
        for payload in run.payloads:
            question.add(payload)
    return question.full


def _envelopes(raw: Any, first: int, payloads: Sequence[bytes]) -> Iterator[Run]:
    head = head_at(raw, first - 1)
    if head is None:
        raise LookupError(f"the chain before {first} is not kept")
    for batch in batches(payloads):
        yield Run(first, head, batch)
        first += len(batch)
        for payload in batch:
            head = link(head, payload_hash(payload))


def _chosen(raw: Any, watch: Watch | None) -> list[tuple[int, bytes]]:
    question = sizing.Question()
    chosen: list[tuple[int, bytes]] = []
    for first, last in _order(raw, watch):
        for seq, payload in raw.execute(
            "SELECT seq, payload FROM sync_outbox WHERE seq BETWEEN ? AND ? ORDER BY seq", (first, last)
        ):
            if question.full:
                return chosen
            question.add(bytes(payload))
            chosen.append((seq, bytes(payload)))
    return chosen


def _order(raw: Any, watch: Watch | None) -> list[Range]:
    """What is unsent, in the order in which it is to go: a person's work, then bulk."""
    acknowledged, ahead = raw.execute("SELECT acknowledged, ahead FROM sync_line").fetchone()
    held = first_held(raw, watch)
    sent = [*map(tuple, json.loads(ahead)), *([] if held is None else [(held, _END)])]
    rows = raw.execute(
        "SELECT seq FROM sync_outbox WHERE urgent = 0 AND seq > ? ORDER BY seq", (acknowledged,)
    )
    bulk = [*_joined(seq for (seq,) in rows)]
    return [*_without((acknowledged + 1, _END), [*bulk, *sent])] + [
        rest for piece in bulk for rest in _without(piece, sent)
    ]


def _joined(numbers: Iterable[int]) -> Iterator[Range]:
    for _, block in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in block]
        yield run[0], run[-1]


def _without(whole: Range, taken: Iterable[Range]) -> Iterator[Range]:
    first, end = whole
    for begin, last in sorted(taken):
        if first < begin:
            yield first, min(begin - 1, end)
        first = max(first, last + 1)
        if first > end:
            return
    yield first, end
