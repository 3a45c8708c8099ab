"""A TCP proxy that counts what passes: bytes both ways, headers included, and the requests among them."""

import re
import socket
import threading
from types import TracebackType
from typing import Self

_REQUEST = re.compile(rb"(?:GET|POST|PUT|HEAD|DELETE) [^ \r\n]{1,2000} HTTP/1\.1\r\n")


class CountingProxy:
    """Listens on a free loopback port and hands everything on to `target`; use as a context manager."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        self.up = self.down = self.requests = self.connections = 0

    @property
    def total(self) -> int:
        return self.up + self.down

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self._target))
            with self._lock:
                self.connections += 1
            for source, sink, is_up in ((near, far, True), (far, near, False)):
                threading.Thread(target=self._carry, args=(source, sink, is_up), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket, is_up: bool) -> None:
        try:
            while block := source.recv(65536):
                with self._lock:
                    if is_up:
                        self.up += len(block)
                        self.requests += len(_REQUEST.findall(block))
                    else:
                        self.down += len(block)
                sink.sendall(block)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            # One side hung up; the other will notice by itself.
            return
