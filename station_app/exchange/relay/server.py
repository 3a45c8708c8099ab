"""A relaying PC listens on the local network for sealed letters and for pairing; all else is turned away."""

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from station_app.common.errors import Unavailable
from station_app.exchange.relay.desk import Desk
from station_app.exchange.relay.line import LETTERS, PAIRING
from station_app.exchange.relay.pairing import Door
from station_app.store.database import Database
from sync.bundle import Unreadable

_LIMIT = 8 * 1024 * 1024
_PAIRING_LIMIT = 4096
_STALL_SECONDS = 10
_AT_ONCE = 16


class Relay:
    """On from `start` to `stop`; both may be called again."""

    def __init__(
        self,
        database: Database,
        host: str = "",
        port: int = 0,
        fault: Callable[[BaseException], object] = lambda bug: None,
    ) -> None:
        self.door = Door(database)
        self._fault = fault
        self._desk = Desk(database)
        self._place = (host, port)
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        return int(self._server.server_address[1]) if self._server else 0

    @property
    def is_on(self) -> bool:
        return self._server is not None

    def start(self) -> None:
        """Raises OSError when the port is taken."""
        if self._server is None:
            self._server = _Server(self._place, self.answer, self._fault)
            self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), name="relay")
            self._thread.start()

    def stop(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = None

    def answer(self, path: str, body: bytes) -> bytes:
        """Raises Unreadable."""
        return self._desk.answer(body) if path == LETTERS else self.door.answer(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    allow_reuse_address = True

    def __init__(self, place: tuple[str, int], answer: Any, fault: Callable[[BaseException], object]) -> None:
        self.answer, self.fault = answer, fault
        self.seats = threading.BoundedSemaphore(_AT_ONCE)
        super().__init__(place, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A broken line is no event; nothing of a message reaches a log."""


class _Handler(BaseHTTPRequestHandler):
    timeout = _STALL_SECONDS
    server: _Server

    def do_POST(self) -> None:
        limit = {LETTERS: _LIMIT, PAIRING: _PAIRING_LIMIT}.get(self.path)
        length = self.headers.get("Content-Length", "")
        if limit is None or not length.isdigit() or int(length) > limit:
            self._say(404 if limit is None else 413, b"")
            return
        if not self.server.seats.acquire(blocking=False):
            self._say(503, b"")
            return
        try:
            self._answer(self.rfile.read(int(length)))
        finally:
            self.server.seats.release()

    def _answer(self, body: bytes) -> None:
        try:
            self._say(200, self.server.answer(self.path, body))
        except Unreadable as refusal:
            self._say(403, refusal.reason.encode())
        except Unavailable:
            self._say(503, b"")
        except Exception as bug:
            self.server.fault(bug)
            self._say(500, b"")

    def _say(self, status: int, body: bytes) -> None:
        self.send_response_only(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Who asked when is in the books."""
