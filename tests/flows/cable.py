"""A cable that can be pulled: forwards bytes between a station and the warehouse, and cuts where told."""

import contextlib
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_CHUNK = 1024


class Cable:
    """Counts the bytes of each connection; resets it once `up` or `down` bytes have passed."""

    def __init__(self, target: tuple[str, int]) -> None:
        self._target = target
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        self.up: int | None = None
        self.down: int | None = None
        self.cuts = 0
        self.passed = [0, 0]
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def cut_after(self, *, up: int | None = None, down: int | None = None) -> None:
        self.up, self.down = up, down

    def close(self) -> None:
        self._closing.set()
        self._thread.join(timeout=10)
        self._server.close()

    def _serve(self) -> None:
        self._server.settimeout(0.1)
        while not self._closing.is_set():
            try:
                near, _ = self._server.accept()
            except TimeoutError:
                continue
            with contextlib.suppress(OSError), near, socket.create_connection(self._target) as far:
                self._carry(near, far)

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        passed = self.passed = [0, 0]
        while not self._closing.is_set():
            ready, _, _ = select.select([near, far], [], [], 0.1)
            for source in ready:
                at, sink = (0, far) if source is near else (1, near)
                limit = (self.up, self.down)[at]
                chunk = source.recv(_CHUNK if limit is None else min(_CHUNK, max(1, limit - passed[at])))
                if not chunk:
                    return
                sink.sendall(chunk)
                passed[at] += len(chunk)
                if limit is not None and passed[at] >= limit:
                    self.cuts += 1
                    return


@contextmanager
def pullable(url: str) -> Iterator[Cable]:
    host, port = url.removeprefix("http://").split(":")
    cable = Cable((host, int(port)))
    try:
        yield cable
    finally:
        cable.close()
