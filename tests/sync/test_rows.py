"""Any state becomes a typed row and one column and is the same when it is read again."""

import sqlite3

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_app.app.rooms import CATALOGUE
from sync.change import Mark, Value
from sync.frozen import freeze, thaw
from sync.ledger import TABLES, Names
from sync.merge import HERE, State
from sync.policy import LIFE, Kind
from sync.rows import GONE, Layout, fits, from_column
from sync.sealed import holds, is_sealed, seal_value
from sync.showing import projection
from tests.sync.strategies import TEXTS, VALUES, deliver, histories

HOUSEHOLD = Layout(CATALOGUE.entities["household"])
NAMES = ("code", "poverty_year", "water_hygienic", "phone", "from_a_newer_version", LIFE)
LIVES = st.one_of(st.just(HERE), TEXTS.map(lambda why: GONE + why), VALUES)


@pytest.fixture(scope="module")
def books():
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for table in TABLES:
        connection.execute(table)
    columns = ", ".join(f"{name} {_affinity(HOUSEHOLD.kinds[name])}" for name in HOUSEHOLD.columns)
    connection.execute(f"CREATE TABLE household (id TEXT PRIMARY KEY, {columns}, gone TEXT, sync_meta BLOB)")
    yield connection
    connection.close()


def _affinity(kind: Kind) -> str:
    return {Kind.INTEGER: "INTEGER", Kind.BOOLEAN: "BOOLEAN"}.get(kind, "TEXT")


def _through_the_table(books: sqlite3.Connection, state: State) -> State:
    row, meta = HOUSEHOLD.pack(Names(books), state, CATALOGUE)
    marks = ",".join("?" * (len(row) + 2))
    books.execute(f"INSERT OR REPLACE INTO household VALUES ({marks})", ("x", *row, meta))
    _, *held, meta = books.execute("SELECT * FROM household").fetchone()
    return HOUSEHOLD.unpack(Names(books), tuple(held), meta)


SEALED = st.binary(min_size=1, max_size=4).map(
    lambda raw: seal_value(b"k" * 32, ("household", "x"), "f", raw.hex())
)


@given(histories(NAMES, VALUES | SEALED))
def test_a_row_shows_nothing_of_a_record_as_long_as_anything_of_it_is_sealed(books, history):
    state = deliver(State(), history)
    row, _ = HOUSEHOLD.pack(Names(books), state, CATALOGUE)
    told = {value for value in row[:-1] if value is not None}
    assert not any(is_sealed(value) for value in told)
    if holds(state):
        assert told == set()
    again = _through_the_table(books, state)
    assert _typed(again.fields) == _typed({n: r for n, r in state.fields.items() if r})
    assert (again.context, again.marks) == (state.context, state.marks)


@given(histories(NAMES, VALUES | LIVES))
def test_a_state_goes_through_the_table_unchanged(books, history):
    state = deliver(State(), history)
    held = {name: register for name, register in state.fields.items() if register}
    again = _through_the_table(books, state)
    assert _typed(again.fields) == _typed(held)
    assert (again.context, again.marks) == (state.context, state.marks)
    assert _typed(thaw(freeze(state)).fields) == _typed(held)
    assert projection(again, CATALOGUE, "household") == projection(state, CATALOGUE, "household")


def _typed(fields: dict[str, dict]) -> dict[str, dict]:
    """True is not 1, nor is 1 "1"."""
    return {name: {dot: (type(v), v) for dot, v in register.items()} for name, register in fields.items()}


@given(histories(("code", "poverty_year", "water_hygienic", "phone"), TEXTS | st.integers(0, 9), longest=1))
def test_a_plain_record_costs_few_bytes_beside_its_row(books, history):
    state = deliver(State(), history)
    _, meta = HOUSEHOLD.pack(Names(books), state, CATALOGUE)
    wrong = sum(
        not fits(HOUSEHOLD.kinds[name], value)
        for name, register in state.fields.items()
        if name != LIFE
        for value in register.values()
    )
    assert wrong or HOUSEHOLD.lists(meta) is False


def test_a_row_of_the_first_release_is_read_as_it_was_meant(books):
    names = Names(books)
    device, author, point = (names.number(text) for text in ("7n7izvbjar", "lan", "A"))
    meta = msgspec.msgpack.encode([[device, 1], [[device, 1, author, point, 9 << 16, 5, "dữ liệu cũ"]]])
    row = tuple({"code": "H1"}.get(name) for name in HOUSEHOLD.columns)
    state = HOUSEHOLD.unpack(names, (*row, None), meta)
    mark = Mark("lan", "A", 9 << 16, (9 << 16) + 5, "dữ liệu cũ")
    assert (state.context, state.marks) == ({"7n7izvbjar": 1}, {("7n7izvbjar", 1): mark})
    assert state.fields["code"] == {("7n7izvbjar", 1): "H1"}
    _, again = HOUSEHOLD.pack(names, state, CATALOGUE)
    assert len(again) < 20
    assert HOUSEHOLD.unpack(names, (*row, None), again) == state


def test_nothing_known_is_an_empty_state(books):
    nobody = (None,) * (len(HOUSEHOLD.columns) + 1)
    assert HOUSEHOLD.unpack(Names(books), nobody, None) == State()


@pytest.mark.parametrize(
    "kind, raw, value",
    [
        (Kind.BOOLEAN, 1, True), (Kind.BOOLEAN, 0, False), (Kind.BOOLEAN, 2, 2), (Kind.BOOLEAN, "x", "x"),
        (Kind.INTEGER, 7, 7), (Kind.INTEGER, "bảy", "bảy"), (Kind.INTEGER, 1.5, "1.5"),
        (Kind.INTEGER, b"\xff", "\ufffd"),
        (Kind.DECIMAL, 36.5, "36.5"), (Kind.TEXT, 5, "5"), (Kind.TEXT, None, None),
        (Kind.DATE, b"1988", "1988"),
    ],
)  # fmt: skip
def test_whatever_raw_sql_left_becomes_a_value_that_can_travel(kind: Kind, raw: object, value: Value):
    found = from_column(kind, raw)
    assert (type(found), found) == (type(value), value)


def test_a_name_keeps_its_number(books):
    number = Names(books).number("máy ở Bản Dền")
    assert Names(books).number("máy ở Bản Dền") == number
    assert Names(books).text(number) == "máy ở Bản Dền"
