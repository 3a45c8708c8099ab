"""The warehouse over HTTP: bodies packed and signed, every refusal in words."""

import logging
import traceback
from collections.abc import Callable
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import TypeVar

import anyio.to_thread
import msgspec
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sync.change import Malformed
from sync.frame import seal_answer
from sync.gateway.asking import asked, key_of
from sync.gateway.enrolment import enrol
from sync.gateway.exchange import exchange
from sync.gateway.refusal import TurnedAway
from sync.gateway.warehouse import Warehouse
from sync.message import PROTOCOL, PROTOCOL_MIN, Ask, Enrol
from sync.parcel import ask_is_from, pack, sign_answer, unpack

PACKED_LIMIT = 4 * 1024 * 1024
"""Bytes of a body before it is unpacked; `message.unpack` limits what comes out."""
ZSTD = "application/zstd"

UNREAD = frozenset({"unknown-path", "method", "too-large"})
"""Refusals that say nothing about the asker; they go without a signature, for often nothing was read."""
Answered = TypeVar("Answered")

_log = logging.getLogger("warehouse")


def create_app(warehouse: Warehouse) -> Starlette:
    desk = _Desk(warehouse)
    return Starlette(
        routes=[
            Route("/v2", desk.asked, methods=["POST"]),
            Route("/v2/{address}", desk.asked, methods=["POST"]),
            Route("/v1/exchange", desk.exchange, methods=["POST"]),
            Route("/v1/enrol", desk.enrol, methods=["POST"]),
            Route("/v1/status", desk.status, methods=["GET"]),
        ],
        exception_handlers={404: _no_such_path, 405: _no_such_method},
    )


class _Desk:
    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse

    async def asked(self, request: Request) -> Response:
        """Version 2; a refusal is bound to its question as an answer is."""
        frame = b""
        try:
            frame = await _body(request)
            path = _path(request)
            work = partial(asked, self._warehouse, path)
            return Response(await anyio.to_thread.run_sync(_guarded, work, frame))
        except TurnedAway as refusal:
            if refusal.code in UNREAD:
                return _plain(refusal)
            packed = pack(refusal.message())
            return Response(seal_answer(packed, frame, self._warehouse.key), refusal.status)

    async def exchange(self, request: Request) -> Response:
        device = request.headers.get("tram-device", "")
        signature = request.headers.get("tram-signature", "")
        return await self._answered(request, lambda body: self._exchanged(device, signature, body))

    async def enrol(self, request: Request) -> Response:
        return await self._answered(request, lambda body: enrol(self._warehouse, unpack(body, Enrol)))

    async def status(self, _request: Request) -> Response:
        """Is it well, and what does it speak? Nothing about anybody."""
        try:
            await anyio.to_thread.run_sync(self._reach_database)
        except (OperationalError, PoolTimeout):
            return JSONResponse({"ok": False, "protocol": [PROTOCOL_MIN, PROTOCOL]}, status_code=503)
        catalogue = self._warehouse.catalogue.version()
        return JSONResponse(
            {
                "ok": True,
                "protocol": [PROTOCOL_MIN, PROTOCOL],
                "catalogue": catalogue,
                "epoch": self._warehouse.epoch,
                "version": _version(),
            }
        )

    def _reach_database(self) -> None:
        with self._warehouse.engine.connect() as connection:
            connection.execute(select(1))

    def _exchanged(self, device: str, signature: str, body: bytes) -> msgspec.Struct:
        """The signature is checked before anything is unpacked: strangers cost next to nothing."""
        if not ask_is_from(body, signature, key_of(self._warehouse, device)):
            raise TurnedAway("signature")
        ask = unpack(body, Ask)
        if ask.device != device:
            raise TurnedAway("signature")
        answer = exchange(self._warehouse, ask)
        return msgspec.structs.replace(answer, v=min(ask.v, PROTOCOL))

    async def _answered(self, request: Request, work: Callable[[bytes], msgspec.Struct]) -> Response:
        try:
            body = await _body(request)
            packed = await anyio.to_thread.run_sync(lambda: pack(_guarded(work, body)))
            return self._signed(packed, 200)
        except TurnedAway as refusal:
            return self._signed(pack(refusal.message()), refusal.status)

    def _signed(self, packed: bytes, status: int) -> Response:
        headers = {"Tram-Signature": sign_answer(packed, self._warehouse.key)}
        return Response(packed, status, headers, media_type=ZSTD)


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > PACKED_LIMIT:
            raise TurnedAway("too-large")
    return bytes(body)


def _path(request: Request) -> str:
    """The address as it was signed, its random end with it."""
    query: bytes = request.scope["query_string"]
    return str(request.scope["path"]) + (f"?{query.decode('latin-1')}" if query else "")


def _guarded(work: Callable[[bytes], Answered], body: bytes) -> Answered:
    """Whatever goes wrong becomes a refusal in words; nothing of the message reaches a log."""
    try:
        return work(body)
    except TurnedAway:
        raise
    except Malformed as malformed:
        raise TurnedAway("malformed") from malformed
    except (OperationalError, PoolTimeout) as busy:
        _log.warning("database: %s", type(busy).__name__)
        raise TurnedAway("busy") from busy
    except Exception as bug:
        # Places in our code only: an error's own text may carry a patient's data.
        _log.error("fault: %s\n%s", type(bug).__name__, "".join(traceback.format_tb(bug.__traceback__)))
        raise TurnedAway("fault") from bug


async def _no_such_path(_request: Request, _error: Exception) -> Response:
    return _plain(TurnedAway("unknown-path"))


async def _no_such_method(_request: Request, _error: Exception) -> Response:
    return _plain(TurnedAway("method"))


def _plain(refusal: TurnedAway) -> Response:
    return Response(pack(refusal.message()), refusal.status, media_type=ZSTD)


def _version() -> str:
    try:
        return version("tram")
    except PackageNotFoundError:
        return "0"
