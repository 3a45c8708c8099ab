"""Bodies on their way in: limited, and what has arrived of one whose line breaks or stalls is kept."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import anyio
from starlette.requests import ClientDisconnect, Request

from sync.frame import HEAD, ID
from sync.gateway import spool
from sync.gateway.guard import aside
from sync.gateway.refusal import TurnedAway
from sync.gateway.warehouse import Warehouse

STALL_SECONDS = 60


@dataclass(slots=True)
class Arriving:
    """A question at `path`, or the rest of one from `offset` on, where `id` names it."""

    path: str
    id: str = ""
    offset: int = 0
    body: bytearray = field(default_factory=bytearray)
    given_up: bool = False
    kept: bool = False
    keeping: anyio.Lock = field(default_factory=anyio.Lock)

    @property
    def name(self) -> str:
        if self.id or len(self.body) <= HEAD:
            return self.id
        return base64.urlsafe_b64encode(bytes(self.body[ID])).decode()


class Inbox:
    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._arriving: list[Arriving] = []

    async def read(self, request: Request, arriving: Arriving) -> bytes:
        """The whole body. Raises TurnedAway for one too large, that stalls, or that another line goes on
        with; ClientDisconnect for one that breaks."""
        if _declared(request) + arriving.offset > spool.LIMIT:
            raise TurnedAway("too-large")
        self._arriving.append(arriving)
        try:
            with anyio.fail_after(STALL_SECONDS) as limit:
                async for piece in request.stream():
                    limit.deadline = anyio.current_time() + STALL_SECONDS
                    _take(arriving, piece)
        except (ClientDisconnect, TimeoutError):
            if not arriving.given_up:  # else what is kept is newer by now
                await self._keep(arriving)
            raise TurnedAway("stalled") from None
        finally:
            self._arriving.remove(arriving)
        return bytes(arriving.body)

    async def held(self, id: str) -> int:
        """How much of a question is here, also where its first line has died without a word."""
        for arriving in self._arriving:
            if arriving.name == id:
                arriving.given_up = True
                await self._keep(arriving)
        return await aside(partial(spool.held, self._warehouse, id))

    async def _keep(self, arriving: Arriving) -> None:
        part = bytes(arriving.body)
        keep: Callable[[], object] = partial(spool.keep, self._warehouse, arriving.path, part)
        if arriving.id:
            keep = partial(spool.extend, self._warehouse, arriving.id, arriving.offset, part)
        with anyio.CancelScope(shield=True):
            # The line that broke and the one that asks how far it came may want this at once.
            async with arriving.keeping:
                if not arriving.kept:
                    await aside(keep)
                    arriving.kept = True


def _take(arriving: Arriving, piece: bytes) -> None:
    if arriving.given_up:
        raise TurnedAway("part")
    arriving.body += piece
    if arriving.offset + len(arriving.body) > spool.LIMIT:
        raise TurnedAway("too-large")


def _declared(request: Request) -> int:
    told = request.headers.get("content-length", "0")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 12 else 0
