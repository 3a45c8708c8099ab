"""Sealed values are equal where they are equal, open in their place alone, and their length tells nothing."""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.change import Change, Key, Transaction
from sync.codec import decode, encode
from sync.merge import HERE, State
from sync.policy import LIFE
from sync.rows import GONE
from sync.sealed import (
    Unopened,
    grant,
    granted,
    holds,
    is_sealed,
    key_field,
    new_private,
    new_record_key,
    open_letter,
    open_value,
    public_of,
    ring_of,
    seal_letter,
    seal_value,
    unwrap,
    vouch,
    wrap,
)
from sync.short import long, short
from tests.sync.strategies import VALUES

KEY: Key = ("visit", "01a22dc4-7461-73cb-af33-6d0822e3d4df")
RECORD_KEY = bytes(range(32))
KEYS = {key_field(RECORD_KEY): RECORD_KEY}


@given(VALUES)
def test_a_value_opens_to_itself(value):
    sealed = seal_value(RECORD_KEY, KEY, "diagnosis", value)
    again = open_value(KEYS, KEY, "diagnosis", sealed)
    assert (type(again), again) == (type(value), value)
    assert is_sealed(sealed)
    assert not is_sealed(value)
    assert sealed == seal_value(RECORD_KEY, KEY, "diagnosis", value)
    assert long(short(sealed)) == sealed


@pytest.mark.parametrize(
    "entity, record, field",
    [("condition", KEY[1], "diagnosis"), ("visit", "another", "diagnosis"), ("visit", KEY[1], "note")],
)
def test_a_value_moved_elsewhere_does_not_open(entity, record, field):
    sealed = seal_value(RECORD_KEY, KEY, "diagnosis", "B20")
    with pytest.raises(Unopened):
        open_value(KEYS, (entity, record), field, sealed)


@pytest.mark.parametrize("text", ["", "\ue5ea", "\ue5ea1", "\ue5ea1!!!", "\ue5ea9AAAA", "B20", "\ue5ea1gRhS"])
def test_what_was_never_sealed_does_not_open(text):
    with pytest.raises(Unopened):
        open_value(KEYS, KEY, "diagnosis", text)
    with pytest.raises(Unopened):
        unwrap({}, KEY, text)
    with pytest.raises(Unopened):
        granted({}, text)


def test_a_changed_letter_of_the_text_is_noticed():
    sealed = seal_value(RECORD_KEY, KEY, "diagnosis", "B20")
    for place in range(2, len(sealed)):
        changed = sealed[:place] + ("A" if sealed[place] != "A" else "B") + sealed[place + 1 :]
        with pytest.raises(Unopened):
            open_value(KEYS, KEY, "diagnosis", changed)


def test_the_length_does_not_tell_the_label_nor_whether_there_is_one():
    labels = ["hiv", "mental_health", "abortion", "violence", None, 36, True, "B20", "2026-11-21T01:00:00Z"]
    assert len({len(seal_value(RECORD_KEY, KEY, "restricted", label)) for label in labels}) == 1


def test_a_record_key_opens_for_its_seal_key_and_record_alone():
    private, other = new_private(), new_private()
    wrapped = wrap(public_of(private), KEY, RECORD_KEY)
    assert unwrap(ring_of(other, private), KEY, wrapped) == RECORD_KEY
    for ring, key in ((ring_of(other), KEY), (ring_of(private), ("visit", "another"))):
        with pytest.raises(Unopened):
            unwrap(ring, key, wrapped)


def test_a_letter_and_a_grant_open_for_their_holder_alone():
    private, other = new_private(), new_private()
    letter = seal_letter(public_of(private), "reason", "xét nghiệm HIV")
    assert open_letter(ring_of(private), "reason", letter) == "xét nghiệm HIV"
    with pytest.raises(Unopened):
        open_letter(ring_of(private), "past", letter)
    text = grant(public_of(private), other)
    assert granted(ring_of(private), text) == other
    with pytest.raises(Unopened):
        granted(ring_of(other), text)
    assert vouch(private, public_of(other)) != vouch(other, public_of(other))


@given(st.dictionaries(st.sampled_from(["a", "seal_00", LIFE]), VALUES))
def test_a_state_is_sealed_when_a_value_is_and_not_for_the_keys_that_it_keeps(values):
    dot = ("a" * 10, 1)
    state = State({dot[0]: 1}, {name: {dot: value} for name, value in values.items()})
    assert not holds(state)
    state.fields["seal_00"] = {dot: wrap(public_of(new_private()), KEY, RECORD_KEY)}
    state.fields[LIFE] = {dot: GONE + seal_value(RECORD_KEY, KEY, LIFE, "nhầm")}
    assert not holds(state)
    state.fields["a"] = {dot: seal_value(RECORD_KEY, KEY, "a", None)}
    assert holds(state)


def test_sealed_values_travel_as_they_are():

    values = {name: seal_value(secrets.token_bytes(32), KEY, name, "B20") for name in ("a", "b")}
    change = Change(*KEY, 1, {}, {**values, LIFE: HERE}, {})
    sent = Transaction("a" * 10, 1, KEY[1], "A", 1, 420, None, [change])
    assert decode("a" * 10, encode(sent)).changes[0].set == change.set
    assert new_record_key() != new_record_key()
