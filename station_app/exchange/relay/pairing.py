"""Pairing by a short code: shown on a relaying PC, typed on the other; good for ten minutes and few tries."""

import threading
from datetime import datetime, timedelta

from station_app.common.days import to_instant
from station_app.common.errors import Refused
from station_app.exchange.relay import books
from station_app.exchange.relay.desk import OTHER_STATION, about
from station_app.exchange.relay.line import PAIRING, post
from station_app.store.database import Database
from sync.bundle import Unreadable
from sync.change import Malformed
from sync.envelope import device_id, signing_key
from sync.epoch import note
from sync.lan import Greeting, Proven
from sync.pairing import ATTEMPTS, Side, new_code, same
from sync.parcel import pack, unpack
from sync.round import Broken, Turned

MINUTES = 10
_WRONG = "Mã ghép đôi không đúng. Xem lại mã trên máy kia."


class Door:
    """The showing side. A code is worth `ATTEMPTS` tries, and nothing after a pairing."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._code = ""
        self._left = 0
        self._until: datetime | None = None
        self._begun: dict[str, tuple[Greeting, bytes]] = {}

    def open(self) -> str:
        """A new code; the one before is worth nothing any more."""
        with self._lock:
            self._code, self._left, self._begun = new_code(), ATTEMPTS, {}
            self._until = self._database.clock.now() + timedelta(minutes=MINUTES)
            return self._code

    @property
    def code(self) -> str | None:
        """The code that is good now."""
        with self._lock:
            return self._code if self._is_open() else None

    def answer(self, body: bytes) -> bytes:
        """First a greeting, then a proof. Raises Unreadable."""
        try:
            proven = unpack(body, Proven)
        except Malformed as error:
            raise Unreadable("pairing", _WRONG) from error
        with self._lock:
            return self._greet(proven.greeting) if proven.greeting else self._finish(proven.proof)

    def _is_open(self) -> bool:
        return self._left > 0 and self._until is not None and self._database.clock.now() < self._until

    def _greet(self, typed: Greeting) -> bytes:
        """Who has the wrong code learns so from our proof: that was one try."""
        if not self._is_open():
            raise Unreadable(
                "pairing", "Máy kia không mở ghép đôi, hoặc mã đã hết hạn. Xin mã mới trên máy đó."
            )
        self._left -= 1
        side = Side(self._code, shows=True)
        shown = greeting(self._database, side.message)
        if typed.scope != shown.scope:
            raise Unreadable("scope", OTHER_STATION)
        try:
            proof, expected = side.proofs(shown, typed)
        except ValueError as error:
            raise Unreadable("pairing", _WRONG) from error
        self._begun = {device_id(typed.public_key): (typed, expected)}
        return pack(Proven(proof, shown))

    def _finish(self, proof: bytes) -> bytes:
        begun, self._begun = self._begun, {}
        for device, (typed, expected) in begun.items():
            if same(proof, expected):
                self._left = 0
                keep(self._database, device, typed, "")
                return pack(Proven(b""))
        raise Unreadable("pairing", _WRONG)


def greeting(database: Database, message: bytes) -> Greeting:
    scope, point = about(database)
    with database.reading() as session:
        _, secret, _ = books.own(database.raw(session))
    return Greeting(signing_key(secret).public_key().public_bytes_raw(), scope, point, message)


def keep(database: Database, device: str, other: Greeting, address: str) -> None:
    """From here on this key is trusted, and no other under this name."""
    with database.taking_in() as intake:
        now = to_instant(database.clock.now())
        books.keep_peer(intake.raw, device, other.public_key, other.point, address, now)
        note(intake.raw, now, "paired", device=device, point=other.point)


def pair(database: Database, address: str, code: str) -> str:
    """The typing side. Returns the other PC's name. Raises Refused, Broken."""
    side = Side(code, shows=False)
    typed = greeting(database, side.message)
    try:
        answer = unpack(post(address, PAIRING, pack(Proven(b"", typed))), Proven)
        if answer.greeting is None:
            raise Broken("not a greeting")
        expected, mine = side.proofs(answer.greeting, typed)
        if not same(answer.proof, expected):
            raise Refused(_WRONG, "code")
        if answer.greeting.scope != typed.scope:
            raise Refused(OTHER_STATION, "code")
        post(address, PAIRING, pack(Proven(mine)))
    except Turned as turned:
        raise Refused(turned.reason, "code") from turned
    except (Malformed, ValueError) as error:
        raise Broken("pairing") from error
    device = device_id(answer.greeting.public_key)
    keep(database, device, answer.greeting, address)
    return device
