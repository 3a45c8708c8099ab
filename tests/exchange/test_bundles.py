"""A stick instead of a line: what goes up arrives, what comes back is believed, what is spoiled is refused."""

from pathlib import Path

import pytest

from station_app.common.errors import Refused, Unavailable
from station_app.exchange.service import line_state, receipts, recomputed_digests, synchronise
from station_app.exchange.service.bundles import bundles_in, export_bundles, import_bundle, to_carry
from station_app.people.model import Person
from station_app.store.database import Database
from sync.gateway import impounded
from sync.gateway.courier import answers, take_in
from sync.gateway.enrolment import revoke
from tests.exchange.test_service import held, people, register


def device(database: Database) -> str:
    with database.reading() as session:
        return str(database.raw(session).execute("SELECT device FROM sync_self").fetchone()[0])


def at_the_province(province, files: list[Path], out: Path) -> list[Path]:
    """What IT does there; returns the letters that go back."""
    from sync.bundle_file import write

    taken = [take_in(province.warehouse, path.read_bytes()) for path in files]
    return [write(out, raw) for raw in answers(province.warehouse, taken[0])]


@pytest.fixture
def stick(tmp_path) -> Path:
    return tmp_path / "usb"


def round_by_stick(province, database: Database, stick: Path):
    done = export_bundles(database, stick)
    back = at_the_province(province, list(done.files), stick)
    return [import_bundle(database, path) for path in bundles_in(stick) if path in back][-1]


@pytest.mark.parametrize("province", ["sqlite", "postgresql"], indirect=True)
def test_a_round_by_stick_is_a_round(province, enrolled, stick):
    a, b = enrolled("A"), enrolled("B")
    made = set(register(b, 2))
    synchronise(b)
    made |= set(register(a, 3, "Lò Văn Pản"))
    done = round_by_stick(province, a, stick)
    assert (done.received, done.acknowledged, done.outcome.match) == (2, 3, True)
    state = line_state(a)
    assert (state.sent, state.written, state.unsent, state.match) == (3, 3, 0, True)
    assert [(line.outcome, line.upto, line.count) for line in receipts(a)] == [("match", 3, 3)]
    assert synchronise(b).received == 3
    assert people(a) == people(b) == made
    assert recomputed_digests(a) == recomputed_digests(b)
    assert synchronise(a).match is True
