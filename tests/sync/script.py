"""The script of the sync machine: what nurses, lines and clocks may do, in any order, to any replica."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from station_app.app.rooms import CATALOGUE
from sync.capture import Opened
from sync.change import Key, Value
from sync.merge import State, canonical, join
from sync.policy import LIFE
from tests.sync.oracle import HERE, Dots, Oracle, Read
from tests.sync.worlds import Edits, Replica, carried

KEYS: tuple[Key, ...] = (
    ("identifier", "019b0000-0000-7000-8000-0000000000a1"),
    ("household", "019b0000-0000-7000-8000-0000000000b2"),
)
"""Few records, so that they are fought over."""
VALUES: dict[str, dict[str, Sequence[Value]]] = {
    "identifier": {
        "type": ("SDDCN", "HO_CHIEU", None),  # once
        "value": ("001188000001", "Đặng", "~x", None),  # review
        "status": ("còn", "hết", "", None),  # latest
    },
    "household": {
        "code": ("H1", "H2"),  # once
        "poverty_year": (0, 1, 2026, None),  # review, an integer
        "water_hygienic": (True, False, None),  # latest
    },
}
LIVES = (HERE, "gone: nhập nhầm", "gone: trùng")
FAULTS = ("none", "none", "lost question", "lost answer", "cut", "reordered", "twice", "crash")
PLACES = st.integers(0, 4)
AGES = st.integers(0, 3)


def typed(key: Key) -> st.SearchStrategy[dict[str, Value]]:
    fields = {name: st.sampled_from(values) for name, values in VALUES[key[0]].items()}
    return st.fixed_dictionaries({}, optional=fields)


PICKS = st.integers(0, len(KEYS) - 1)
EDITS = st.lists(PICKS, min_size=1, max_size=2, unique=True).flatmap(
    lambda picks: st.fixed_dictionaries({pick: typed(KEYS[pick]) for pick in picks})
)
Picked = dict[int, dict[str, Value]]


@dataclass
class Form:
    """A form that a nurse has open, with what she sees in it."""

    place: int
    opened: Opened
    read: Read
    every: dict[str, Dots]
    """All dots of each field: what the conflict desk shows."""

    @property
    def several(self) -> list[str]:
        return sorted(name for name, dots in self.every.items() if len(dots) > 1)


class Script(RuleBasedStateMachine):
    """Subclasses make the replicas; the same script runs over all of them."""

    replicas: Sequence[Replica]
    keys = KEYS

    def __init__(self) -> None:
        super().__init__()
        self.oracle = Oracle(CATALOGUE)
        self.forms: dict[tuple[int, Key], list[Form]] = {}

    def hub_state(self, key: Key) -> State:
        raise NotImplementedError

    @initialize(edits=EDITS)
    def a_record_that_all_know(self, edits: Picked) -> None:
        self._write(0, self._named(edits), [])
        for place in range(len(self.replicas)):
            self.replicas[place].round("none", random.Random(0))

    @rule(place=PLACES, edits=EDITS)
    def writes_without_a_form(self, place: int, edits: Picked) -> None:
        self._write(place, self._named(edits), [])

    @rule(place=PLACES, pick=PICKS, age=AGES, data=st.data())
    def saves_a_form(self, place: int, pick: int, age: int, data: st.DataObject) -> None:
        form = self._left_open(place, self.keys[pick], age)
        self._write(place, {form.opened.key: data.draw(typed(form.opened.key))}, [form])

    @rule(place=PLACES, pick=PICKS, age=AGES, data=st.data())
    def settles_a_question(self, place: int, pick: int, age: int, data: st.DataObject) -> None:
        form = self._left_open(place, self.keys[pick], age)
        if form.several:
            name = data.draw(st.sampled_from(form.several))
            values = LIVES if name == LIFE else VALUES[form.opened.key[0]][name]
            self._settle(form, name, data.draw(st.sampled_from(values)))

    @rule(place=PLACES, pick=PICKS, life=st.sampled_from(LIVES))
    def withdraws_or_restores(self, place: int, pick: int, life: str) -> None:
        key = self.keys[pick]
        if self.replicas[place].state(key).context:
            self._write(place, {key: {LIFE: life}}, [])

    @rule(place=PLACES, edits=EDITS, days=st.sampled_from((-10_000, -1, 1, 10_000)))
    def has_trouble(self, place: int, edits: Picked, days: int) -> None:
        self.replicas[place].write(self._named(edits), [], crash=True)
        self.replicas[place].restart()
        self.replicas[place].move_clock(days)

    @rule()
    def all_have_a_round(self) -> None:
        for replica in self.replicas:
            replica.round("none", random.Random(0))

    @rule(place=PLACES, fault=st.sampled_from(FAULTS), seed=st.integers(0, 99))
    def has_a_round_with_the_hub(self, place: int, fault: str, seed: int) -> None:
        self.replicas[place].round(fault, random.Random(seed))

    @rule(one=PLACES, other=PLACES, edits=st.tuples(EDITS, EDITS), days=st.sampled_from((0, 0, 10_000)))
    def two_write_apart(self, one: int, other: int, edits: tuple[Picked, Picked], days: int) -> None:
        self.replicas[one].move_clock(days)
        self._write(one, self._named(edits[0]), [])
        self._write(other, self._named(edits[1]), [])
        self.replicas[one].move_clock(-days)

    @rule(places=st.permutations(range(5)), edits=st.tuples(EDITS, EDITS))
    def the_answer_comes_before_the_question(self, places: list[int], edits: tuple[Picked, Picked]) -> None:
        """One writes, a second has read it and writes, a third hears the second first."""
        first, second, third = places[:3]
        self._write(first, self._named(edits[0]), [])
        self._hand_over(first, second)
        self._write(second, self._named(edits[1]), [])
        self._hand_over(second, third)

    @rule(data=st.data(), giver=PLACES, taker=PLACES, crash=st.booleans(), seed=st.integers(0, 99))
    def carries_a_stick(self, data: st.DataObject, giver: int, taker: int, crash: bool, seed: int) -> None:
        last = self.replicas[giver].written()
        if giver == taker or not last:
            return
        first = data.draw(st.integers(1, last))
        sealed = self.replicas[giver].envelope(first, data.draw(st.integers(first, last)))
        transactions = carried(sealed, self.replicas[giver].public_key) * 2
        random.Random(seed).shuffle(transactions)
        self.replicas[taker].hear(transactions, crash=crash)

    @invariant()
    def every_replica_holds_what_its_people_were_not_shown_to_be_replaced(self) -> None:
        for replica in self.replicas:
            for key in self.oracle.changes:
                self._check(replica, key)
        self._open_forms()

    def teardown(self) -> None:
        if not self.oracle.changes:
            return
        apart = {key: [replica.state(key) for replica in self.replicas] for key in self.oracle.changes}
        for _ in range(2):
            for replica in self.replicas:
                replica.round("none", random.Random(0))
        for key, states in apart.items():
            self._check_together(key, states)
        for replica in self.replicas:
            kept, recomputed = replica.digests()
            assert kept == recomputed

    def _hand_over(self, giver: int, taker: int) -> None:
        """What the giver wrote last, from hand to hand."""
        if last := self.replicas[giver].written():
            sealed = self.replicas[giver].envelope(last, last)
            self.replicas[taker].hear(carried(sealed, self.replicas[giver].public_key))

    def _left_open(self, place: int, key: Key, age: int) -> Form:
        """A form of that PC: the last one opened, or one from before."""
        self._open_forms()
        forms = self.forms[place, key]
        return forms[max(-len(forms), -1 - age)]

    def _open_forms(self) -> None:
        """Wherever a record has changed since, a new form is opened; the old ones stay open."""
        for place, replica in enumerate(self.replicas):
            for key in self.keys:
                forms = self.forms.setdefault((place, key), [])
                if not forms or forms[-1].opened.context != replica.state(key).context:
                    forms.append(self._form(place, key))

    def _form(self, place: int, key: Key) -> Form:
        state = self.replicas[place].state(key)
        live = self.oracle.live(key, state.context)
        every = {name: frozenset(register) for name, register in live.items()}
        return Form(place, self.replicas[place].opened(key), self._read(key, state), every)

    def _named(self, edits: Picked) -> dict[Key, dict[str, Value]]:
        return {self.keys[pick]: values for pick, values in edits.items()}

    def _write(self, place: int, edits: Edits, forms: list[Form]) -> None:
        replica = self.replicas[place]
        before = {key: replica.state(key) for key in edits}
        read = {form.opened.key: form.read for form in forms}
        replica.write(edits, [form.opened for form in forms])
        for key, values in edits.items():
            now = self._read(key, before[key])
            sets = {name: value for name, value in values.items() if _differs(value, now.values.get(name))}
            if sets or not before[key].context:
                self._remember(replica, key, before[key], sets, read.get(key, now).dots)

    def _settle(self, form: Form, name: str, value: Value) -> None:
        replica, key = self.replicas[form.place], form.opened.key
        before = replica.state(key)
        replica.settle(key, name, value, form.opened)
        self._remember(replica, key, before, {name: value}, {**form.read.dots, name: form.every[name]})

    def _remember(
        self, replica: Replica, key: Key, before: State, sets: dict[str, Value], shown: Mapping[str, Dots]
    ) -> None:
        dot = (replica.device, before.context.get(replica.device, 0) + 1)
        self.oracle.record(key, dot, sets, shown)

    def _read(self, key: Key, state: State) -> Read:
        return self.oracle.read(key, state.context, state.marks)

    def _check(self, replica: Replica, key: Key) -> None:
        state = replica.state(key)
        held = {name: register for name, register in state.fields.items() if register}
        assert held == self.oracle.live(key, state.context)
        row = {name: value for name, value in replica.row(key).items() if value is not None}
        shown = self._read(key, state).values
        assert row == {name: value for name, value in shown.items() if value is not None}

    def _check_together(self, key: Key, apart: list[State]) -> None:
        record = key[1]
        final = self.replicas[0].state(key)
        for dot in self.oracle.changes[key]:
            assert dot[1] <= final.context[dot[0]]
        rows = [replica.row(key) for replica in self.replicas]
        assert all(row == rows[0] for row in rows)
        states = [replica.state(key) for replica in self.replicas]
        joined, backwards = State(), State()
        for state, other in zip(apart, reversed(apart), strict=True):
            joined, backwards = join(joined, state), join(other, backwards)
        for state in [*states, self.hub_state(key), joined, backwards, join(joined, backwards)]:
            assert canonical(record, state) == canonical(record, final)
        for replica in self.replicas:
            self._check(replica, key)
            assert replica.asked(key) == self.oracle.questions(key, final.context)
            live = {(name, dot) for name, register in final.fields.items() for dot in register}
            assert live | replica.history(key) == self.oracle.everything(key)


def _differs(one: Value, other: Value) -> bool:
    return one != other or type(one) is not type(other)
