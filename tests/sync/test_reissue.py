"""Saying the tail of a chain anew changes the names of its dots and nothing else."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sync.change import Change, Key, Transaction
from sync.codec import decode, encode
from sync.merge import State, Superseded, apply, canonical, deliverable
from sync.reissue import Renaming
from sync.trace import WIDTH, last_common

KEY: Key = ("person", "a")
OLD, LATER, OTHER, NEW = "old", "later", "other", "new"

scripts = st.lists(
    st.tuples(
        st.sampled_from((OLD, OTHER)),
        st.dictionaries(st.sampled_from(("name", "phone")), st.integers(0, 3), max_size=2),
        st.integers(0, 3),  # how many steps ago its form was opened
    ),
    min_size=1,
    max_size=12,
)


def written(script, parts: int, turn: int) -> list[Transaction]:
    """Both write to one record; from step `turn` on OLD bears its LATER name, as after a restore."""
    state, read = State(), [State()]
    line: list[Transaction] = []
    for step, (who, values, ago) in enumerate(script):
        device = LATER if who == OLD and step >= turn else who
        form = read[max(0, len(read) - 1 - ago)]
        n = state.context.get(device, 0) + 1
        before = dict(form.context)
        shown = {name: list(register)[:1] for name, register in form.fields.items()}
        spare = {
            name: [dot for dot in state.fields.get(name, {}) if dot[1] <= before.get(dot[0], 0)][1:]
            for name in values
            if len(shown.get(name, ())) < len(form.fields.get(name, {}))
        }
        if device == OTHER:  # has read of the old name what everybody has
            common = sum(1 for was, _, _ in script[:turn] if was == OLD)
            before = {OLD: min(state.context.get(OLD, 0), parts, common)}
            spare = {}
        before[device] = n - 1
        before = {name: number for name, number in before.items() if number}
        change = Change(*KEY, n, before, dict(values), {k: v for k, v in spare.items() if v})
        made = Transaction(device, len(line) + 1, "u", "p", step, 420, None, [change])
        assert deliverable(state, device, change)
        apply(state, device, change, made.mark())
        line.append(made)
        read.append(State(dict(state.context), {k: dict(v) for k, v in state.fields.items()}))
    return line


def applied(line: list[Transaction]) -> tuple[State, list[Superseded]]:
    state = State()
    history: list[Superseded] = []
    for made in line:
        for change in made.changes:
            assert deliverable(state, made.device, change)
            history += apply(state, made.device, change, made.mark())
    return state, history


@settings(deadline=None)
@given(script=scripts, after=st.integers(0, 12), turn=st.integers(0, 12))
def test_renamed_states_and_history_are_what_the_transactions_said_anew_would_give(script, after, turn):
    line = written(script, after, turn)
    own = [made for made in line if made.device in (OLD, LATER)]
    tail = [made for place, made in enumerate(own) if place >= after or made.device == LATER]
    renaming = Renaming(NEW, [decode(made.device, encode(made)) for made in tail])
    anew = dict(zip((made.seq for made in tail), renaming.transactions(), strict=True))
    expected, history = applied([anew.get(made.seq, made) for made in line])
    before, old_history = applied(line)
    renamed = renaming.state(KEY, before)
    assert canonical("a", renamed) == canonical("a", expected)
    assert renamed.marks == expected.marks
    assert [(renaming.dot(KEY, old.dot), old.value, renaming.dot(KEY, old.by)) for old in old_history] == [
        (old.dot, old.value, old.by) for old in history
    ]


@given(st.integers(0, 3000), st.integers(0, 3000))
def test_the_last_common_place_is_found_in_few_questions(length, common):
    common = min(length, common)
    asked: list[int] = []

    def head(seq: int, mine: bool) -> bytes:
        return f"{seq}{'x' if mine and seq > common else ''}".encode().ljust(WIDTH, b".")

    def theirs(points):
        asked.append(len(points))
        return [head(point, False) for point in points]

    assert last_common(lambda seq: head(seq, True), theirs, 0, length) == common
    assert len(asked) <= 4
    assert max(asked, default=0) <= 33
