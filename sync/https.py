"""The line to the gateway over HTTPS; plain HTTP is for this machine only."""

import copy
import random
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync import first_version, retry
from sync.change import Malformed
from sync.frame import answer_holds, seal_question, split_answer
from sync.message import PAGE, PROTOCOL_MIN, Answer, Ask, Enrol, Enrolled, Proof
from sync.parcel import Message, pack_tight
from sync.post import LOOPBACK, Http
from sync.refused import OnlyFirst, read, refused, stranger
from sync.round import Broken, Turned
from sync.sparing import filled, spared_ask
from sync.upload import AnswerLost, deliver

EXCHANGE = "/v2"
SMALLEST = 4 * 1024
"""Bytes of news that are asked for at least, however bad the line."""
_TRIES = 6


def checked(gateway: str) -> str:
    """The gateway's address without a trailing slash. Raises ValueError for one that would leak."""
    parts = urlsplit(gateway)
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError("plain HTTP")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("address")
    return gateway.rstrip("/")


class Spent(Exception):
    """What may pass on this line today has passed."""


@dataclass(slots=True)
class Terms:
    """How the line is to be used. `protocol` (the highest that this gateway has spoken) and `room` (bytes of
    news in one answer) are what it learns, worth keeping for the next time."""

    others: Sequence[str] = ()
    authority: str | None = None
    proxy: str | None = None
    budget: int | None = None
    protocol: int = PROTOCOL_MIN
    room: int = PAGE


class HttpsLine:
    """Implements `round.Line` for one device."""

    def __init__(
        self, gateway: str, device: str, signing_key: bytes, gateway_key: bytes, terms: Terms | None = None
    ) -> None:
        self.terms = terms or Terms()
        addresses = [checked(address) for address in dict.fromkeys((gateway, *self.terms.others))]
        self._http = Http(addresses, self.terms.authority, self.terms.proxy)
        self._device = device
        self._key = Ed25519PrivateKey.from_private_bytes(signing_key)
        self._gateway_key = gateway_key

    def exchange(self, ask: Ask) -> Answer:
        """Where only the answer was lost, what was said is not said again: a short question tells what of it
        has arrived, and asks for less."""
        for _ in range(_TRIES):
            try:
                answer = self._exchanged(msgspec.structs.replace(ask, room=min(ask.room, self.terms.room)))
            except AnswerLost as error:
                lost = error
                self.terms.room = _smaller(self.terms.room, error.heard)
                if self._speaks_for_itself(ask):
                    ask = msgspec.structs.replace(ask, envelopes=[], audit=None)
            else:
                self.terms.room = min(PAGE, self.terms.room + self.terms.room // 4)
                return answer
        raise lost

    def _speaks_for_itself(self, ask: Ask) -> bool:
        """Of its own transactions the receipt tells which have arrived; of those it carries, nothing does."""
        mine = f'["{self._device}",'.encode()
        return all(bytes(envelope).startswith(mine) for envelope in ask.envelopes)

    def call(self, path: str, message: msgspec.Struct, kind: type[Message]) -> Message:
        """Any other question of version 2, at `/v2/<path>`; the random end of the address makes it unlike
        every other, so that no old answer fits it."""
        try:
            answer, proof = self._asked(f"{EXCHANGE}/{path}?{secrets.token_urlsafe(6)}", message, kind)
        except OnlyFirst:
            raise Turned("unknown-path", "Kho tỉnh chưa biết câu hỏi này.") from None
        if not answer_holds(proof, self._gateway_key):
            raise stranger()
        return answer

    def speaking_as(self, device: str, key: bytes) -> "HttpsLine":
        """The same line for another name of this PC."""
        other = copy.copy(self)
        other._device, other._key = device, Ed25519PrivateKey.from_private_bytes(key)
        return other

    @property
    def passed(self) -> tuple[int, int]:
        """Bytes up and down so far."""
        return self._http.up, self._http.down

    def close(self) -> None:
        self._http.close()

    def _exchanged(self, ask: Ask) -> Answer:
        try:
            answer, proof = self._asked(EXCHANGE, spared_ask(ask), Answer)
        except OnlyFirst:
            if self.terms.protocol > PROTOCOL_MIN:
                # Who once spoke 2 and now offers only 1 may be somebody in between.
                raise Turned(
                    "downgrade", "Kho tỉnh trả lời bằng giao thức cũ hơn lần trước, nên máy không gửi gì."
                ) from None
            return first_version.exchange(self._http, ask, self._device, self._key, self._gateway_key)
        answer = filled(answer, ask)
        if not answer_holds(proof, self._gateway_key, answer.receipt):
            raise stranger()
        self.terms.protocol = max(self.terms.protocol, answer.v)
        return msgspec.structs.replace(answer, proof=proof)

    def _asked(self, path: str, message: msgspec.Struct, kind: type[Message]) -> tuple[Message, Proof]:
        """The answer as it came, not yet believed, and what is left to prove."""
        question = seal_question(path, pack_tight(message), self._device, self._key)
        answer = self._answered(path, question)
        try:
            packed, proof = split_answer(answer, question)
        except Malformed as error:
            raise Broken("unsigned answer") from error
        return read(packed, kind), proof

    def _answered(self, path: str, question: bytes) -> bytes:
        """A gateway that is busy for a moment only is asked again here, not a round later."""
        for again in range(_TRIES):
            if self.terms.budget is not None and sum(self.passed) >= self.terms.budget:
                raise Spent
            reply = deliver(self._http, path, question)
            if reply.status == 200:
                return reply.body
            trouble = refused(reply, question, self._gateway_key)
            if again == _TRIES - 1 or not isinstance(trouble, Broken) or not 0 < trouble.after <= 5:
                break
            time.sleep(retry.politely(trouble.after, _chance))
        raise trouble


def _smaller(room: int, heard: int) -> int:
    """Half of it, or news that pack into less than half of what came through this time."""
    return max(SMALLEST, min(room // 2, 2 * heard) if heard else room // 2)


_chance = random.Random()  # noqa: S311  spreads stations in time; nothing secret


def enrol(gateway: str, code: str, signing_key: bytes, terms: Terms | None = None) -> Enrolled:
    """Shows the one-time code; from here on the gateway knows the device by its key. It is said in the words
    of the first version: nothing is known yet of who answers."""
    terms = terms or Terms()
    public = Ed25519PrivateKey.from_private_bytes(signing_key).public_key().public_bytes_raw()
    line = Http([checked(gateway), *terms.others], terms.authority, terms.proxy)
    try:
        return first_version.enrol(line, Enrol(PROTOCOL_MIN, code, public))
    finally:
        line.close()
