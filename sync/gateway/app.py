"""The warehouse over HTTP: bodies packed and signed, every refusal in words."""

from collections.abc import Callable
from functools import partial
from importlib.metadata import PackageNotFoundError, version

import anyio.to_thread
import msgspec
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sync.frame import seal_answer
from sync.gateway import spool
from sync.gateway.asking import asked
from sync.gateway.enrolment import enrol
from sync.gateway.exchange import exchange
from sync.gateway.guard import NO_DATABASE, aside, guarded
from sync.gateway.inbox import Arriving, Inbox
from sync.gateway.known import key_of
from sync.gateway.pace import Limits, Pace
from sync.gateway.refusal import TurnedAway
from sync.gateway.warehouse import Warehouse
from sync.message import PROTOCOL, PROTOCOL_MIN, Ask, Enrol
from sync.parcel import ask_is_from, pack, sign_answer, unpack

ZSTD = "application/zstd"
UNREAD = frozenset({"unknown-path", "method", "too-large", "part"})
"""Refusals that say nothing about the asker; they go without a signature, for often nothing was read."""
PASSING = frozenset({"busy", "too-often", "fault"})
"""The question itself is in order: what of it is kept stays."""


def create_app(warehouse: Warehouse, limits: Limits | None = None) -> Starlette:
    desk = _Desk(warehouse, limits or Limits())
    return Starlette(
        routes=[
            Route("/v2", desk.asked, methods=["POST"]),
            Route("/v2/part/{id}", desk.held, methods=["GET"]),
            Route("/v2/part/{id}/{offset:int}", desk.rest, methods=["PUT"]),
            Route("/v2/{address}", desk.asked, methods=["POST"]),
            Route("/v1/exchange", desk.exchange, methods=["POST"]),
            Route("/v1/enrol", desk.enrol, methods=["POST"]),
            Route("/v1/status", desk.status, methods=["GET"]),
        ],
        exception_handlers={404: _no_such_path, 405: _no_such_method},
    )


class _Desk:
    def __init__(self, warehouse: Warehouse, limits: Limits) -> None:
        self._warehouse = warehouse
        self._inbox = Inbox(warehouse)
        self._pace = Pace(limits)

    async def asked(self, request: Request) -> Response:
        """Version 2; a refusal is bound to its question as an answer is."""
        frame, path = b"", _path(request)
        try:
            self._pace.look()
            frame = await self._inbox.read(request, Arriving(path))
            return await self._answered(path, frame)
        except TurnedAway as refusal:
            return self._refused(refusal, frame)

    async def held(self, request: Request) -> Response:
        """How much is kept of a question whose line broke."""
        try:
            return Response(str(await self._inbox.held(request.path_params["id"])))
        except TurnedAway as refusal:
            return self._refused(refusal, b"")

    async def rest(self, request: Request) -> Response:
        """What was missing of it; the answer is that to the whole question."""
        name, offset = request.path_params["id"], request.path_params["offset"]
        frame = b""
        try:
            self._pace.look()
            part = await self._inbox.read(request, Arriving("", name, offset))
            path, frame = await aside(partial(spool.extend, self._warehouse, name, offset, part))
            answer = await self._answered(path, frame)
        except TurnedAway as refusal:
            if frame and refusal.code not in PASSING:
                await aside(partial(spool.forget, self._warehouse, name))
            return self._refused(refusal, frame)
        await aside(partial(spool.forget, self._warehouse, name))
        return answer

    async def _answered(self, path: str, frame: bytes) -> Response:
        work = partial(asked, self._warehouse, path, frame, self._pace)
        return Response(await self._pace.work(partial(guarded, work)))

    async def exchange(self, request: Request) -> Response:
        """Version 1: names and signatures in headers."""
        device = request.headers.get("tram-device", "")
        signature = request.headers.get("tram-signature", "")
        return await self._first_version(request, lambda body: self._exchanged(device, signature, body))

    async def enrol(self, request: Request) -> Response:
        return await self._first_version(request, lambda body: enrol(self._warehouse, unpack(body, Enrol)))

    async def status(self, _request: Request) -> Response:
        """Is it well, and what does it speak? Nothing about anybody."""
        try:
            await anyio.to_thread.run_sync(self._reach_database)
        except NO_DATABASE:
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
        self._pace.count(device)
        ask = unpack(body, Ask)
        if ask.device != device:
            raise TurnedAway("signature")
        answer = exchange(self._warehouse, ask)
        return msgspec.structs.replace(answer, v=min(ask.v, PROTOCOL))

    async def _first_version(self, request: Request, work: Callable[[bytes], msgspec.Struct]) -> Response:
        try:
            self._pace.look()
            body = await self._inbox.read(request, Arriving(""))
            packed = await self._pace.work(partial(guarded, lambda: pack(work(body))))
            return self._signed(packed, 200)
        except TurnedAway as refusal:
            return self._signed(pack(refusal.message()), refusal.status, _after(refusal))

    def _signed(self, packed: bytes, status: int, headers: dict[str, str] | None = None) -> Response:
        signature = {"Tram-Signature": sign_answer(packed, self._warehouse.key)}
        return Response(packed, status, signature | (headers or {}), media_type=ZSTD)

    def _refused(self, refusal: TurnedAway, frame: bytes) -> Response:
        if refusal.code in UNREAD:
            return _plain(refusal)
        sealed = seal_answer(pack(refusal.message()), frame, self._warehouse.key)
        return Response(sealed, refusal.status, _after(refusal))


def _path(request: Request) -> str:
    """The address as it was signed, its random end with it."""
    query: bytes = request.scope["query_string"]
    return str(request.scope["path"]) + (f"?{query.decode('latin-1')}" if query else "")


async def _no_such_path(_request: Request, _error: Exception) -> Response:
    return _plain(TurnedAway("unknown-path"))


async def _no_such_method(_request: Request, _error: Exception) -> Response:
    return _plain(TurnedAway("method"))


def _after(refusal: TurnedAway) -> dict[str, str]:
    return {"Retry-After": str(refusal.after)} if refusal.after else {}


def _plain(refusal: TurnedAway) -> Response:
    return Response(pack(refusal.message()), refusal.status, media_type=ZSTD)


def _version() -> str:
    try:
        return version("tram")
    except PackageNotFoundError:
        return "0"
