"""Ids and clock readings apart from a message's words, so that zstd packs like with like."""

import re
from binascii import a2b_base64, b2a_base64
from collections.abc import Sequence

from sync.change import Malformed

FOLDED = b"\x04"
"""How a folded message begins. No JSON text has this byte, nor any of the marks below."""
_ID, _AGAIN, _CLOCK, _END = b"\x01", b"\x02", b"\x03", b"\0"
_ID_SIZE, _CLOCK_SIZE = 16, 8
# Apart, because a pattern that begins with one certain byte is looked for twenty times as fast.
_SHORT_ID = re.compile(rb'~([A-Za-z0-9_-]{21}[AQgw])(?=")')
_READING = re.compile(rb",([1-9][0-9]{16,18})(?=,)")
_MARK = re.compile(rb"(\x01|\x03|\x02[\x80-\xff]*[\x01-\x7f])")
_TO_PLAIN, _TO_URL = bytes.maketrans(b"-_", b"+/"), bytes.maketrans(b"+/", b"-_")
_WRAP = 2**64


def fold(plain: bytes) -> tuple[bytes, bytes, bytes]:
    """Text, clock readings and ids, to be packed one after the other, each as a block of its own."""
    said: dict[bytes, int] = {}
    ids: list[bytes] = []
    mentions = 0

    def mark(found: re.Match[bytes]) -> bytes:
        nonlocal mentions
        short = found[1]
        before, mentions = said.get(short), mentions + 1
        said[short] = mentions
        if before:
            return _AGAIN + _distance(mentions - before)
        ids.append(a2b_base64(short.translate(_TO_PLAIN) + b"=="))
        return _ID

    clocks = [0, 0, *map(int, _READING.findall(plain))]
    text = _SHORT_ID.sub(mark, _READING.sub(b"," + _CLOCK, plain))
    # Against the reading before the last: in news the gateway's stamps and the authors' clocks alternate.
    steps = [(clocks[at] - clocks[at - 2]) % _WRAP for at in range(2, len(clocks))]
    readings = [step.to_bytes(_CLOCK_SIZE, "big") for step in steps]
    return FOLDED + text + _END, _turned(readings, _CLOCK_SIZE), _turned(ids, _ID_SIZE)


def unfold(folded: bytes, limit: int) -> bytes:
    """The very bytes that were folded. Raises Malformed for what nobody folded, or over `limit`."""
    text, end, rest = folded.removeprefix(FOLDED).partition(_END)
    # Counted before it is taken apart: at least every second of these bytes begins a mark.
    least = sum(map(text.count, (_ID, _AGAIN, _CLOCK))) // 2
    if len(text) + 23 * least > limit:
        raise Malformed("folded")
    pieces = _MARK.split(text)  # words and marks in turn
    marks = pieces[1::2]
    sized = marks.count(_CLOCK) * _CLOCK_SIZE
    if not end or len(rest) != sized + marks.count(_ID) * _ID_SIZE or len(text) + 23 * len(marks) > limit:
        raise Malformed("folded")
    ids = iter(_turned_back(rest[sized:], _ID_SIZE))
    steps = iter(_turned_back(rest[:sized], _CLOCK_SIZE))
    said: list[bytes] = []
    clocks = [0, 0]
    for place, mark in enumerate(marks):
        if mark == _CLOCK:
            clocks.append((clocks[-2] + int.from_bytes(next(steps), "big")) % _WRAP)
            pieces[2 * place + 1] = b"%d" % clocks[-1]
        else:
            said.append(_short(next(ids)) if mark == _ID else _said_before(said, mark[1:]))
            pieces[2 * place + 1] = said[-1]
    return b"".join(pieces)


def _short(raw: bytes) -> bytes:
    return b"~" + b2a_base64(raw, newline=False)[:22].translate(_TO_URL)


def _distance(mentions: int) -> bytes:
    """How many mentions ago, in sevens of bits, the lowest first; all but the last have the high bit."""
    groups = bytearray()
    while mentions > 0x7F:
        groups.append(mentions & 0x7F | 0x80)
        mentions >>= 7
    groups.append(mentions)
    return bytes(groups)


def _said_before(said: Sequence[bytes], groups: bytes) -> bytes:
    mentions = groups[0]
    if len(groups) > 1:
        mentions = sum((group & 0x7F) << 7 * place for place, group in enumerate(groups[:5]))
    if len(groups) > 5 or not 1 <= mentions <= len(said):
        raise Malformed("folded")
    return said[-mentions]


def _turned(rows: Sequence[bytes], width: int) -> bytes:
    """All first bytes, then all second bytes: what is alike in every id stands together."""
    joined = b"".join(rows)
    return b"".join(joined[place::width] for place in range(width))


def _turned_back(columns: bytes, width: int) -> list[bytes]:
    count = len(columns) // width
    rows = bytearray(len(columns))
    for place in range(width):
        rows[place::width] = columns[place * count : (place + 1) * count]
    return [bytes(rows[at : at + width]) for at in range(0, len(rows), width)]
