"""What two PCs of one service point say to each other without the province: PROTOCOL.md §16."""

import msgspec

ASK, ANSWER = "lan-ask", "lan-answer"
"""Kinds of letter on the local network."""
SERVICE = "_tram-relay._tcp.local."
ROOM = 2 * 1024 * 1024
"""Bytes of envelopes in one message."""

Ranges = dict[str, list[tuple[int, int]]]
"""device → ranges of its transactions."""


class Signed(msgspec.Struct, array_like=True):
    """An envelope as its author sealed it, and the author's key, for whoever has not met the author."""

    public_key: bytes
    envelope: msgspec.Raw


class Meet(msgspec.Struct, omit_defaults=True):
    """`keeps`: what the asker has that the province may not have yet, its own work included; `envelopes`:
    what of it the other lacks."""

    v: int
    scope: str
    keeps: Ranges
    envelopes: list[Signed] = []


class Met(msgspec.Struct, omit_defaults=True):
    """`keeps` as in `Meet`, after taking in; `kept`: up to here the other's own work lies here. Not a receipt
    of the province. `word` is of all digests; `more`: there are further envelopes, meet again."""

    v: int
    scope: str
    point: str
    keeps: Ranges
    kept: int
    word: bytes
    envelopes: list[Signed] = []
    more: bool = False


class Question(msgspec.Struct):
    """`path` names the kind of message that is packed in `body`."""

    path: str
    body: bytes


class Reply(msgspec.Struct, omit_defaults=True):
    """`asked` is the hash of the question's content; a `refusal` in words stands in place of a body."""

    asked: bytes
    body: bytes = b""
    code: str = ""
    refusal: str = ""


class Greeting(msgspec.Struct):
    """First words of a pairing: a SPAKE2 message, and the key that is to be trusted."""

    public_key: bytes
    scope: str
    point: str
    message: bytes


class Proven(msgspec.Struct, omit_defaults=True):
    """Shows that the code was the same on both sides, and that the keys were not exchanged on the way."""

    proof: bytes
    greeting: Greeting | None = None


def lacking(ours: list[tuple[int, int]], theirs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What of our ranges is in none of theirs."""
    left = ours
    for low, high in theirs:
        left = [piece for run in left for piece in _without(run, low, high)]
    return left


def _without(run: tuple[int, int], low: int, high: int) -> list[tuple[int, int]]:
    first, last = run
    pieces = [(first, min(last, low - 1)), (max(first, high + 1), last)]
    return [run] if last < low or high < first else [piece for piece in pieces if piece[0] <= piece[1]]
