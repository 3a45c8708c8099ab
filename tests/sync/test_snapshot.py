"""Columns and parts: whatever a replica may hold comes back as it was; what nobody wrote is refused."""

import msgspec
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from station_app.app.rooms import CATALOGUE
from sync.change import Key, Malformed, Mark, Value
from sync.columns import ABSENT, packed, unpacked
from sync.families import COMMON, Families
from sync.frozen import freeze
from sync.merge import State
from sync.snapshot import decode, encode

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.sampled_from(["", "0909", "1988", "1988-02-29", "2026-11-21", "2026-11-21T00:30:00Z", "2026-02-30"]),
    st.text(max_size=12),
    st.just(ABSENT),
)
IDS = [f"019b0000-0000-7000-8000-{number:012x}" for number in range(40)]
DEVICES = ("aaaaaaaaaa", "bbbbbbbbbb")


@given(st.lists(VALUES, min_size=1, max_size=60), st.integers(-(2**40), 2**40))
def test_a_column_gives_its_values_back(values, first):
    base = [first + 977 * row for row in range(len(values))]
    column, onwards = packed(values, base)
    back, again = unpacked(msgspec.msgpack.decode(msgspec.msgpack.encode(column)), base)
    assert [(type(value), value) for value in back] == [(type(value), value) for value in values]
    assert list(again) == list(onwards)


@pytest.mark.parametrize(
    "values, form",
    [
        pytest.param(["2026-11-21", "2026-11-22"] * 9, "d", id="days are numbers"),
        pytest.param([f"2026-11-21T00:{minute:02}:00Z" for minute in range(60)], "t", id="and so are times"),
        pytest.param(["nam", "nữ", None] * 9, "l", id="what repeats is listed once"),
        pytest.param([f"Giàng A {number}" for number in range(60)], "v", id="what never repeats stays"),
        pytest.param([f"{number}" for number in range(30)] + [None, ABSENT], "o", id="nothing is set apart"),
        pytest.param([1, True, "1"], "v", id="true and 1 are not mixed up"),
    ],
)
def test_each_column_takes_its_shortest_form(values, form):
    column, base = packed(values, [0] * len(values))
    assert column[0] == form
    assert unpacked(column, [0] * len(values)) == (values, base)


@st.composite
def _states(draw: st.DrawFn) -> dict[Key, State]:
    states: dict[Key, State] = {}
    for number in draw(st.sets(st.integers(0, 39), max_size=12)):
        entity = draw(st.sampled_from(["person", "household_member", "dose", "unheard_of"]))
        record = IDS[number] if draw(st.booleans()) else f"id-{number}"
        states[entity, record] = _state(draw)
    return states


def _state(draw: st.DrawFn) -> State:
    dots = [(device, n) for device in DEVICES for n in range(1, draw(st.integers(0, 2)) + 1)]
    dots = dots or [(DEVICES[0], 1)]
    state = State({device: max(n for d, n in dots if d == device) for device, _ in dots})
    for name in ("life", *draw(st.sets(st.sampled_from(["person", "vaccine", "given_on", "note", "new"])))):
        chosen = draw(st.lists(st.sampled_from(dots), min_size=1, max_size=2, unique=True))
        state.fields[name] = {dot: _value(draw, name) for dot in chosen}
    used = {dot for register in state.fields.values() for dot in register}
    for dot in used:
        stamp = draw(st.none() | st.integers(0, 2**62))
        state.marks[dot] = Mark("y tá", "A", draw(st.integers(0, 2**62)), stamp, draw(st.none() | st.text()))
    return state


def _value(draw: st.DrawFn, name: str) -> Value:
    if name == "person" and draw(st.booleans()):
        return draw(st.sampled_from(IDS))
    return draw(VALUES)


@settings(max_examples=60)
@given(_states())
def test_a_part_gives_its_states_back(states):
    part = encode(((key, freeze(state)) for key, state in states.items()), CATALOGUE)
    assert dict(decode(part)) == states


@settings(max_examples=40)
@given(st.binary(max_size=60), st.booleans())
def test_bytes_that_are_no_part_are_refused(noise, framed):
    part = zstandard.ZstdCompressor().compress(noise) if framed else noise
    with pytest.raises(Malformed):
        list(decode(part))


def _written(point: str, **values: Value) -> bytes:
    dot = (DEVICES[0], 1)
    fields = {name: {dot: value} for name, value in {"life": "here", **values}.items()}
    return freeze(State({DEVICES[0]: 1}, fields, {dot: Mark("y tá", point, 5)}))


def test_a_family_is_never_torn_apart_and_who_works_here_comes_first():
    records: dict[Key, bytes] = {("user", IDS[30]): _written("B", name="Vi Thị Thơm")}
    for house in range(6):
        point = "A" if house % 2 else "B"
        records["household", IDS[house]] = _written(point, code=f"HO-{house}")
        for member in (10, 20):
            records["person", IDS[house + member]] = _written(point, full_name="Giàng")
            tie = {"household": IDS[house], "person": IDS[house + member]}
            records["household_member", IDS[house + member]] = _written(point, **tie)
    families = Families(CATALOGUE, 7)
    parts = list(families.parts(families.sketch(key, frozen) for key, frozen in records.items()))
    assert [part.point for part in parts] == [COMMON, "A", "A", "A", "B", "B", "B"]
    assert sorted(key for part in parts for key in part.keys) == sorted(records)
    for part in parts[1:]:
        assert len(part.keys) == 5
        assert sum(entity == "household" for entity, _ in part.keys) == 1
