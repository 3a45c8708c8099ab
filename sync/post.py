"""One HTTP question and its answer: no byte more than HTTP asks for, the stall limited and not the whole."""

import ssl
from collections.abc import Mapping, Sequence
from typing import IO, NamedTuple, cast
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ProxyError, SSLError
from urllib3.util import SKIP_HEADER

from sync.message import BODY_LIMIT
from sync.round import Broken

CONNECT_SECONDS = 10
STALL_SECONDS = 30
"""Without a single byte for so long the line counts as broken; slow lines have all the time they need."""
SLOWEST = 1024
"""Bytes a second: what was handed over may still lie in this PC's own buffers when the waiting begins."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_UNREACHED = (NewConnectionError, ConnectTimeoutError, ProxyError)
_PIECE = 8 * 1024
_HEADS_UP, _HEADS_DOWN = 65, 40
"""What HTTP itself adds to an address and to a body, about."""
# Left to themselves, the layers below would each say something.
_SILENT = {"User-Agent": SKIP_HEADER, "Accept-Encoding": SKIP_HEADER}


class Reply(NamedTuple):
    status: int
    body: bytes
    headers: Mapping[str, str]


class Unreached(Broken):
    """Nobody was reached: nothing of the question has left."""


class Untrusted(Unreached):
    """Somebody answers whose certificate does not hold."""


class Cut(Broken):
    """The line broke between the first byte of the question and the last of the answer.

    `whole`: all of the question had been handed to the line. `heard`: bytes of the answer until then."""

    def __init__(self, reason: str, *, whole: bool, heard: int = 0) -> None:
        super().__init__(reason)
        self.whole = whole
        self.heard = heard


class Http:
    """Connections to one gateway, which may have several addresses: tried in order, the one that worked
    is kept. Counts the bytes that pass in `up` and `down`."""

    def __init__(
        self, gateways: Sequence[str], authority: str | None = None, proxy: str | None = None
    ) -> None:
        secure = any(gateway.startswith("https") for gateway in gateways)
        # Where an authority is named no other is believed, not even the system's.
        context = ssl.create_default_context(cadata=authority) if secure else None
        self._pools = {gateway: _pool(gateway, context, proxy) for gateway in gateways}
        self.up = self.down = 0

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Reply:
        """Raises Unreached or Cut when the line fails before the whole answer is here."""
        trouble: Broken = Unreached("no address")
        for gateway, pool in tuple(self._pools.items()):
            try:
                reply = self._asked(pool, method, gateway + path, body, headers)
            except Unreached as error:
                trouble = error
                # The next question begins with the next address.
                self._pools[gateway] = self._pools.pop(gateway)
            else:
                return reply
        raise trouble

    def close(self) -> None:
        for pool in self._pools.values():
            pool.clear()

    def _asked(
        self,
        pool: urllib3.PoolManager,
        method: str,
        url: str,
        body: bytes,
        headers: Mapping[str, str] | None,
    ) -> Reply:
        sending, before = _Sending(body), self.down
        wait = urllib3.Timeout(connect=CONNECT_SECONDS, read=STALL_SECONDS + len(body) / SLOWEST)
        silent = {**_SILENT, **(headers or {}), **({"Content-Length": str(len(body))} if body else {})}
        try:
            response = pool.request(
                method,
                url,
                body=cast("IO[bytes]", sending) if body else None,
                headers=silent,
                timeout=wait,
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
            self.up += _HEADS_UP + len(url)
            return Reply(response.status, self._limited(response), response.headers)
        except (HTTPError, OSError) as error:
            raise _broken(error, sending, self.down - before) from error
        finally:
            self.up += sending.passed

    def _limited(self, response: urllib3.BaseHTTPResponse) -> bytes:
        chunks: list[bytes] = []
        size = 0
        self.down += _HEADS_DOWN
        for chunk in response.stream(_PIECE):
            size += len(chunk)
            self.down += len(chunk)
            if size > BODY_LIMIT:
                response.close()
                raise Broken("answer too large")
            chunks.append(chunk)
        response.release_conn()
        return b"".join(chunks)


def is_authority(pem: str) -> bool:
    """Is this text a certificate, or several, that others can be checked by?"""
    try:
        return bool(pem.strip()) and bool(ssl.create_default_context(cadata=pem).get_ca_certs())
    except (ssl.SSLError, ValueError, TypeError):
        return False


class _Sending:
    """A body that is handed over by pieces, so that each piece has the whole time before a stall."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self.passed = 0

    @property
    def left(self) -> int:
        return len(self._body) - self.passed

    def read(self, _size: int = -1) -> bytes:
        piece = self._body[self.passed : self.passed + _PIECE]
        self.passed += len(piece)
        return piece


def _broken(error: Exception, sending: _Sending, heard: int) -> Broken:
    name = type(error).__name__
    if isinstance(error, SSLError) and isinstance(error.args[0], ssl.SSLCertVerificationError):
        return Untrusted(name)
    if isinstance(error, _UNREACHED) or (sending.left and not sending.passed):
        return Unreached(name)
    return Cut(name, whole=not sending.left, heard=heard)


def _pool(gateway: str, context: ssl.SSLContext | None, proxy: str | None) -> urllib3.PoolManager:
    through = _through(gateway, proxy)
    if through:
        return urllib3.ProxyManager(through, ssl_context=context, retries=False)
    return urllib3.PoolManager(ssl_context=context, retries=False)


def _through(gateway: str, proxy: str | None) -> str | None:
    """Which proxy leads there. What is not encrypted stays on this machine, whatever proxy is named."""
    parts = urlsplit(gateway)
    host = parts.hostname or ""
    if parts.scheme == "http" or proxy:
        return proxy if parts.scheme == "https" else None
    return None if host in LOOPBACK or proxy_bypass(host) else getproxies().get("https")
