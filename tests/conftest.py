"""What every test stands on: an offscreen screen, a Hypothesis that repeats itself, a PostgreSQL."""

import gc
import os

# Before Qt is loaded: a test must never open a window on the developer's screen.
os.environ["QT_QPA_PLATFORM"] = os.environ.get("TEST_QPA_PLATFORM", "offscreen")
# Debian's Qt plugins and a desktop's theme must not leak into ours.
for name in ("QT_PLUGIN_PATH", "QT_STYLE_OVERRIDE", "QT_QPA_PLATFORMTHEME", "STATION_PASSWORD"):
    os.environ.pop(name, None)

from collections.abc import Iterator  # noqa: E402  the environment comes first

import pytest  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402

from tests.postgres import FreshDatabase, running_postgres  # noqa: E402
from tests.stations import database, station  # noqa: E402, F401  fixtures for every folder

# The same examples each time, so that a red run is red again; make soak looks further.
settings.register_profile(
    "suite", derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "soak", max_examples=2_000, stateful_step_count=100, deadline=None, print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
settings.load_profile("suite")


SWEPT = pytest.StashKey[int]()
SWEPT_WHOLE = 100
"""Every so many tests everything is swept."""


def pytest_collection_finish(session: pytest.Session) -> None:
    _sweep()


def _sweep() -> None:
    """Whatever is still here after that stays: modules, classes, thousands of tests. No later sweep, nor the
    program's own at each start, walks through it again."""
    gc.collect()
    gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """As `app.sweeping` does for the program: no worker thread may throw away a widget or its timer."""
    gc.disable()


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    item.session.stash[SWEPT] = times = item.session.stash.get(SWEPT, 0) + 1
    if nextitem is None or times % SWEPT_WHOLE == 0:
        _sweep()
    else:
        gc.collect(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[FreshDatabase]:
    """`postgres()` makes an empty database and gives its URL."""
    with running_postgres() as fresh_database:
        yield fresh_database
