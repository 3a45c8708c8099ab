"""Values, changes and states as a peer might send them, sensible or not."""

from hypothesis import strategies as st

from sync.change import Change, Mark, Transaction
from sync.merge import State, apply, deliverable
from sync.policy import LIFE

UUIDS = st.uuids().map(str)
TEXTS = st.one_of(
    st.text(max_size=12), UUIDS, st.sampled_from(["", "~", "~~x", "36.5", "1988-03", "Đặng Thị Mỷ"])
)
NUMBERS = st.integers(-(2**63), 2**63 - 1)
VALUES = st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS)
DEVICES = st.sampled_from(["aaaaaaaaaa", "bbbbbbbbbb", "cccccccccc"])
CONTEXTS = st.dictionaries(DEVICES, st.integers(1, 9), max_size=3)
DOTS = st.tuples(DEVICES, st.integers(1, 9))
MARKS = st.builds(
    Mark,
    author=TEXTS,
    point=st.sampled_from(["A", "B", ""]),
    hlc=st.integers(0, 2**63 - 1),
    stamp=st.none() | st.integers(0, 2**63 - 1),
    reason=st.none() | TEXTS,
)


@st.composite
def changes(draw, device: str = "aaaaaaaaaa", names: st.SearchStrategy[str] = TEXTS) -> Change:
    n = draw(st.integers(1, 2**53))
    before = draw(CONTEXTS)
    before.pop(device, None)
    mine = draw(st.sampled_from([n - 1, 0, max(0, n - 2)]))
    if mine:
        before[device] = mine
    return Change(
        draw(TEXTS), draw(UUIDS | TEXTS), n, before,
        draw(st.dictionaries(names, VALUES, max_size=4)),
        draw(st.dictionaries(names, st.lists(DOTS, min_size=1, max_size=3), max_size=2)),
        draw(st.none() | UUIDS.map(lambda record: f"person:{record}")),
    )  # fmt: skip


@st.composite
def transactions(draw) -> Transaction:
    made = draw(st.lists(changes(), min_size=0, max_size=3, unique_by=lambda change: change.key))
    numbers = st.integers(1, 2**53)
    return Transaction(
        "aaaaaaaaaa", draw(numbers), draw(TEXTS), draw(TEXTS), draw(st.integers(0, 2**63 - 1)),
        draw(st.integers(-720, 840)), draw(st.none() | TEXTS), made,
    )  # fmt: skip


Delivery = tuple[str, Change, Mark]


@st.composite
def histories(
    draw, names: tuple[str, ...] = ("a", "b", LIFE), values=VALUES, longest: int = 8
) -> list[Delivery]:
    """Changes to one record by three devices, each knowing some earlier ones: all that may happen to it."""
    told: list[Delivery] = []
    known: dict[str, State] = {device: State() for device in ("aaaaaaaaaa", "bbbbbbbbbb", "cccccccccc")}
    for _ in range(draw(st.integers(1, longest))):
        device = draw(DEVICES)
        state = known[device]
        deliver(state, draw(st.lists(st.sampled_from(told), max_size=4)) if told else [])
        before = draw(st.sampled_from([dict(state.context), {}]))
        sets = draw(st.dictionaries(st.sampled_from(names), values, min_size=1, max_size=3))
        dots = [dot for register in state.fields.values() for dot in register]
        spare = {name: [draw(st.sampled_from(dots))] for name in sets if dots and draw(st.booleans())}
        change = Change("thing", "x", state.context.get(device, 0) + 1, before, sets, spare)
        delivery = (device, change, draw(MARKS))
        apply(state, *delivery)
        told.append(delivery)
    return told


def deliver(state: State, deliveries: list[Delivery]) -> State:
    """Applies all that can be applied, again and again until nothing more can."""
    waiting = list(deliveries)
    moved = True
    while moved:
        moved = False
        for delivery in list(waiting):
            device, change, mark = delivery
            if deliverable(state, device, change):
                apply(state, device, change, mark)
                waiting.remove(delivery)
                moved = True
    return state
