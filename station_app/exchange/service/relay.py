"""The service point without internet: this PC serves others, is paired with them, and meets them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from station_app.common.errors import Refused, Unavailable
from station_app.exchange.relay import books, finding, pairing
from station_app.exchange.relay.books import Peer
from station_app.exchange.relay.meeting import Meeting, meet
from station_app.exchange.relay.server import Relay
from station_app.store.database import Database
from sync.round import Broken, Turned

PORT = 8471
_SAFE = "Dữ liệu vẫn an toàn trên máy này."

__all__ = ["PORT", "Meeting", "Met", "Peer", "Relay", "announced", "join", "meet_all", "part_from", "peers"]


@dataclass(frozen=True, slots=True)
class Met:
    """What came of going round the paired PCs: who was met, and who did not answer and why."""

    meetings: tuple[Meeting, ...]
    silent: dict[str, str]


def peers(database: Database) -> list[Peer]:
    with database.reading() as session:
        return books.peers(database.raw(session))


def part_from(database: Database, device: str) -> None:
    """This PC is trusted no longer; what it has given stays."""
    with database.taking_in() as intake:
        books.forget(intake.raw, device)


@contextmanager
def announced(database: Database, port: int) -> Iterator[None]:
    """Findable on the local network meanwhile."""
    with database.reading() as session:
        device, _, _ = books.own(database.raw(session))
    sign = finding.Announced(device, port)
    try:
        yield
    finally:
        sign.close()


def join(database: Database, code: str, address: str | None = None) -> str:
    """Pairs this PC with the relaying one that shows `code`; without an address, with one that is found."""
    places = [address] if address else list(finding.find().values())
    if not places:
        raise Unavailable(
            "Không thấy máy tiếp sức nào trong mạng.",
            _SAFE,
            "Bật tiếp sức trên máy kia, hoặc gõ địa chỉ.",
            "T-221",
        )
    refusal: Refused | None = None
    for place in places:
        try:
            return pairing.pair(database, place, code)
        except Refused as refused:
            refusal = refused
        except Broken:
            continue
    if refusal is not None:
        raise refusal
    raise Unavailable(
        f"Máy tiếp sức ở {', '.join(places)} không trả lời.",
        _SAFE,
        "Xem hai máy có cùng mạng không.",
        "T-222",
    )


def meet_all(database: Database, *, look: bool = False) -> Met:
    """Goes round all paired PCs that listen. `look`: asks the network where they are now, too."""
    found = finding.find() if look else {}
    meetings: list[Meeting] = []
    silent: dict[str, str] = {}
    for peer in (_where(database, one, found) for one in peers(database)):
        if not peer.address:
            continue
        try:
            meetings.append(meet(database, peer))
        except Broken:
            silent[peer.device] = "không trả lời"
        except Turned as turned:
            silent[peer.device] = turned.reason
    return Met(tuple(meetings), silent)


def _where(database: Database, peer: Peer, found: dict[str, str]) -> Peer:
    address = found.get(peer.device, peer.address)
    if address == peer.address:
        return peer
    with database.taking_in() as intake:
        intake.raw.execute("UPDATE sync_peer SET address = ? WHERE device = ?", (address, peer.device))
    return Peer(peer.device, peer.public_key, peer.point, address, peer.met_at, peer.kept)
