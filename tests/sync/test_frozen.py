"""A state in one value: small where a record was written once; what the first release kept is read."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from sync.change import Dot, Mark, Value
from sync.frozen import freeze, thaw
from sync.merge import State, canonical

DOTS = st.tuples(st.sampled_from(("7n7izvbjar", "aaaaaaaaaa")), st.integers(1, 3))
VALUES = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=5)
REGISTERS = st.dictionaries(DOTS, VALUES, min_size=1, max_size=3)


def state_of(fields):
    dots = {dot: Mark("y-ta", "Điểm trạm 1", 5 + dot[1], None) for held in fields.values() for dot in held}
    return State({device: 3 for device, _ in dots}, fields, dots)


@given(st.dictionaries(st.sampled_from(("full_name", "life", "phone")), REGISTERS))
def test_a_state_is_thawed_as_it_was_frozen(fields):
    state = state_of(fields)
    again = thaw(freeze(state))
    assert again == state
    assert canonical("x", again) == canonical("x", state)
    assert freeze(again) == freeze(state)


def test_a_state_that_the_first_release_kept_is_read():
    """pitfall 24: an upgrade finds the records where they were."""
    dot = ("7n7izvbjar", 1)
    kept = msgspec.msgpack.encode(
        [
            {"7n7izvbjar": 1},
            [[*dot, "y-ta", "Điểm trạm 1", 5, 7, None]],
            {"full_name": [[*dot, "Giàng Thị Mỷ"]], "life": [[*dot, "here"]]},
        ]
    )
    mark = Mark("y-ta", "Điểm trạm 1", 5, 7, None)
    fields: dict[str, dict[Dot, Value]] = {"full_name": {dot: "Giàng Thị Mỷ"}, "life": {dot: "here"}}
    assert thaw(kept) == State({"7n7izvbjar": 1}, fields, {dot: mark})


def test_a_record_that_was_written_once_names_its_writer_once():
    dot = ("7n7izvbjar", 1)
    state = state_of({name: {dot: "x"} for name in ("a", "b", "c")})
    assert freeze(state).count(b"7n7izvbjar") == 2  # in the context, and in the mark
