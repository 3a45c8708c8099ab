"""A line between stations and the warehouse that fails as it is told."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.faults import NONE, Fault, carry, is_whole

_CHUNK = 64 * 1024
_PATIENCE_S = 40
"""Longer than any stall the product allows itself: a proxy must not be the one who gives up."""


@dataclass
class Proxy:
    """Every question meets what `fault` says; `faulty`, where it is given, decides for each anew.

    `ask` hands a question on and gives its answer, or what came of it."""

    ask: Callable[[bytes], bytes]
    fault: Fault = NONE
    faulty: Callable[[], Fault] | None = None
    passed: list[tuple[int, int]] = field(default_factory=list)
    """Bytes of each question and of its answer, as the asker sent and heard them."""
    late: list[bytes] = field(default_factory=list)

    def heal(self) -> None:
        self.fault, self.faulty = NONE, None

    def serve(self, near: socket.socket) -> None:
        """One question after the other, until a cut or until the asker hangs up."""
        with near, suppress(OSError):
            near.settimeout(_PATIENCE_S)
            while question := _message(near):
                fault = self.faulty() if self.faulty else self.fault
                time.sleep(fault.seconds)
                answer = carry(question, self.ask, fault)
                self.passed.append((len(question), len(answer)))
                self._deliver_late(question if fault.late else None)
                near.sendall(answer)
                if fault != NONE or not is_whole(answer):
                    return  # who waits for the rest of a spoiled answer learns that none comes

    def _deliver_late(self, question: bytes | None) -> None:
        """What was held up before comes after this one; what is held up now, after the next."""
        before, self.late = self.late, [question] if question else []
        for delayed in before:
            with suppress(OSError):
                self.ask(delayed)


@dataclass
class Processes:
    """The gateway's processes behind one address."""

    places: list[tuple[str, int]]
    _turn: int = 0

    def ask(self, question: bytes) -> bytes:
        """Each in turn; one that is dead hands its turn on."""
        for _ in self.places:
            self._turn += 1
            with suppress(ConnectionRefusedError):
                return self._asked(self.places[self._turn % len(self.places)], question)
        return b""

    def _asked(self, place: tuple[str, int], question: bytes) -> bytes:
        with socket.create_connection(place, _PATIENCE_S) as far, suppress(ConnectionResetError):
            far.sendall(question)
            if not is_whole(question):
                far.shutdown(socket.SHUT_WR)
            return _message(far)
        return b""


def _message(line: socket.socket) -> bytes:
    """A whole HTTP message, or what came of it."""
    received = b""
    while not is_whole(received) and (chunk := line.recv(_CHUNK)):
        received += chunk
    return received


@contextmanager
def between(*urls: str) -> Iterator[tuple[Proxy, str]]:
    """A proxy before the warehouse at `urls`, and the address to reach it by."""
    places = [urlsplit(url) for url in urls]
    processes = Processes([(place.hostname or "127.0.0.1", place.port or 80) for place in places])
    proxy = Proxy(processes.ask)
    with listening(proxy) as address:
        yield proxy, address


@contextmanager
def listening(proxy: Proxy) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        thread = threading.Thread(target=_accept, args=(proxy, server))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            # Closing alone does not wake who waits in accept.
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


def _accept(proxy: Proxy, server: socket.socket) -> None:
    while True:
        try:
            near, _ = server.accept()
        except OSError:
            return
        threading.Thread(target=proxy.serve, args=(near,), daemon=True).start()
