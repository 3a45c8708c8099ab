"""What a bad line does to one question and its answer, as bytes; whoever carries them asks here."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

BUSY = (500, 502, 503, 504)
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fault:
    """`up` and `down` are how much of a question and of its answer pass before the cable is pulled: bytes, or
    a share of it as a number with a point; None: all. `twice` asks again with the same bytes. `late`: nobody
    hears an answer, and the question arrives after the next one. `spoiled`: one bit falls over on the way."""

    up: float | None = None
    down: float | None = None
    twice: bool = False
    late: bool = False
    spoiled_up: float | None = None
    spoiled_down: float | None = None
    status: int | None = None
    seconds: float = 0.0


NONE = Fault()
LOST = Fault(up=0)
UNHEARD = Fault(down=0)


def at_random(chance: random.Random, seconds: float = 0.0) -> Fault:
    """One of the things that a line does; each as likely as the other."""
    place = chance.random()
    return chance.choice(
        [
            Fault(up=place), Fault(down=place), LOST, UNHEARD, Fault(twice=True), Fault(late=True),
            Fault(spoiled_up=place), Fault(spoiled_down=place), Fault(status=chance.choice(BUSY)),
            Fault(seconds=seconds * place),
        ]
    )  # fmt: skip


def carry(question: bytes, ask: Callable[[bytes], bytes], fault: Fault) -> bytes:
    """What the asker hears. `ask` hands bytes to the other end; nothing heard: the line is dead."""
    if fault.status is not None:
        return b"HTTP/1.1 %d Busy\r\nContent-Length: 0\r\n\r\n" % fault.status
    if fault.late:
        return b""
    if fault.spoiled_up is not None:
        question = _spoiled(question, _body_at(question), fault.spoiled_up)
    if fault.up is not None:
        if part := _part(question, fault.up):
            ask(part)
        return b""
    answer = ask(question)
    if fault.twice:
        answer = ask(question)
    if fault.spoiled_down is not None:
        answer = _spoiled(answer, 0, fault.spoiled_down)
    return answer if fault.down is None else _part(answer, fault.down)


def is_whole(message: bytes) -> bool:
    """Has an HTTP message come to its end?"""
    start = _body_at(message)
    return start > 0 and len(message) >= start + body_length(message)


def body_length(message: bytes) -> int:
    found = _LENGTH.search(message, 0, _body_at(message))
    return int(found[1]) if found else 0


def _body_at(message: bytes) -> int:
    """Where the body begins; 0 while the head has not ended."""
    return message.find(b"\r\n\r\n") + 4 if b"\r\n\r\n" in message else 0


def _part(message: bytes, share: float) -> bytes:
    """Never all of it: a line that is cut after the last byte is not cut."""
    wanted = share if isinstance(share, int) else int(len(message) * share)
    return message[: min(wanted, max(0, len(message) - 1))]


def _spoiled(message: bytes, start: int, share: float) -> bytes:
    """Heads of questions are left alone: a length that lies only makes both ends wait."""
    if start >= len(message):
        return message
    place = start + int((len(message) - start) * min(share, 0.999))
    return message[:place] + bytes([message[place] ^ 0x10]) + message[place + 1 :]
