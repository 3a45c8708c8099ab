"""The line to the gateway over HTTPS; plain HTTP is for this machine only."""

import secrets
from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync import first_version
from sync.change import Malformed
from sync.frame import answer_holds, seal_question, split_answer
from sync.message import PROTOCOL_MIN, Answer, Ask, Enrol, Enrolled, Proof, Refusal
from sync.parcel import Message, pack, unpack
from sync.post import Reply, post, session
from sync.round import Broken, Turned
from sync.sparing import filled, spared_ask

EXCHANGE = "/v2"
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_UNSIGNED = {"unknown-path", "method", "too-large"}
"""Refusals that are given before the question is read; any other without a signature is not the gateway's."""


def checked(gateway: str) -> str:
    """The gateway's address without a trailing slash. Raises ValueError for one that would leak."""
    parts = urlsplit(gateway)
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise ValueError("plain HTTP")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("address")
    return gateway.rstrip("/")


class HttpsLine:
    """Implements `round.Line` for one device. `protocol` is the highest that this gateway has spoken."""

    def __init__(
        self, gateway: str, device: str, signing_key: bytes, gateway_key: bytes, protocol: int = PROTOCOL_MIN
    ) -> None:
        self._gateway = checked(gateway)
        self._device = device
        self._key = Ed25519PrivateKey.from_private_bytes(signing_key)
        self._gateway_key = gateway_key
        self.protocol = protocol
        self._session = session()

    def exchange(self, ask: Ask) -> Answer:
        try:
            answer, proof = self._asked(EXCHANGE, spared_ask(ask), Answer)
        except _OnlyFirst:
            if self.protocol > PROTOCOL_MIN:
                # Who once spoke 2 and now offers only 1 may be somebody in between.
                raise Turned(
                    "downgrade", "Kho tỉnh trả lời bằng giao thức cũ hơn lần trước, nên máy không gửi gì."
                ) from None
            return first_version.exchange(
                self._session, self._gateway, ask, self._device, self._key, self._gateway_key
            )
        answer = filled(answer, ask)
        if not answer_holds(proof, self._gateway_key, answer.receipt):
            raise _stranger()
        self.protocol = max(self.protocol, answer.v)
        return msgspec.structs.replace(answer, proof=proof)

    def call(self, path: str, message: msgspec.Struct, kind: type[Message]) -> Message:
        """Any other question of version 2, at `/v2/<path>`; a random end of the address makes it unlike
        every other, so that no old answer fits it."""
        try:
            answer, proof = self._asked(f"{EXCHANGE}/{path}?{secrets.token_urlsafe(6)}", message, kind)
        except _OnlyFirst:
            raise Turned("unknown-path", "Kho tỉnh chưa biết câu hỏi này.") from None
        if not answer_holds(proof, self._gateway_key):
            raise _stranger()
        return answer

    def close(self) -> None:
        self._session.close()

    def _asked(self, path: str, message: msgspec.Struct, kind: type[Message]) -> tuple[Message, Proof]:
        """The answer as it came, not yet believed, and what is left to prove."""
        question = seal_question(path, pack(message), self._device, self._key)
        reply = post(self._session, self._gateway + path, question)
        if reply.status != 200:
            raise self._refused(reply, question)
        try:
            packed, proof = split_answer(reply.body, question)
        except Malformed as error:
            raise Broken("unsigned answer") from error
        return read(packed, kind), proof

    def _refused(self, reply: Reply, question: bytes) -> Exception:
        if not 400 <= reply.status < 500 or reply.status in (408, 429):
            return Broken(f"HTTP {reply.status}")
        try:
            return _unsigned(unpack(reply.body, Refusal))
        except Malformed:
            pass
        try:
            packed, proof = split_answer(reply.body, question)
            refusal = unpack(packed, Refusal)
        except Malformed:
            return Broken("not a gateway's refusal")
        return Turned(refusal.code, refusal.reason) if answer_holds(proof, self._gateway_key) else _stranger()


class _OnlyFirst(Exception):
    """The gateway does not know this address."""


def _unsigned(refusal: Refusal) -> Exception:
    if refusal.code == "unknown-path":
        return _OnlyFirst()
    if refusal.code in _UNSIGNED:
        return Turned(refusal.code, refusal.reason)
    return Broken("unsigned refusal")


def _stranger() -> Turned:
    """Somebody else answers at this address: nothing of it is believed."""
    return Turned("gateway_key", "Máy chủ trả lời không phải kho tỉnh mà máy này đã ghi danh.")


def enrol(gateway: str, code: str, signing_key: bytes) -> Enrolled:
    """Shows the one-time code; from here on the gateway knows the device by its key. Every version speaks
    this in the words of the first, because nothing is known yet of who answers."""
    public = Ed25519PrivateKey.from_private_bytes(signing_key).public_key().public_bytes_raw()
    with session() as line:
        reply = post(line, f"{checked(gateway)}/v1/enrol", pack(Enrol(PROTOCOL_MIN, code, public)))
    first_version.check(reply)
    return read(reply.body, Enrolled)


def read(body: bytes, kind: type[Message]) -> Message:
    try:
        return unpack(body, kind)
    except Malformed as error:
        # A captive portal or a proxy's own page: the line is not what it seems.
        raise Broken("not a gateway's answer") from error
