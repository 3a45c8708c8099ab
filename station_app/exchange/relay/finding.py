"""Relaying PCs are found on the local network by DNS-SD: a device's name, and nothing about a station."""

import socket
import threading
from collections.abc import Collection, Sequence
from typing import Any

import psutil

from sync.lan import SERVICE

_PROPERTY = "device"


class Announced:
    """This PC is findable until `close`."""

    def __init__(self, device: str, port: int, on: Sequence[str] = ()) -> None:
        from zeroconf import InterfaceChoice, ServiceInfo, Zeroconf  # noqa: PLC0415  # lazy: seldom needed

        self._zeroconf = Zeroconf(interfaces=list(on) or InterfaceChoice.All)
        self._info = ServiceInfo(
            SERVICE,
            f"{device}.{SERVICE}",
            port=port,
            properties={_PROPERTY: device},
            addresses=[socket.inet_aton(address) for address in on or own_addresses()],
        )
        self._zeroconf.register_service(self._info, allow_name_change=True)

    def close(self) -> None:
        self._zeroconf.unregister_service(self._info)
        self._zeroconf.close()


def own_addresses() -> list[str]:
    """IPv4 addresses of this PC, as its network cards have them."""
    found = [
        one.address
        for cards in psutil.net_if_addrs().values()
        for one in cards
        if one.family == socket.AF_INET
    ]
    return [address for address in found if not address.startswith("127.")] or found


def find(
    seconds: float = 2.0, on: Sequence[str] = (), wanted: Collection[str] | None = None
) -> dict[str, str]:
    """device → host:port of the relaying PCs that answer now, until those `wanted` have. A name is a hint;
    only a key is trusted."""
    from zeroconf import InterfaceChoice, ServiceBrowser, Zeroconf  # noqa: PLC0415  # lazy: as above

    found: dict[str, str] = {}
    enough = threading.Event()

    def heard(zeroconf: Any, service_type: str, name: str, state_change: Any) -> None:
        # Nothing is forgotten: an address that no longer answers is a broken line.
        info = zeroconf.get_service_info(service_type, name, 1000)
        if info is not None and info.parsed_addresses():
            device = (info.properties.get(_PROPERTY.encode()) or b"").decode("ascii", "replace")
            found[device] = f"{info.parsed_addresses()[0]}:{info.port}"
            if wanted is not None and found.keys() >= set(wanted):
                enough.set()

    zeroconf = Zeroconf(interfaces=list(on) or InterfaceChoice.All)
    try:
        browser = ServiceBrowser(zeroconf, SERVICE, handlers=[heard])
        enough.wait(seconds)
        browser.cancel()
    finally:
        zeroconf.close()
    return found
