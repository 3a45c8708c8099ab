"""The service point without internet: this PC serves others, is paired with them, and meets them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import NamedTuple

from station_app.common.days import to_instant
from station_app.common.errors import Refused, Unavailable
from station_app.exchange.relay import books, finding, pairing
from station_app.exchange.relay.books import Peer
from station_app.exchange.relay.meeting import Meeting, meet
from station_app.exchange.relay.server import Relay
from station_app.store.database import Database
from sync.change import Malformed
from sync.epoch import note
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
        note(intake.raw, to_instant(database.clock.now()), "forgotten", device=device)


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
    """Goes round all paired PCs that listen. `look`: of those that do not answer, asks the network where they
    are now."""
    known = peers(database)
    done = [_met(database, peer) for peer in known if peer.address]
    silent = {one.device for one in done if one.meeting is None}
    if look and silent:
        found = finding.find(wanted=silent)
        moved = [
            peer
            for peer in known
            if peer.device in silent and found.get(peer.device, peer.address) != peer.address
        ]
        again = [_met(database, _moved(database, peer, found[peer.device])) for peer in moved]
        done = [one for one in done if one.device not in {two.device for two in again}] + again
    return Met(
        tuple(one.meeting for one in done if one.meeting is not None),
        {one.device: one.why for one in done if one.meeting is None},
    )


class _Try(NamedTuple):
    device: str
    meeting: Meeting | None
    why: str = ""


def _met(database: Database, peer: Peer) -> _Try:
    try:
        return _Try(peer.device, meet(database, peer))
    except (Broken, Malformed):
        return _Try(peer.device, None, "không trả lời")
    except Turned as turned:
        return _Try(peer.device, None, turned.reason)


def _moved(database: Database, peer: Peer, address: str) -> Peer:
    with database.taking_in() as intake:
        intake.raw.execute("UPDATE sync_peer SET address = ? WHERE device = ?", (address, peer.device))
    return replace(peer, address=address)
