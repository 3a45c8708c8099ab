"""A minute of everything at once: two releases, seven PCs, two gateways, and nothing is lost.

Run for longer with make soak SEED=… MINUTES=…"""

import os

import pytest

from tests.soak.previous import previous_release
from tests.soak.soak import Soak

SEED = int(os.environ.get("SEED", "1"))
MINUTES = float(os.environ.get("MINUTES", "10"))


@pytest.fixture(scope="session")
def previous():
    """The release before this one; without it all stations run this one."""
    return previous_release()


def test_a_minute_of_everything_at_once_loses_nothing(postgres, previous):
    book = Soak(SEED, postgres(), previous, 15).run()
    assert sum(book.counts.values()) > 10, "hardly anything happened"


@pytest.mark.soak
def test_many_minutes_of_everything_at_once_lose_nothing(postgres, previous):
    """The other half of MINUTES is for the simulated worlds."""
    book = Soak(SEED, postgres(), previous, MINUTES * 30).run()
    assert sum(book.counts.values()) > MINUTES * 10, "hardly anything happened"
