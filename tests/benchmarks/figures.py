"""A figure with its target and what stands beside it; clocks for the wall and for the processor."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Figure:
    """`beside` is the baseline or peer in words; `ratio`: ours divided by it; `at_least`: more is better."""

    name: str
    value: float | None
    unit: str
    target: float | None = None
    beside: str = ""
    ratio: float | None = None
    at_least: bool = False

    @property
    def ok(self) -> bool | None:
        """None where there is no target, or nothing could be measured."""
        if self.target is None or self.value is None:
            return None
        value = round(self.value, 3)
        return value >= self.target if self.at_least else value <= self.target


@dataclass
class Samples:
    """Milliseconds of one thing done many times: by the wall, and of this process's processor time."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def measure(self, call: Callable[[], Any]) -> Any:
        with self.timing():
            return call()

    @contextmanager
    def timing(self) -> Iterator[None]:
        """An attempt that raises is not counted."""
        cpu, wall = time.process_time_ns(), time.perf_counter_ns()
        yield
        self.wall.append((time.perf_counter_ns() - wall) / 1e6)
        self.cpu.append((time.process_time_ns() - cpu) / 1e6)

    def add(self, wall: float, cpu: float) -> None:
        self.wall.append(wall)
        self.cpu.append(cpu)

    @property
    def p50(self) -> float:
        return median(self.wall)

    @property
    def p95(self) -> float:
        return percentile(self.wall, 95)

    @property
    def cpu50(self) -> float:
        return median(self.cpu)

    @property
    def cpu95(self) -> float:
        return percentile(self.cpu, 95)

    @property
    def in_words(self) -> str:
        return f"CPU {self.cpu50:.2f}, p95 {self.cpu95:.2f} ms"


def percentile(values: list[float], share: int) -> float:
    """The smallest value that `share` percent do not exceed."""
    return sorted(values)[ceil(len(values) * share / 100) - 1]


def interleaved(calls: Mapping[str, Callable[[], Any]], rounds: int, *, warm: int = 1) -> dict[str, Samples]:
    """Each in turn, a different one first each time, so that a noisy minute falls on all of them alike."""
    samples = {name: Samples() for name in calls}
    names = list(calls)
    for turn in range(-warm, rounds):
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            kept = samples[name] if turn >= 0 else Samples()
            kept.measure(calls[name])
    return samples


def paired_median(more: list[float], less: list[float]) -> float:
    """What one costs beyond the other: the median of the differences of neighbours in time."""
    return median(one - other for one, other in zip(more, less, strict=True))
