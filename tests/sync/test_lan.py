"""What two PCs lack of each other, and how a short code becomes trust in a key."""

import pytest

from sync.lan import Greeting, lacking
from sync.pairing import DIGITS, Side, new_code, plain, same


@pytest.mark.parametrize(
    "ours, theirs, missing",
    [
        ([(1, 10)], [], [(1, 10)]),
        ([(1, 10)], [(1, 10)], []),
        ([(1, 10)], [(0, 99)], []),
        ([(1, 10)], [(3, 4), (8, 20)], [(1, 2), (5, 7)]),
        ([(1, 2), (9, 12)], [(10, 10)], [(1, 2), (9, 9), (11, 12)]),
        ([], [(1, 5)], []),
    ],
)
def test_what_is_lacking_is_what_no_range_covers(ours, theirs, missing):
    assert lacking(ours, theirs) == missing


def greetings(one: Side, other: Side, key: bytes = b"k" * 32) -> tuple[Greeting, Greeting]:
    return Greeting(key, "12345", "A", one.message), Greeting(b"l" * 32, "12345", "B", other.message)


def test_the_same_code_proves_itself_to_both():
    code = new_code()
    assert (len(code), code.isdigit()) == (DIGITS, True)
    shows, types = Side(code, shows=True), Side(f"{code[:4]} {code[4:]}", shows=False)
    shown, typed = greetings(shows, types)
    assert shows.proofs(shown, typed) == types.proofs(shown, typed)


def test_another_code_or_another_key_proves_nothing():
    shows, types = Side("12345678", shows=True), Side("12345679", shows=False)
    shown, typed = greetings(shows, types)
    ours, theirs = shows.proofs(shown, typed), types.proofs(shown, typed)
    assert not same(ours[0], theirs[0])
    shows, types = Side("12345678", shows=True), Side("12345678", shows=False)
    shown, typed = greetings(shows, types)
    swapped, _ = greetings(shows, types, key=b"m" * 32)
    assert not same(shows.proofs(shown, typed)[0], types.proofs(swapped, typed)[0])


def test_what_is_no_message_is_refused():
    side = Side("12345678", shows=True)
    shown, typed = greetings(side, side)
    with pytest.raises(ValueError, match="pairing"):
        side.proofs(shown, typed)
    assert plain(" 1234-5678 ") == "12345678"
