"""Version 1 of the exchange, for a gateway that has not been upgraded: signatures in headers."""

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.change import Malformed
from sync.message import Answer, Ask, Enrol, Enrolled, Refusal
from sync.parcel import answer_is_from, pack, sign_ask, unpack
from sync.post import Http, Reply
from sync.refused import not_a_word, read, stranger
from sync.round import Broken, Turned

DEVICE, SIGNATURE = "Tram-Device", "Tram-Signature"
_ZSTD = {"Content-Type": "application/zstd"}


def exchange(line: Http, ask: Ask, device: str, key: Ed25519PrivateKey, gateway_key: bytes) -> Answer:
    body = pack(msgspec.structs.replace(ask, v=1, word=b"", mark=b"", certificate=None, turn=0, audit=None))
    headers = {DEVICE: device, SIGNATURE: sign_ask(body, key), **_ZSTD}
    reply = _checked(line.ask("POST", "/v1/exchange", body, headers))
    signature = reply.headers.get(SIGNATURE, "")
    if not signature or not reply.body:
        # A captive portal or a proxy's own page, with a cheerful 200; or a line cut within the headers.
        raise Broken("unsigned answer")
    if not answer_is_from(reply.body, signature, gateway_key):
        raise stranger()
    return read(reply.body, Answer)


def enrol(line: Http, wanted: Enrol) -> Enrolled:
    return read(_checked(line.ask("POST", "/v1/enrol", pack(wanted), _ZSTD)).body, Enrolled)


def _checked(reply: Reply) -> Reply:
    if reply.status == 200:
        return reply
    if not_a_word(reply.status):
        raise Broken(f"HTTP {reply.status}")
    try:
        refusal = unpack(reply.body, Refusal)
    except Malformed as error:
        raise Broken("not a gateway's refusal") from error
    raise Turned(refusal.code, refusal.reason)
