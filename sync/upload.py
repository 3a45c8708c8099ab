"""A question whose line breaks in the middle goes on where the gateway's copy of it ends."""

import base64
import re
import time

from sync.frame import ID
from sync.post import Cut, Http, Reply
from sync.round import Broken

MOVED = 412
"""The gateway's copy ends elsewhere by now."""
_TRIES = 5
"""So many breaks in a row without a byte more at the gateway, and the line counts as broken. A gateway may
lose what came last before a break, so one alone says little."""
_PAUSE_S = 0.2
"""A gateway may hear of the break a little later than we do; a busy one later still, so that each break in
a row doubles it."""
_OFFSET = re.compile(rb"\d{1,9}")


class AnswerLost(Broken):
    """The question left whole and no part of it is kept: it was heard, but of its answer only `heard` bytes
    arrived."""

    def __init__(self, heard: int) -> None:
        super().__init__("answer lost")
        self.heard = heard


def part_id(frame: bytes) -> str:
    """What the kept beginning of a question is called."""
    return base64.urlsafe_b64encode(frame[ID]).decode()


def deliver(line: Http, path: str, frame: bytes) -> Reply:
    """The answer to `frame`, however often the line breaks, as long as each time more arrives."""
    try:
        return line.ask("POST", path, frame)
    except Cut as cut:
        return _go_on(line, path, frame, cut)


def _go_on(line: Http, path: str, frame: bytes, cut: Cut) -> Reply:
    arrived = tries = 0
    while tries < _TRIES:
        try:
            offset = _held(line, frame, _PAUSE_S * 2**tries)
            if not offset and cut.whole:
                raise AnswerLost(cut.heard) from cut
            if offset > arrived:
                arrived, tries = offset, 0
            reply = _rest(line, path, frame, offset)
            if reply.status != MOVED:
                return reply
            tries += 1
        except Cut as again:
            tries, cut = tries + 1, again
    raise cut


def _rest(line: Http, path: str, frame: bytes, offset: int) -> Reply:
    if not offset:
        return line.ask("POST", path, frame)
    return line.ask("PUT", f"/v2/part/{part_id(frame)}/{offset}", frame[offset:])


def _held(line: Http, frame: bytes, patience: float) -> int:
    """How much of the question the gateway keeps; asked again after `patience` seconds if none."""
    for pause in (0.0, patience):
        time.sleep(pause)
        reply = line.ask("GET", f"/v2/part/{part_id(frame)}")
        if reply.status == 200 and _OFFSET.fullmatch(reply.body):
            return min(int(reply.body), len(frame))
        if reply.status != 404:
            raise Broken(f"HTTP {reply.status}")
    return 0
