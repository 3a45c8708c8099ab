"""Applying and joining: nothing is dropped unseen, and the order of hearing does not matter."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_app.app.rooms import CATALOGUE
from sync.change import Change, Mark
from sync.merge import HERE, State, apply, canonical, deliverable, join, seen
from sync.showing import projection, questions, shown_dots
from tests.sync.strategies import deliver, histories

A, B = "aaaaaaaaaa", "bbbbbbbbbb"


def mark(hlc: int = 1) -> Mark:
    return Mark("u", "A", hlc)


def change(n: int, before: dict[str, int], spare=None, **sets) -> Change:
    return Change("person", "x", n, before, sets, spare or {})


def told(*deliveries: tuple[str, Change]) -> State:
    state = State()
    for hlc, (device, each) in enumerate(deliveries, 1):
        assert deliverable(state, device, each)
        apply(state, device, each, mark(hlc))
    return state


def values(state: State, name: str) -> list[object]:
    return [sibling.value for sibling in state.siblings(name)]


@pytest.mark.parametrize(
    "second, left",
    [
        pytest.param((A, change(2, {A: 1}, phone="2")), ["2"], id="who had read it replaces it"),
        pytest.param((B, change(1, {A: 1}, phone="2")), ["2"], id="on another PC too"),
        pytest.param((B, change(1, {}, phone="2")), ["1", "2"], id="who had not leaves it"),
        pytest.param((A, change(2, {}, phone="2")), ["1", "2"], id="also on the same PC"),
        pytest.param((B, change(1, {A: 1}, {"phone": [(A, 1)]}, phone="2")), ["1", "2"], id="spared stays"),
        pytest.param((B, change(1, {A: 1}, sex="2")), ["1"], id="another field is another matter"),
        pytest.param((B, change(1, {}, phone="1")), ["1", "1"], id="equal values are kept with both authors"),
    ],
)  # fmt: skip
def test_a_change_replaces_what_its_author_was_shown(second, left):
    assert values(told((A, change(1, {}, phone="1")), second), "phone") == left


@pytest.mark.parametrize(
    "device, each, is_seen, is_due",
    [
        (A, change(1, {}), True, False),
        (A, change(2, {A: 1}), False, True),
        (A, change(3, {A: 2}), False, False),
        (B, change(1, {A: 1}), False, True),
        (B, change(1, {A: 2}), False, False),
        (B, change(1, {"cccccccccc": 1}), False, False),
        (B, change(2, {B: 1}), False, False),
    ],
    ids=["seen", "next", "ahead", "after what is here", "after what is not", "after a stranger's", "a gap"],
)
def test_a_change_waits_for_what_its_author_had_read(device, each, is_seen, is_due):
    state = told((A, change(1, {}, phone="1")))
    assert seen(state, device, each) is is_seen
    assert deliverable(state, device, each) is is_due


def test_what_is_replaced_is_told_with_who_replaced_it():
    state = told((A, change(1, {}, phone="1")))
    dropped = apply(state, B, change(1, {A: 1}, phone="2"), mark(2))
    assert [(old.field, old.value, old.dot, old.by) for old in dropped] == [
        ("phone", "1", (A, 1), (B, 1)),
        ("life", HERE, (A, 1), (B, 1)),
    ]


@pytest.mark.parametrize(
    "second, shown, asked",
    [
        pytest.param(change(1, {}, life="gone: trùng"), HERE, ["life"], id="delete against edit asks"),
        pytest.param(change(1, {A: 1}, life="gone: trùng"), "gone: trùng", [], id="a delete after reading"),
    ],
)  # fmt: skip
def test_life(second, shown, asked):
    state = told((A, change(1, {}, phone="1")), (B, second))
    assert projection(state, CATALOGUE, "person")["life"] == shown
    assert questions(state, CATALOGUE, "person") == asked


def test_two_deletes_with_two_reasons_are_a_question_and_gone():
    state = told((A, change(1, {}, life="gone: a")), (B, change(1, {}, life="gone: b")))
    assert questions(state, CATALOGUE, "person") == ["life"]
    assert str(projection(state, CATALOGUE, "person")["life"]).startswith("gone: ")


def test_an_edit_of_what_was_gone_brings_it_back():
    state = told((A, change(1, {}, life="gone: a")), (B, change(1, {A: 1}, phone="2")))
    assert projection(state, CATALOGUE, "person")["life"] == HERE
    assert questions(state, CATALOGUE, "person") == []


def test_questions_follow_the_policy_and_stand_in_order():
    first = change(1, {}, phone="1", birth_date="1988", sex="male", unknown_field=1)
    second = change(1, {}, phone="2", birth_date="1989", sex="male", unknown_field=True)
    state = told((A, first), (B, second))
    assert questions(state, CATALOGUE, "person") == ["birth_date", "unknown_field"]
    assert shown_dots(state, CATALOGUE, "person")["sex"] == [(A, 1), (B, 1)]
    assert shown_dots(state, CATALOGUE, "person")["unknown_field"] == [(B, 1)]


def _all_the_same(states: list[State]) -> bool:
    return len({canonical("x", state) for state in states}) == 1


@given(histories(), st.randoms(use_true_random=False))
def test_any_order_of_hearing_gives_the_same_state(history, chance):
    shuffled = list(history) * 2
    chance.shuffle(shuffled)
    straight, crooked = deliver(State(), history), deliver(State(), shuffled)
    assert _all_the_same([straight, crooked])
    assert straight.marks.keys() == {dot for register in straight.fields.values() for dot in register}


@given(histories(), st.data())
def test_a_join_is_what_hearing_both_would_have_given(history, data):
    parts = [deliver(State(), data.draw(st.lists(st.sampled_from(history)))) for _ in range(3)]
    kept = copy.deepcopy(parts)
    one, two, three = parts
    known = [h for h in history if any(h[1].n <= part.context.get(h[0], 0) for part in parts)]
    replayed = deliver(State(), known)
    joins = [join(join(one, two), three), join(one, join(two, three)), join(three, join(two, one))]
    assert _all_the_same([*joins, join(joins[0], joins[0]), join(joins[0], one), replayed])
    assert parts == kept
    assert joins[0].marks == replayed.marks


@given(histories())
def test_joining_with_nothing_changes_nothing(history):
    state = deliver(State(), history)
    assert _all_the_same([state, join(state, State()), join(State(), state), join(state, state)])


@given(histories())
def test_the_stamp_is_kept_by_a_join_whichever_side_knows_it(history):
    stamped = deliver(State(), history)
    plain = copy.deepcopy(stamped)
    for each in stamped.marks.values():
        each.stamp = 7
    for each in plain.marks.values():
        each.stamp = None
    for joined in (join(stamped, plain), join(plain, stamped)):
        assert all(each.stamp == 7 for each in joined.marks.values())
