"""A TCP proxy in a process of its own: counts what passes, headers included, and cuts where it is told."""

import asyncio
import json
import re
import socket
import struct
import subprocess
import sys
import zlib
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from types import TracebackType
from typing import Any, Self

from tests.tree import ROOT

_REQUEST = re.compile(rb"(?:GET|POST|PUT|HEAD|DELETE|OPTIONS) [^ \r\n]{1,4000} HTTP/1\.1\r\n")
_BLOCK = 64 * 1024
_LAST_WORDS = 0.03
"""Seconds between the last byte that passes and the break: it has arrived, as on a line that goes dead."""


@dataclass
class Counted:
    up: int = 0
    down: int = 0
    requests: int = 0
    connections: int = 0
    cuts: int = 0
    gzipped: int | None = None
    """Both streams as if they had been packed with gzip -6, where that was asked for."""

    @property
    def total(self) -> int:
        return self.up + self.down


class Proxy:
    """Hands everything on to `target`, a port of this machine; use as a context manager."""

    def __init__(self, target: int, listen: int = 0) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, str(target), str(listen)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        self.port = int(self._answer())
        self.url = f"http://127.0.0.1:{self.port}"

    def begin(
        self, *, record: bool = False, every: int = 0, at: tuple[int, ...] = (), grace: float = _LAST_WORDS
    ) -> None:
        """Counts from zero. All connections break `every` so many bytes, or `at` these."""
        self._ask({"record": record, "every": every, "at": at, "grace": grace})

    def counted(self) -> Counted:
        """What has passed since `begin`; nothing is cut any more."""
        return Counted(**self._ask({}))

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._answer())
        return answer

    def _answer(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.communicate()  # closes the pipes too


@dataclass
class _Line:
    """The proxy's own process."""

    target: int
    counted: Counted = field(default_factory=Counted)
    streams: dict[str, bytearray] | None = None
    every: int = 0
    breaks: list[int] = field(default_factory=list)
    grace: float = _LAST_WORDS
    open: set[asyncio.StreamWriter] = field(default_factory=set)
    """The ends of connections that no cut has met."""

    def order(self, question: dict[str, Any]) -> Counted:
        if not question:
            self.every, self.breaks = 0, []
            if self.streams:
                self.counted.gzipped = sum(_gzipped(bytes(stream)) for stream in self.streams.values())
            return self.counted
        self.counted, self.every, self.grace = Counted(), question["every"], question["grace"]
        self.streams = {"up": bytearray(), "down": bytearray()} if question["record"] else None
        self.breaks = [self.every] if self.every else list(question["at"])
        return self.counted

    async def carry(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        self.counted.connections += 1
        try:
            far, forth = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            _break(back)
            return
        ends = {back, forth}
        self.open |= ends
        await asyncio.gather(self._pump(near, forth, "up"), self._pump(far, back, "down"))
        self.open -= ends
        for end in ends:
            end.close()

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, way: str) -> None:
        with suppress(OSError):
            while (block := await source.read(_BLOCK)) and sink in self.open:
                while block and sink in self.open:
                    block = await self._hand_on(block, sink, way)
            if sink in self.open:
                sink.write_eof()

    async def _hand_on(self, block: bytes, sink: asyncio.StreamWriter, way: str) -> bytes:
        """Up to the next break. It may have been ordered while the block was waited for."""
        room = self._room()
        self._count(way, block[:room])
        sink.write(block[:room])
        await sink.drain()
        if self.breaks and self.counted.total >= self.breaks[0]:
            await self._cut()
        return block[room:]

    def _room(self) -> int:
        return max(1, min(_BLOCK, self.breaks[0] - self.counted.total)) if self.breaks else _BLOCK

    def _count(self, way: str, block: bytes) -> None:
        setattr(self.counted, way, getattr(self.counted, way) + len(block))
        if way == "up":
            self.counted.requests += len(_REQUEST.findall(block))
        if self.streams:
            self.streams[way] += block

    async def _cut(self) -> None:
        self.breaks = [self.counted.total + self.every] if self.every else self.breaks[1:]
        self.counted.cuts += 1
        ends, self.open = self.open, set()
        await asyncio.sleep(self.grace)
        for end in ends:
            _break(end)


def _break(end: asyncio.StreamWriter) -> None:
    """A reset, not a farewell."""
    connection = end.get_extra_info("socket")
    with suppress(OSError, AttributeError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    end.transport.abort()


def _gzipped(stream: bytes) -> int:
    return len(zlib.compress(stream, 6)) + 12


async def _main(target: int, listen: int) -> None:
    line = _Line(target)
    server = await asyncio.start_server(line.carry, "127.0.0.1", listen)
    print(server.sockets[0].getsockname()[1], flush=True)
    questions = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(questions), sys.stdin
    )
    while question := await questions.readline():
        print(json.dumps(asdict(line.order(json.loads(question)))), flush=True)


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]), int(sys.argv[2])))
