"""Seeds changed as a fuzzer changes them, drawn by Hypothesis, so that what fails is cut down."""

from collections.abc import Callable, Sequence

from hypothesis import strategies as st

WORDS = (
    b"\0", b"\xff" * 4, b"\xff\xff\xff\x7f", b"-1", b"0", b"99999999999999999999", b"1e999", b"NaN", b"null",
    b"true", b"[]", b"{}", b'""', b"[" * 3000, b'{"a":' * 3000, b"\xed\xa0\x80", "\u202e".encode(),
    "ﷺ".encode() * 9, b"=cmd|' /C calc'!A0", b"'); DROP TABLE person; --", b"../../../../etc/passwd", b"<b>",
    b"%s%n", b"{0.__class__}", b"<!DOCTYPE x [<!ENTITY a '" + b"&b;" * 99 + b"'>]>", b"A" * 70_000,
    b"\r\n" * 500, b"|" * 500, b"," * 500,
)  # fmt: skip
"""What readers elsewhere have stumbled over: edges of numbers, depth, width, odd letters, other languages."""

Change = tuple[str, float, float, bytes]


def _flip(raw: bytes, at: int, to: int, word: bytes) -> bytes:
    return raw[:at] + bytes([raw[at] ^ (1 << to % 8)]) + raw[at + 1 :] if at < len(raw) else raw


def _cut(raw: bytes, at: int, to: int, word: bytes) -> bytes:
    return raw[: min(at, to)] + raw[max(at, to) :]


def _double(raw: bytes, at: int, to: int, word: bytes) -> bytes:
    part = raw[min(at, to) : max(at, to)]
    return raw[:at] + part + raw[at:]


def _put(raw: bytes, at: int, to: int, word: bytes) -> bytes:
    return raw[:at] + word + raw[at:]


def _over(raw: bytes, at: int, to: int, word: bytes) -> bytes:
    return raw[:at] + word + raw[at + len(word) :]


def _number(raw: bytes, at: int, to: int, word: bytes) -> bytes:
    """A length or a count somewhere in a binary format becomes enormous."""
    return raw[:at] + b"\xff\xff\xff\xff"[: 1 + to % 4] + raw[at + 1 + to % 4 :]


CHANGES: dict[str, Callable[[bytes, int, int, bytes], bytes]] = {
    "flip": _flip, "cut": _cut, "double": _double, "put": _put, "over": _over, "number": _number,
}  # fmt: skip
_SHARE = st.floats(0, 1)
_CHANGE = st.tuples(
    st.sampled_from(sorted(CHANGES)), _SHARE, _SHARE, st.sampled_from(WORDS) | st.binary(max_size=6)
)


def changed(seed: bytes, changes: Sequence[Change], most: int = 200_000) -> bytes:
    for name, at, to, word in changes:
        seed = CHANGES[name](seed, int(at * len(seed)), int(to * len(seed)), word)[:most]
    return seed


def mutated(seeds: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """A seed with a few changes, or now and then plain noise."""
    some = st.builds(changed, st.sampled_from(list(seeds)), st.lists(_CHANGE, min_size=1, max_size=6))
    return some | st.binary(max_size=200)
