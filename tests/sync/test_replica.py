"""Transactions are taken in whole, in any order, none dropped, none blocking others."""

from itertools import permutations

import pytest

from sync.change import Change, Transaction
from sync.replica import take
from tests.sync.worlds import MemoryShelf

A, B = "aaaaaaaaaa", "bbbbbbbbbb"
ONE, TWO, OTHER = ("person", "1"), ("person", "2"), ("household", "3")


def transaction(device: str, seq: int, *changes: Change, stamp: int | None = None) -> Transaction:
    return Transaction(device, seq, "u", "A", seq << 16, 420, None, list(changes), stamp)


def change(key: tuple[str, str], n: int, before: dict[str, int], value: str) -> Change:
    return Change(*key, n, before, {"note": value}, {})


FIRST = transaction(A, 1, change(ONE, 1, {}, "a1"), change(TWO, 1, {}, "a2"))
ANSWER = transaction(B, 1, change(TWO, 1, {A: 1}, "b2"), change(OTHER, 1, {}, "b3"))
LAST = transaction(A, 2, change(OTHER, 1, {B: 1}, "a3"), change(ONE, 2, {A: 1}, "a4"))
LONELY = transaction("cccccccccc", 1, change(("visit", "9"), 1, {}, "c"))


@pytest.mark.parametrize("order", list(permutations([FIRST, ANSWER, LAST])), ids=range(6))
def test_every_order_gives_the_same_and_leaves_nothing_waiting(order):
    together, apart = MemoryShelf(), MemoryShelf()
    assert len(take(together, [*order, *order]).applied) == 3
    for each in order:
        take(apart, [each])
    for shelf in (together, apart):
        assert shelf.parked == {}
        assert shelf.sums == shelf.recomputed()
        states = shelf.load([ONE, TWO, OTHER])
        notes = {key[1]: list(state.fields["note"].values()) for key, state in states.items()}
        assert notes == {"1": ["a4"], "2": ["b2"], "3": ["a3"]}


def test_who_waits_does_not_block_others_and_nothing_of_him_is_applied():
    shelf = MemoryShelf()
    taken = take(shelf, [LAST, ANSWER, LONELY])
    assert taken.applied == [LONELY]
    assert shelf.load([ONE, TWO, OTHER]) == {}
    assert len(shelf.parked) == 2


def test_hearing_again_is_harmless_and_brings_the_stamp():
    shelf = MemoryShelf()
    take(shelf, [FIRST])
    again = take(shelf, [transaction(A, 1, *FIRST.changes, stamp=7)])
    assert (again.applied, len(again.known), again.changed) == ([], 1, set())
    assert shelf.load([ONE])[ONE].marks[A, 1].stamp == 7


def test_what_waits_is_known_once_and_keeps_the_stamp_it_came_with():
    shelf = MemoryShelf()
    take(shelf, [transaction(B, 1, *ANSWER.changes, stamp=9)])
    take(shelf, [FIRST])
    assert shelf.load([TWO])[TWO].marks[B, 1].stamp == 9
