"""A digest that was kept by adding and subtracting is the one that counting anew gives."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.change import Key
from sync.digest import MODULUS, bucket, difference, part, total
from sync.merge import State
from tests.sync.strategies import deliver, histories

IDS = ("019b0000-0000-7000-8000-0000000000a1", "019b0000-0000-7000-8000-0000000001a1", "odd")


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from(IDS), histories(longest=3)), max_size=6))
def test_incremental_is_recomputed(steps):
    states: dict[Key, State] = {}
    kept: dict[tuple[str, int], tuple[int, int]] = {}
    for record, history in steps:
        key = ("thing", record)
        before = {key: part(record, states.get(key, State()))}
        states[key] = deliver(State(), history)
        for place, delta in difference(before, {key: states[key]}).items():
            sum_, count = kept.get(place, (0, 0))
            kept[place] = ((sum_ + delta.sum) % MODULUS, count + delta.count)
    anew: dict[tuple[str, int], tuple[int, int]] = {}
    for key, state in states.items():
        sum_, count = anew.get(bucket(key), (0, 0))
        anew[bucket(key)] = ((sum_ + part(key[1], state)) % MODULUS, count + 1)
    assert kept == anew
    assert total((n, *of) for (_, n), of in kept.items()) == total((n, *of) for (_, n), of in anew.items())


@pytest.mark.parametrize("record, number", [(IDS[0], 0xA1), (IDS[1], 0xA1), ("00", 0), ("ff", 255)])
def test_the_bucket_is_the_last_byte_of_the_id(record, number):
    assert bucket(("thing", record)) == ("thing", number)


def test_an_id_of_another_form_has_a_bucket_too():
    assert 0 <= bucket(("thing", "odd"))[1] <= 255


def test_empty_buckets_and_order_do_not_matter():
    assert total([(1, 5, 1), (2, 0, 0)]) == total([(1, 5, 1)])
    assert total([(1, 5, 1), (3, 7, 2)]) == total([(3, 7, 2), (1, 5, 1)])
    assert total([(1, 5, 1)]) != total([(1, 5, 2)]) != total([(2, 5, 1)])
