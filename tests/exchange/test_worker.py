"""Rounds beside the nurse's work: wishes that come during a round are one more round."""

import threading

import pytest

from station_app.exchange.service import receipts
from station_app.exchange.worker import EVERY_SECONDS, Exchanger
from station_app.people.model import Person
from station_app.shell.work import Work
from tests.faults import NONE


@pytest.fixture
def work(qapp):
    made = Work()
    yield made
    made.close()


def test_a_wish_to_sync_that_comes_during_a_round_is_exactly_one_more_round(qtbot, work, province, enrolled):
    """pitfall 22: what was saved while a round ran goes out with the next, and nobody has to ask again."""
    a = enrolled("A")
    begun, gate = threading.Event(), threading.Event()

    def slow():
        begun.set()
        gate.wait(20)
        return NONE

    province.proxy.faulty = slow
    exchanger = Exchanger(a, work)
    exchanger.now()
    qtbot.waitUntil(begun.is_set, timeout=20_000)
    with a.writing() as session:
        session.add(Person(full_name="Lò Thị Pản", birth_date="1988", sex="female"))
    for _ in range(3):
        exchanger.now()
    gate.set()
    qtbot.waitUntil(lambda: len(receipts(a)) == 2, timeout=20_000)
    qtbot.waitUntil(lambda: not exchanger._running, timeout=20_000)
    assert (receipts(a)[0].outcome, receipts(a)[0].count) == ("match", 1)
    assert exchanger._timer.interval() == EVERY_SECONDS * 1000, "and no third"
    exchanger.close()
