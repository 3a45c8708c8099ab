"""Version 1 of the exchange, for a gateway that has not been upgraded: signatures in headers."""

import msgspec
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.change import Malformed
from sync.message import Answer, Ask, Refusal
from sync.parcel import answer_is_from, pack, sign_ask, unpack
from sync.post import Reply, post
from sync.round import Broken, Turned

DEVICE, SIGNATURE = "Tram-Device", "Tram-Signature"
STRANGER = "Máy chủ trả lời không phải kho tỉnh mà máy này đã ghi danh."


def exchange(
    line: requests.Session, gateway: str, ask: Ask, device: str, key: Ed25519PrivateKey, gateway_key: bytes
) -> Answer:
    body = pack(msgspec.structs.replace(ask, v=1, word=b"", mark=b"", certificate=None, turn=0))
    headers = {DEVICE: device, SIGNATURE: sign_ask(body, key), "Content-Type": "application/zstd"}
    reply = post(line, f"{gateway}/v1/exchange", body, headers)
    check(reply)
    signature = reply.headers.get(SIGNATURE, "")
    if not signature or not reply.body:
        # A captive portal or a proxy's own page, with a cheerful 200; or a line cut within the headers.
        raise Broken("unsigned answer")
    if not answer_is_from(reply.body, signature, gateway_key):
        raise Turned("gateway_key", STRANGER)
    try:
        return unpack(reply.body, Answer)
    except Malformed as error:
        raise Broken("not a gateway's answer") from error


def check(reply: Reply) -> None:
    """Raises what a status other than 200 means."""
    if reply.status == 200:
        return
    if 400 <= reply.status < 500 and reply.status not in (408, 429):
        try:
            refusal = unpack(reply.body, Refusal)
        except Malformed as error:
            raise Broken("not a gateway's refusal") from error
        raise Turned(refusal.code, refusal.reason)
    raise Broken(f"HTTP {reply.status}")
