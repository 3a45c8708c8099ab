"""Every state in which a station may be found, made for real and opened by the window and by the command.

One page says what happened, whether the data is safe, what to do, a code and the next step. Whatever the
state, every file that was there is there afterwards, byte for byte, or stands aside under another name."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from station_app.app import home
from station_app.app.opening import STEPS, Step, look_back, note_opened
from station_app.app.window import Program
from station_app.backups import service as backups
from station_app.cli.main import main
from station_app.households.service import register_household
from station_app.shell.links import LinkRow
from station_app.shell.signin import SignIn
from station_app.shell.trouble import TroublePage
from station_app.store.label import BY_HAND
from station_app.store.vault import FLOOR
from tests.app.conftest import CODE, LOGIN, NAME, PASSWORD, on_the_screen
from tests.app.openings import (
    LAST,
    STATES,
    Found,
    State,
    clock_far_ahead,
    command,
    full_disk,
    read_only_disk_with_saves_in_the_log,
)
from tests.disks import hashes
from tests.fingers import Fingers
from tests.households.families import family
from tests.stations import MovableClock
from tests.tree import ROOT


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A station with a family and a backup, founded once."""
    folder = tmp_path_factory.mktemp("opening") / "tram"
    home.found(
        folder, code=CODE, name=NAME, login=LOGIN, password=PASSWORD, full_name="Lò Thị Hạnh", cost=FLOOR
    )
    database = home.unlock(folder, LOGIN, PASSWORD, cost=FLOOR, clock=MovableClock())
    register_household(database, {"hamlet": "Bản Dền"}, family(), confirmed_doubts=True)
    backups.make(database, BY_HAND)
    database.close()
    return folder


@pytest.fixture
def found(station: Path, tmp_path: Path) -> Iterator[Found]:
    place = tmp_path / "tram"
    shutil.copytree(station, place)
    with ExitStack() as undo:
        yield Found(place, tmp_path, undo, MovableClock())


def kept(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Files whose bytes are nowhere any more."""
    return [name for name, told in before.items() if told not in after.values()]


def opened(found: Found, qtbot, fingers: Fingers) -> tuple[Program, TroublePage | None]:
    """The real window from its start: signs in where it is asked who works, and stops at what it is told."""
    program = found.undo.enter_context(on_the_screen(qtbot, found.place, clock=found.clock))
    if not isinstance(program.window._cover, TroublePage):
        fingers.type(PASSWORD)
        fingers.press("Enter")
        fingers.until(
            lambda: isinstance(program.window._cover, TroublePage) or program.window.here == "today",
            "the page of the trouble, or the board",
        )
    page = program.window._cover
    return program, page if isinstance(page, TroublePage) else None


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.make.__name__)
def test_the_window_tells_each_state_on_one_page_and_loses_nothing(
    state: State, found: Found, qtbot, fingers: Fingers
):
    state.make(found)
    before = hashes(found.place)
    program, page = opened(found, qtbot, fingers)
    assert (page.trouble.code if page else None) == state.code
    if page:
        said = page.trouble
        assert all(words.strip() for words in (said.happened, said.safety, said.action))
        assert page.buttons[0].text().startswith(state.step.value if state.step else "")
        assert STEPS.get(said.code, Step.AGAIN) is state.step
        assert page.buttons[0].hasFocus()
    if state.step in (Step.READ, Step.GO_ON):
        fingers.press("Enter")
        fingers.until(lambda: program.window.here == "today", "the board")
        assert program.database
        assert bool(program.database.frozen) is (state.step is Step.READ)
        board = program.window.shown
        fingers.until(lambda: board and board.findChildren(LinkRow), "what the board reads")
        assert not program.window.notices.standing, "nothing on it wants to write"
        fingers.until(lambda: program.window.bottom.segments, "the bar")
        only_reads = "Chỉ xem" in program.window.bottom.segments[0].words
        assert only_reads is (state.step is Step.READ)
    program.close()
    after = hashes(found.place)
    if state.same:
        assert not kept(before, after), "whatever was there is there"
        assert {name: told for name, told in after.items() if name in before} == before
    assert before.keys() <= after.keys() | {"station.db-wal", "station.db-shm"}


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.make.__name__)
def test_the_command_says_the_same(state: State, found: Found, capsys: pytest.CaptureFixture[str]):
    state.make(found)
    before = hashes(found.place)
    capsys.readouterr()
    assert main(command(found, PASSWORD, "list", "person")) == state.exit
    said = capsys.readouterr()
    if state.exit:
        assert f"(Mã {state.code})" in said.err
    elif state.step is Step.READ:
        assert f"(Mã {state.code})" in said.err
        assert "Giàng" in said.out or "Lò" in said.out
    if state.same:
        assert not kept(before, hashes(found.place))


def test_a_wrong_password_is_answered_where_it_was_typed(found: Found, qtbot, fingers: Fingers):
    program = found.undo.enter_context(on_the_screen(qtbot, found.place, clock=found.clock))
    door = program.window._cover
    assert isinstance(door, SignIn)
    before = hashes(found.place)
    fingers.type("sai hoan toan roi")
    fingers.press("Enter")
    fingers.until(lambda: "Sai mật khẩu" in door.message)
    assert program.database is None
    assert hashes(found.place)["station.db"] == before["station.db"]


def test_what_is_read_on_a_frozen_disk_is_all_that_was_saved_and_no_save_is_taken(found: Found):
    read_only_disk_with_saves_in_the_log(found)
    database = home.unlock(found.place, LOGIN, PASSWORD, cost=FLOOR, clock=found.clock)
    with database.reading() as session:
        names = {name for (name,) in database.raw(session).execute("SELECT full_name FROM person")}
    assert LAST in names
    with pytest.raises(Exception, match="T-302"), database.writing():
        pass
    database.close()


def test_after_the_room_is_made_again_the_full_disk_is_an_ordinary_one(found: Found):
    full_disk(found)
    frozen = home.unlock(found.place, LOGIN, PASSWORD, cost=FLOOR, clock=found.clock)
    assert frozen.frozen
    frozen.close()
    (found.place.parent / "phim.mp4").unlink()
    database = home.unlock(found.place, LOGIN, PASSWORD, cost=FLOOR, clock=found.clock)
    assert database.frozen is None
    database.close()


def test_a_clock_that_was_put_right_again_is_believed(found: Found):
    clock_far_ahead(found)
    database = home.unlock(found.place, LOGIN, PASSWORD, cost=FLOOR, clock=found.clock)
    assert look_back(database, found.place)
    note_opened(database, found.place)
    assert look_back(database, found.place) is None
    found.clock.move(days=-20 * 365)
    assert look_back(database, found.place), "told once more when it goes back"
    note_opened(database, found.place)
    found.clock.move(seconds=timedelta(days=40).total_seconds())
    assert look_back(database, found.place) is None
    database.close()


def test_the_readme_counts_the_states():
    with_the_wrong_password = len(STATES) + 1
    assert f"{with_the_wrong_password} opening states" in (ROOT / "README.md").read_text("utf-8")
