"""A line between a station and the warehouse that fails as it is told: cuts in mid-body, asks twice."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_CHUNK = 64 * 1024


@dataclass
class Proxy:
    """`up` and `down` are how many bytes of a request and of its answer pass before the cable is pulled;
    None: all of them. `twice` asks the warehouse again with the same bytes, as some lines do."""

    target: tuple[str, int]
    up: int | None = None
    down: int | None = None
    twice: bool = False
    passed: list[tuple[int, int]] = field(default_factory=list)
    """Bytes of each request and of its answer as they were before any cut."""

    def heal(self) -> None:
        self.up = self.down = None
        self.twice = False

    def carry(self, near: socket.socket) -> None:
        """One request and its answer; then the connection is closed, so that every round is a new one."""
        with near:
            request = _message(near)
            if not request:
                return
            # Nothing of it may be kept for the next request: the cut is for this one.
            request = request.replace(b"Connection: keep-alive", b"Connection: close", 1)
            if self.up is not None:
                self._ask(request[: self.up])
                return
            answer = self._ask(request)
            if self.twice:
                answer = self._ask(request)
            self.passed.append((len(request), len(answer)))
            near.sendall(answer if self.down is None else answer[: self.down])

    def _ask(self, request: bytes) -> bytes:
        with socket.create_connection(self.target) as far:
            far.sendall(request)
            far.shutdown(socket.SHUT_WR) if self.up is not None else None
            return b"".join(iter(lambda: far.recv(_CHUNK), b""))


def _message(near: socket.socket) -> bytes:
    """A whole HTTP request, by its Content-Length."""
    received = b""
    while b"\r\n\r\n" not in received:
        chunk = near.recv(_CHUNK)
        if not chunk:
            return received
        received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    missing = (int(lengths[0].split(b":")[1]) if lengths else 0) - len(body)
    while missing > 0 and (chunk := near.recv(_CHUNK)):
        received += chunk
        missing -= len(chunk)
    return received


@contextmanager
def between(url: str) -> Iterator[tuple[Proxy, str]]:
    """A proxy before the warehouse at `url`, and the address to reach it by."""
    parts = urlsplit(url)
    proxy = Proxy((parts.hostname or "127.0.0.1", parts.port or 80))
    closing = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)

        def serve() -> None:
            while not closing.is_set():
                with suppress(OSError):
                    near, _ = server.accept()
                    near.settimeout(10)
                    proxy.carry(near)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield proxy, f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            closing.set()
            thread.join()
