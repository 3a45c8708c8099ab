"""What goes first, how much goes at once, and that nothing of it goes twice."""

import random

import msgspec
import pytest

from station_app.exchange.outbox import head_at
from station_app.exchange.sending import next_runs
from station_app.exchange.service import synchronise
from station_app.exchange.station import StationReplica
from station_app.people.model import Person
from sync.envelope import from_row
from sync.message import Ask
from sync.parcel import pack_tight
from sync.sizing import LIMIT
from sync.sparing import spared_ask


def write(database, count, *, bulk=False, words="Lò Thị Dền"):
    for number in range(count):
        with database.writing(bulk=bulk) as session:
            session.add(Person(full_name=f"{words} {number}", birth_date="1990"))


def carried(ask: Ask) -> list[int]:
    """The numbers of the transactions in a question, in its order."""
    envelopes = [from_row(bytes(raw)) for raw in ask.envelopes]
    return [seq for envelope in envelopes for seq in range(envelope.first, envelope.last + 1)]


@pytest.fixture
def pc(enrolled):
    return enrolled("A")


def known(pc) -> int:
    """How many transactions founding and enrolling have left."""
    with pc.reading() as session:
        return int(pc.raw(session).execute("SELECT seq FROM sync_self").fetchone()[0])


def test_what_a_person_saves_goes_before_what_an_import_brought(pc):
    """A list of the commune is brought in by megabytes; the child just registered does not wait for it."""
    start, chance = known(pc), random.Random(1)
    for _ in range(60):
        write(pc, 1, bulk=True, words=" ".join(f"{chance.randrange(16**40):x}" for _ in range(120)))
    write(pc, 2)
    station = StationReplica(pc)
    first = station.ask()
    assert {start + 61, start + 62} <= set(carried(first))
    assert len(carried(first)) < 62
    assert len(pack_tight(spared_ask(first))) <= LIMIT
    outcome = synchronise(pc)
    assert outcome.match is True
    assert outcome.receipt
    assert (outcome.receipt.upto, outcome.receipt.ahead) == (start + 62, [])


def test_ranges_that_the_gateway_holds_ahead_are_not_sent_again(pc):
    write(pc, 10)
    start = known(pc)
    with pc.taking_in() as intake:
        intake.raw.execute(
            "UPDATE sync_line SET ahead = ?", (msgspec.json.encode([[start - 6, start - 4]]).decode(),)
        )
    asked = carried(StationReplica(pc).ask())
    assert asked == [seq for seq in range(1, start + 1) if not start - 6 <= seq <= start - 4]
    assert StationReplica(pc).unsent() == start - 3


def test_each_run_begins_with_the_chain_before_it(pc):
    write(pc, 5)
    start = known(pc)
    with pc.taking_in() as intake:
        intake.raw.execute("UPDATE sync_line SET ahead = ?", (f"[[{start - 2}, {start - 1}]]",))
    with pc.reading() as session:
        raw = pc.raw(session)
        runs = next_runs(raw)
        assert [(run.first, len(run.payloads)) for run in runs] == [(1, start - 3), (start, 1)]
        assert [run.prior for run in runs] == [head_at(raw, 0), head_at(raw, start - 1)]


def test_a_long_backlog_goes_in_questions_of_at_most_64_kib_and_none_is_nearly_empty(pc):
    chance = random.Random(2)
    for _ in range(300):
        write(pc, 1, words=" ".join(f"{chance.randrange(16**9):x}" for _ in range(80)))
    sizes, station = [], StationReplica(pc)
    while station.unsent():
        ask = station.ask()
        sizes.append(len(pack_tight(spared_ask(ask))))
        last = from_row(bytes(ask.envelopes[-1]))
        with pc.taking_in() as intake:
            intake.raw.execute(
                "UPDATE sync_line SET acknowledged = ?, acknowledged_head = ?", (last.last, last.head)
            )
    assert len(sizes) > 1
    assert max(sizes) <= LIMIT
    assert min(sizes[:-1]) > LIMIT * 0.7, sizes
