"""What a gateway's answer other than 200 means to a station, and whose answer it is."""

from collections.abc import Mapping
from contextlib import suppress

from sync.change import Malformed
from sync.frame import answer_holds, split_answer
from sync.message import Refusal
from sync.parcel import Message, unpack
from sync.post import Reply
from sync.round import Broken, Turned

_BEFORE_READING = {"method", "too-large", "part"}
"""Said before the question was read, so without a signature."""


class OnlyFirst(Exception):
    """The gateway does not know this address of version 2."""


def refused(reply: Reply, question: bytes, gateway_key: bytes) -> Exception:
    if not_a_word(reply.status):
        return Broken(f"HTTP {reply.status}", after=_seconds(reply.headers))
    with suppress(Malformed):
        return _unsigned(unpack(reply.body, Refusal))
    try:
        packed, proof = split_answer(reply.body, question)
        refusal = unpack(packed, Refusal)
    except Malformed:
        return Broken("not a gateway's refusal")
    return Turned(refusal.code, refusal.reason) if answer_holds(proof, gateway_key) else stranger()


def not_a_word(status: int) -> bool:
    """Whatever stands in such an answer: the line or the gateway fails for now."""
    return not 400 <= status < 500 or status in (408, 429)


def _unsigned(refusal: Refusal) -> Exception:
    if refusal.code == "unknown-path":
        return OnlyFirst()
    if refusal.code in _BEFORE_READING:
        return Turned(refusal.code, refusal.reason)
    return Broken("unsigned refusal")


def stranger() -> Turned:
    """Somebody else answers at this address: nothing of it is believed."""
    return Turned("gateway_key", "Máy chủ trả lời không phải kho tỉnh mà máy này đã ghi danh.")


def read(body: bytes, kind: type[Message]) -> Message:
    try:
        return unpack(body, kind)
    except Malformed as error:
        # A captive portal or a proxy's own page: the line is not what it seems.
        raise Broken("not a gateway's answer") from error


def _seconds(headers: Mapping[str, str]) -> float:
    """Retry-After in seconds; its other form, a date, would need a clock that is right."""
    told = headers.get("Retry-After", "")
    return float(told) if told.isascii() and told.isdigit() and len(told) < 6 else 0.0
