"""Listens for stations; plain HTTP stays on this machine, everything else needs a certificate."""

import gc
import ipaddress
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress

import uvicorn

from sync.gateway.app import create_app
from sync.gateway.pace import Limits
from sync.gateway.warehouse import Warehouse

LOOPBACK = ("127.0.0.1", "::1")
_BACKLOG = 512
CONNECTIONS = 1_000
"""Open at once in one process, slow ones too; a further one is told to come back."""


def is_loopback(host: str) -> bool:
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def listen(hosts: Sequence[str], port: int) -> list[socket.socket]:
    """One socket per address of `hosts` that this machine has; port 0 takes a free one, the same for all."""
    sockets: list[socket.socket] = []
    for host in hosts:
        try:
            sockets.append(_bound(host, port))
        except OSError:
            # A machine without IPv6 is still served on IPv4; a port that is taken is told.
            if host == hosts[-1] and not sockets:
                raise
            continue
        port = port or sockets[0].getsockname()[1]
    return sockets


def _bound(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    bound = socket.socket(family, kind, protocol)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.bind(address)
        bound.listen(_BACKLOG)
    except OSError:
        bound.close()
        raise
    return bound


def url(bound: socket.socket, scheme: str) -> str:
    host, port = bound.getsockname()[:2]
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


def server(
    warehouse: Warehouse, certificate: tuple[str, str] | None = None, limits: Limits | None = None
) -> uvicorn.Server:
    """What a station knows already is not said: no date, no name of a server."""
    config = uvicorn.Config(
        create_app(warehouse, limits),
        log_level="warning",
        access_log=False,  # who asked when is in the books; a log of paths tells nothing more
        server_header=False,
        date_header=False,
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=30,
        ssl_certfile=certificate[0] if certificate else None,
        ssl_keyfile=certificate[1] if certificate else None,
    )
    return uvicorn.Server(config)


def serve(
    warehouse: Warehouse,
    sockets: Sequence[socket.socket],
    listening: Callable[[list[str]], None],
    certificate: tuple[str, str] | None = None,
    limits: Limits | None = None,
) -> None:
    """Runs until it is told to stop; `listening` hears the addresses once they answer."""
    # A push makes many small objects that live as long as it does: looking for cycles among them so often
    # cost a seventh of the time of an exchange.
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    listening([url(bound, "https" if certificate else "http") for bound in sockets])
    server(warehouse, certificate, limits).run(sockets=list(sockets))
