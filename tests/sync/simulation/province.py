"""The province in the simulated world: the real gateway behind a virtual line; it dies as it is told."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import event, select
from starlette.requests import ClientDisconnect

from station_app.app.rooms import CATALOGUE
from sync.gateway.app import create_app
from sync.gateway.backup import back_up
from sync.gateway.enrolment import create_code
from sync.gateway.epoch import begin_epoch
from sync.gateway.tables import HISTORY, LOG, PARKED
from sync.gateway.warehouse import Warehouse, open_warehouse
from tests.faults import is_whole
from tests.proxy import Proxy, listening

MOST = 300
"""Questions of one round. Some fifty are many; a round without end must end for the test to be red."""


class Died(BaseException):
    """The gateway's process is gone in this moment."""


class Province:
    """One gateway process after the other on one database."""

    def __init__(self, url: str, wall_ms: Callable[[], int]) -> None:
        self.url, self._wall_ms = url, wall_ms
        self._loop = asyncio.new_event_loop()
        self._turn = threading.Lock()
        self.dies_at_commit = 0
        self.questions = 0
        self.copy: bytes | None = None
        self.line = Proxy(self.ask)
        self.address = ""
        self._open()

    @classmethod
    @contextmanager
    def running(cls, url: str, wall_ms: Callable[[], int]) -> Iterator["Province"]:
        province = cls(url, wall_ms)
        try:
            with listening(province.line) as province.address:
                yield province
        finally:
            province.warehouse.close()
            province._loop.close()

    def _open(self) -> None:
        self.warehouse: Warehouse = open_warehouse(self.url, CATALOGUE, self._wall_ms)
        self._app = create_app(self.warehouse)
        event.listen(self.warehouse.engine, "commit", self._strike)

    def _strike(self, *_: object) -> None:
        self.dies_at_commit -= 1
        if self.dies_at_commit == 0:
            raise Died

    def code(self, station: str, point: str) -> str:
        return create_code(self.warehouse, station=station, point=point)

    def restart(self) -> None:
        self.warehouse.close()
        self.dies_at_commit = 0
        self._open()

    def back_up(self, file: Path) -> None:
        """As the command does; PCs hear what is safe there."""
        back_up(self.warehouse, file)

    def begins_a_new_epoch(self) -> None:
        with self.warehouse.engine.begin() as connection:
            begin_epoch(connection, "theo lệnh", "2026-11-21T01:00:00Z")

    def payloads(self) -> bytes:
        with self.warehouse.engine.connect() as connection:
            tables = (LOG, PARKED)
            return b"\n".join(bytes(p) for t in tables for p in connection.scalars(select(t.c.payload)))

    def replaced(self) -> frozenset[str]:
        """Every value of a field that a later one has replaced, as it was written."""
        with self.warehouse.engine.connect() as connection:
            return frozenset(str(json.loads(value)) for value in connection.scalars(select(HISTORY.c.value)))

    def keep_a_copy(self) -> None:
        """Of the file of an embedded warehouse; PostgreSQL has its own ways."""
        if not self.url.startswith("sqlite"):
            return
        self.warehouse.close()
        self.copy = self._file().read_bytes()
        self._open()

    def restore(self) -> None:
        if self.copy is not None:
            self.warehouse.close()
            for end in ("-wal", "-shm", "-journal"):
                Path(f"{self._file()}{end}").unlink(missing_ok=True)
            self._file().write_bytes(self.copy)
            self._open()

    def _file(self) -> Path:
        return Path(self.url.removeprefix("sqlite:///"))

    def ask(self, question: bytes) -> bytes:
        """One after the other: the world has one thread of events, whoever holds it."""
        with self._turn:
            self.questions += 1
            if self.questions > MOST:
                return b""
            try:
                return self._loop.run_until_complete(called(self._app, question))
            except Died:
                self.restart()
                return b""


async def called(app: Any, question: bytes) -> bytes:
    """An HTTP question as bytes, given to the app as a server would; nothing comes back of a part of one."""
    head, end, body = question.partition(b"\r\n\r\n")
    if not end:
        return b""
    first, *lines = head.split(b"\r\n")
    method, target, _ = first.decode().split(" ")
    path, _, query = target.partition("?")
    pairs = [line.partition(b":")[::2] for line in lines]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(name.strip().lower(), value.strip()) for name, value in pairs],
        "client": ("127.0.0.1", 50_000), "server": ("127.0.0.1", 80), "state": {},
    }  # fmt: skip
    told = [{"type": "http.request", "body": body, "more_body": not is_whole(question)}]
    said: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return told.pop(0) if told else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    with suppress(ClientDisconnect):
        await app(scope, receive, send)
    return _answer(said) if is_whole(question) else b""


def _answer(said: list[dict[str, Any]]) -> bytes:
    if not said:
        return b""
    start = said[0]
    head = b"HTTP/1.1 %d X\r\n" % start["status"]
    lines = b"".join(b"%b: %b\r\n" % (name, value) for name, value in start.get("headers", []))
    return head + lines + b"\r\n" + b"".join(part.get("body", b"") for part in said[1:])
