"""Words that would be SQL, a path, a formula or an option elsewhere are words here."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from station_app.app import home, search
from station_app.app.restoring import restore
from station_app.app.rooms import VERBS
from station_app.cli import main
from station_app.common.cells import harmless
from station_app.common.errors import Refused, Unavailable
from station_app.households import service as households
from station_app.store.given import LONGEST, given_bytes, given_secret
from station_app.store.vault import FLOOR
from tests.hostile.words import WORDS
from tests.households.families import family
from tests.stations import StationMaker

PASSWORD = "nui cao bon mua"


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory):
    """A station with one family, and what its file says of itself."""
    place = tmp_path_factory.mktemp("lived") / "home"
    home.found(place, code="12345", name="Trạm", login="hanh", password=PASSWORD, cost=FLOOR)
    database = home.unlock(place, "hanh", PASSWORD, cost=FLOOR)
    households.register_household(database, {"hamlet": "Bản Dền"}, family(), confirmed_doubts=True)
    yield database
    database.close()


def contents(database) -> dict[str, int]:
    with database.reading() as session:
        raw = database.raw(session)
        tables = [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: raw.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for name in tables
            if not name.startswith("audit")
        }


@settings(max_examples=40)
@given(
    st.sampled_from(WORDS)
    | st.text(max_size=40)
    | st.text(alphabet="'\"%_*:-()^{}[]<>\\/;,. aA1\0", max_size=30)
)
def test_the_search_finds_or_does_not_and_nothing_else_happens(lived_in, typed):
    assert len(search.find(lived_in, typed)) <= 50
    for entity in ("person", "household", "visit"):
        VERBS[entity].find(lived_in, typed, 5)


def test_nothing_was_written_by_searching(lived_in):
    before = contents(lived_in)
    for word in WORDS:
        search.find(lived_in, word)
        VERBS["person"].find(lived_in, word, 5)
    assert contents(lived_in) == before


def test_a_query_that_is_always_true_finds_nobody(lived_in):
    for typed in ("' OR '1'='1", "%", "_", "*", "%' --", '"', "a* OR b*", "full_name:giang"):
        assert not [hit for hit in search.find(lived_in, typed) if "Giàng" in hit.title], typed


@pytest.mark.parametrize("entity", sorted(VERBS))
def test_a_hostile_id_or_field_is_refused(lived_in, entity):
    before = contents(lived_in)
    for word in WORDS:
        with pytest.raises((Refused, Unavailable)):
            VERBS[entity].correct(lived_in, word, {"full_name": "x"}, "vì sao", ())
    assert contents(lived_in) == before


@pytest.mark.parametrize("word", [WORDS[0], WORDS[4], WORDS[10], WORDS[14]])
def test_a_command_takes_hostile_words_as_words(lived_in, word, monkeypatch, capsys):
    """As a script would hand them over: they are values, never options, SQL or a shell."""
    monkeypatch.setenv("STATION_PASSWORD", PASSWORD)
    place = str(lived_in.path.parent)
    code = main(["--home", place, "--json", "list", "person", "--query", word])
    assert code == 0
    code = main(["--home", place, "--json", "show", "person", word])
    assert code == 3
    capsys.readouterr()
    code = main(
        ["--home", place, "--json", "new", "person", f"full_name={word}", "birth_date=1988", "sex=female"]
    )
    told = json.loads(capsys.readouterr().out)
    assert code in (0, 3), told


def test_rows_given_back_and_exports_run_nothing():
    for word in WORDS:
        shown = harmless(word)
        assert not shown.startswith(("=", "+", "-", "@", "\t", "\r")), word


def test_a_pipe_or_a_device_on_a_stick_is_no_file(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero"), tmp_path):
        with pytest.raises(OSError):
            given_bytes(path)
    (tmp_path / "long").write_bytes(b"x" * (LONGEST + 1))
    for reader in (given_bytes, given_secret):
        with pytest.raises(OSError, match="quá lớn"):
            reader(tmp_path / "long")
    os.mkfifo(tmp_path / "vault.json")
    assert home.station_name(tmp_path) is None


def test_a_backup_made_of_pipes_and_links_is_refused_and_reads_nothing_else(
    tmp_path: Path, station: StationMaker
):
    """Somebody prepared a stick: the file is a link to another, the slot file a pipe that never ends."""
    stick = tmp_path / "tram-20261130-080000"
    stick.mkdir()
    (stick / home.FILE).symlink_to("/etc/passwd")
    os.mkfifo(stick / "vault.json")
    os.mkfifo(stick / "vault.bak.json")
    with pytest.raises((Refused, Unavailable)):
        restore(tmp_path / "home", stick, "hanh", PASSWORD, cost=FLOOR)
    assert not (tmp_path / "home" / home.FILE).exists()
