"""A gateway on a real socket of this machine, as `warehouse serve` sets it up, and PCs that speak to it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import msgspec

from sync.digest import overall
from sync.gateway.pace import Limits
from sync.gateway.serve import listen, server
from sync.gateway.warehouse import Warehouse
from sync.https import HttpsLine, Terms
from sync.message import PROTOCOL, Answer, Ask
from tests.gateway.device import Device


@contextmanager
def listening(
    warehouse: Warehouse,
    limits: Limits | None = None,
    certificate: tuple[str, str] | None = None,
    port: int = 0,
    host: str = "127.0.0.1",
) -> Iterator[int]:
    """The port. The thread ends with the block."""
    sockets = listen((host,), port)
    made = server(warehouse, certificate, limits)
    thread = threading.Thread(target=made.run, args=(sockets,))
    thread.start()
    try:
        yield int(sockets[0].getsockname()[1])
    finally:
        made.should_exit = True
        thread.join()
        for bound in sockets:
            bound.close()


@contextmanager
def on_the_line(device: Device, url: str, terms: Terms | None = None) -> Iterator[HttpsLine]:
    """`device` speaks to `url` from here on, in frames of version 2."""
    line = HttpsLine(url, device.id, device.key.private_bytes_raw(), device.enrolled.gateway_key, terms)
    direct, turns = device.exchange, count()

    def exchange(ask: Ask) -> Answer:
        words = device.shelf.digests()
        ask = msgspec.structs.replace(ask, v=PROTOCOL, word=overall(words), turn=next(turns))
        answer = line.exchange(ask)
        if answer.receipt.word == ask.word:
            answer.receipt.digests = words
        return answer

    device.exchange = exchange
    try:
        yield line
    finally:
        device.exchange = direct
        line.close()
