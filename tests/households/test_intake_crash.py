"""The power fails while a list goes in: what was saved is saved, and the rest goes in once."""

import secrets
import subprocess
import sys
from datetime import date

import pytest

from station_app.app.rooms import CATALOGUE, DERIVE, GUARD
from station_app.demo.population import population
from station_app.households import service as households
from station_app.households.service import intake
from station_app.people import service as people
from station_app.store.database import Author, Database, create
from tests.demo.excel_list import rows_of, vn_excel_list
from tests.stations import MovableClock
from tests.tree import ROOT

CHILD = """
import sys
from pathlib import Path
from station_app.households.service import intake
from tests.households.test_intake_crash import opened

def told(done, total):
    print(done, flush=True)
    return True

database = opened(Path(sys.argv[1]), bytes.fromhex(sys.stdin.readline()))
getattr(intake, sys.argv[3])(database, intake.read_list(database, Path(sys.argv[2])).import_id, told)
print("finished", flush=True)
"""


def opened(path, key):
    return Database(
        path, key, CATALOGUE, Author("nurse", "A"), derive=DERIVE, guard=GUARD, clock=MovableClock()
    )


def _killed(path, key, listed, verb, after):
    """Runs a verb in a process of its own and kills it without a warning after some pieces."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(path), str(listed), verb],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdin
    assert child.stdout
    child.stdin.write(key.hex() + "\n")
    child.stdin.flush()
    lines = [child.stdout.readline() for _ in range(after)]
    child.kill()
    child.communicate()
    assert "finished\n" not in lines
    return int(lines[-1])


@pytest.fixture
def listed(tmp_path):
    path = tmp_path / "list.xlsx"
    vn_excel_list(path, rows_of(population(3, 300, as_of=date(2026, 11, 21)), 300))
    return path


def test_a_killed_import_is_finished_by_giving_the_file_again_and_taken_back_after_another_kill(
    tmp_path, listed
):
    path, key = tmp_path / "station.db", secrets.token_bytes(32)
    create(path, key, CATALOGUE, {"code": "12345", "name": "Trạm", "point": "A", "point_name": "Bản A"})
    acknowledged = _killed(path, key, listed, "commit", after=2)
    database = opened(path, key)
    try:
        (waiting,) = intake.unfinished(database)
        assert acknowledged <= waiting.done < waiting.rows == 300
        preview = intake.read_list(database, listed)
        assert preview.import_id == waiting.import_id
        done = intake.commit(database, preview.import_id)
        assert people.count_people(database) == done.people == done.accepted == preview.accepted
        assert households.count_households(database) == done.households == preview.households
    finally:
        database.close()
    _killed(path, key, listed, "take_back", after=1)
    database = opened(path, key)
    try:
        assert people.count_people(database) > 0
        back = intake.take_back(database, preview.import_id)
        assert (back.finished, back.kept, people.count_people(database)) == (True, (), 0)
        assert households.count_households(database) == 0
    finally:
        database.close()
