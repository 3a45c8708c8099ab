"""What a station says to the gateway and what it hears: one question, one answer, one round trip."""

import msgspec

PROTOCOL = 2
"""2026-11: signed frames, words, marks, succession, compare, snapshot. PROTOCOL.md §10: when it rises."""
PROTOCOL_MIN = 1
"""2026-11, the first release; spoken until 2027-11."""
BODY_LIMIT = 8 * 1024 * 1024
"""Bytes of an unpacked body; a small compressed bomb is refused before it is unpacked."""
PAGE = 512 * 1024
"""Bytes of news that a station asks for in one answer."""


class Certificate(msgspec.Struct, array_like=True):
    """The key of device `old` vouches for another key: the PC goes on under a new name after `seq`."""

    old: str
    public_key: bytes
    seq: int
    head: bytes
    reason: str
    signature: bytes


_SHORT = {
    "envelopes": "e",
    "cursor": "c",
    "epoch": "g",
    "word": "w",
    "mark": "m",
    "certificate": "k",
    "turn": "t",
    "audit": "a",
}


class Trail(msgspec.Struct, array_like=True):
    """The asker's audit log: its last entry's `number` and the chain's `head` after it (on a line its first
    bytes), and of what the gateway lacks the `entries` from `first` on, `prior` being the chain before them.
    An entry is its payload, or the hash of it (base64) where a term has run out."""

    number: int
    head: bytes
    first: int = 0
    prior: bytes = b""
    entries: list[msgspec.Raw] = []


class Ask(msgspec.Struct, omit_defaults=True, rename=_SHORT):
    """`seq` and `head` are the device's own chain, so that a restored PC is noticed; `envelopes` are rows of
    `envelope.to_row`. Version 2: `word` is of all digests together, `mark` names the last log row heard,
    `turn` counts the answers taken in, so that no two questions are alike and an old answer fits none."""

    v: int
    device: str
    epoch: str
    cursor: int
    seq: int
    head: bytes
    room: int = PAGE
    envelopes: list[msgspec.Raw] = []
    word: bytes = b""
    mark: bytes = b""
    certificate: Certificate | None = None
    turn: int = 0
    audit: Trail | None = None


class News(msgspec.Struct, array_like=True):
    """A transaction of another device, as its author wrote it."""

    device: str
    stamp: int
    payload: msgspec.Raw


class Stamped(msgspec.Struct, array_like=True):
    """The gateway's stamp for the asker's own transactions `first` to `last`."""

    first: int
    last: int
    stamp: int


class Verdict(msgspec.Struct, array_like=True):
    """A record whose row waits in the warehouse, with the reason in words; no reason: it waits no longer."""

    entity: str
    record: str
    reason: str | None


class Receipt(msgspec.Struct, omit_defaults=True):
    """What the gateway holds of a device. `digests` are of the whole scope, at the answer's cursor.

    `upto`: all of the device's transactions up to here; `ahead`: further ranges held, with gaps before them;
    `safe`: up to here they are in a verified backup of the warehouse; `word`: of all digests together.
    `audit`: up to which entry the asker's audit log is held, under which hash; not said to one that sends
    none. In version 2 what the asker knows already travels empty (`sync/sparing.py`)."""

    device: str
    upto: int
    head: bytes
    count: int
    at: str
    digests: dict[str, str]
    ahead: list[tuple[int, int]] = []
    waiting: int = 0
    safe: int = 0
    word: bytes = b""
    audit: int = -1
    audit_head: bytes = b""


class Proof(msgspec.Struct, array_like=True):
    """What a receipt needs to be proved later: hashes of question and answer, and the signature."""

    ask: bytes
    packed: bytes
    signature: bytes


class Answer(msgspec.Struct, omit_defaults=True):
    """From version 2 `states` are what others have testified; `mark` names the log row at `cursor`; `lost`
    says that the cursor means nothing in this history: only comparing tells what is missing. `proof` never
    travels: the line adds it to what it believed."""

    v: int
    epoch: str
    cursor: int
    receipt: Receipt
    more: bool = False
    news: list[News] = []
    states: list[msgspec.Raw] = []
    stamps: list[Stamped] = []
    verdicts: list[Verdict] = []
    mark: bytes = b""
    lost: bool = False
    proof: Proof | None = None


class Enrol(msgspec.Struct):
    """A new PC shows the one-time code and its key."""

    v: int
    code: str
    public_key: bytes


class Enrolled(msgspec.Struct):
    v: int
    scope: str
    point: str
    epoch: str
    gateway_key: bytes


class Refusal(msgspec.Struct):
    """Why the gateway will not take a message: `code` for programs, `reason` in Vietnamese for people."""

    code: str
    reason: str
