"""A slow line: two TUN devices whose packets are rationed, delayed and lost, by a seed."""

import fcntl
import heapq
import json
import os
import select
import signal
import struct
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Self

from tests.tree import ROOT

NAMESPACE = "tram-station"
STATION, PROVINCE = "198.18.77.1", "198.18.77.2"
"""Of the block that RFC 2544 sets aside for benchmarks."""
_DEVICES = ("tram-a", "tram-b")
_ATTACH, _TUN, _NO_HEAD = 0x400454CA, 0x0001, 0x1000
_MTU, _QUEUE = 1400, 64


@dataclass(frozen=True)
class Quality:
    """`delay`: seconds each way; `loss`: share of packets each way."""

    name: str
    bits: int
    delay: float
    loss: float


SECOND_GENERATION = Quality("2G", 128_000, 0.3, 0.02)


def possible() -> str:
    """Empty, or why not."""
    if os.geteuid() != 0:
        return "needs root"
    if not Path("/dev/net/tun").exists():
        return "needs /dev/net/tun"
    return ""


class Link:
    """The station's end is a network namespace of its own, the province's end is here; a context manager."""

    inside = ("ip", "netns", "exec", NAMESPACE)

    def __init__(self, quality: Quality, seed: int) -> None:
        _remove()
        _run(f"ip netns add {NAMESPACE}")
        command = [sys.executable, "-m", __name__, json.dumps(asdict(quality)), str(seed)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert self._process.stdout
        self._process.stdout.readline()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait()
        _remove()


@dataclass
class _Way:
    """One direction: what waits in its queue, and until when the line is busy with it."""

    to: int
    chance: Random
    busy: float = 0.0
    leaving: list[float] = field(default_factory=list)


def _main(quality: Quality, seed: int) -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    ends = [_tun(name) for name in _DEVICES]
    near, far = _DEVICES
    _run(f"ip link set {near} netns {NAMESPACE}")
    for prefix, name, own, peer in (
        (f"ip -n {NAMESPACE}", near, STATION, PROVINCE),
        ("ip", far, PROVINCE, STATION),
    ):
        _run(f"{prefix} addr add {own} peer {peer} dev {name}")
        _run(f"{prefix} link set {name} mtu {_MTU} up")
    _run(f"ip -n {NAMESPACE} link set lo up")
    print("up", flush=True)
    _carry(quality, {ends[i]: _Way(ends[1 - i], Random(f"{seed}/{i}")) for i in (0, 1)})


def _carry(quality: Quality, ways: dict[int, _Way]) -> None:
    flying: list[tuple[float, int, int, bytes]] = []
    numbers = count()
    while True:
        wait = max(0.0, flying[0][0] - time.monotonic()) if flying else None
        for end in select.select(list(ways), [], [], wait)[0]:
            packet, way = os.read(end, 2048), ways[end]
            if arrival := _arrival(quality, way, len(packet)):
                heapq.heappush(flying, (arrival, next(numbers), way.to, packet))
        while flying and flying[0][0] <= time.monotonic():
            _, _, to, packet = heapq.heappop(flying)
            with suppress(OSError):
                os.write(to, packet)


def _arrival(quality: Quality, way: _Way, size: int) -> float | None:
    """None: lost. What is lost on the air has used the air; what the full queue drops has not."""
    now = time.monotonic()
    way.leaving = [moment for moment in way.leaving if moment > now]
    lost = way.chance.random() < quality.loss
    if len(way.leaving) >= _QUEUE:
        return None
    way.busy = max(now, way.busy) + size * 8 / quality.bits
    way.leaving.append(way.busy)
    return None if lost else way.busy + quality.delay


def _tun(name: str) -> int:
    end = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(end, _ATTACH, struct.pack("16sH", name.encode(), _TUN | _NO_HEAD))
    return end


def _remove() -> None:
    subprocess.run(["ip", "netns", "del", NAMESPACE], capture_output=True, check=False)


def _run(command: str) -> None:
    subprocess.run(command.split(), check=True)


if __name__ == "__main__":
    _main(Quality(**json.loads(sys.argv[1])), int(sys.argv[2]))
