"""Back to a backup in the window, by keys alone: from its page, and when the file itself is gone."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from shiboken6 import isValid

from station_app.app import restoring
from station_app.app.going_back import WORD, GoingBack, preview
from station_app.app.window import Program
from station_app.backups import service as backups
from station_app.people.service import register_person
from station_app.shell.signin import SignIn
from station_app.shell.trouble import TroublePage
from station_app.store.label import BY_HAND
from station_app.store.vault import FLOOR, Vault
from tests.app.conftest import LOGIN, PASSWORD, database_of, on_the_screen
from tests.disks import hashes, spoil
from tests.fingers import Fingers

AFTER = "Lò Thị Sau Bản Sao"
NEW_PASSWORD = "mot mat khau moi hon"


def names_in(program: Program) -> set[str]:
    with database_of(program).reading() as session:
        return {name for (name,) in database_of(program).raw(session).execute("SELECT full_name FROM person")}


def with_a_backup_and_work_since(program: Program) -> Path:
    database = database_of(program)
    made = backups.make(database, BY_HAND)
    register_person(database, {"full_name": AFTER, "birth_date": "1990"})
    return made.row.folder


def page_of(program: Program) -> GoingBack:
    page = program.window._cover
    assert isinstance(page, GoingBack)
    return page


def see_the_list(program: Program, fingers: Fingers) -> None:
    def there() -> bool:
        lines = page_of(program).lines
        return bool(lines) and isValid(lines[0]) and lines[0].hasFocus()

    fingers.until(there, "the backups")


def take_the_newest(program: Program, fingers: Fingers) -> None:
    see_the_list(program, fingers)
    fingers.press("Enter")
    fingers.until(lambda: is_for_passwords(fingers.at), "what will be missing, and the password of that time")


def is_for_passwords(at: QWidget) -> bool:
    return isinstance(at, QLineEdit) and at.echoMode() == QLineEdit.EchoMode.Password


def go_through(program: Program, fingers: Fingers, password: str = PASSWORD) -> None:
    """Enter takes the newest; its password, the word, and Enter at the end."""
    take_the_newest(program, fingers)
    fingers.type(password)
    fingers.press("Enter")
    fingers.type(WORD.lower())
    fingers.press("Ctrl+Enter")
    fingers.until(lambda: page_of(program).is_done and isinstance(fingers.at, QPushButton), "the end of it")
    fingers.press("Enter")
    fingers.until(lambda: isinstance(program.window._cover, SignIn), "the sign-in")


def sign_in(program: Program, fingers: Fingers, password: str = PASSWORD) -> None:
    fingers.until(lambda: is_for_passwords(fingers.at), "where the password goes")
    fingers.type(password)
    fingers.press("Enter")
    fingers.until(lambda: program.window.here == "today" and program.database, "the board")


def test_from_the_page_of_backups_with_what_would_be_missing_and_nothing_deleted(
    signed_in: Program, fingers: Fingers, place: Path
):
    folder = with_a_backup_and_work_since(signed_in)
    signed_in.window.go("backups")
    fingers.until(lambda: len(signed_in.window.heading.buttons) == 4, "the page of backups")
    before = hashes(folder)
    next(one for one in signed_in.window.heading.buttons if "Khôi phục…" in one.text()).click()
    fingers.until(lambda: page_of(signed_in).lines, "the backups")
    assert signed_in.database is None, "no file is open meanwhile"
    seen = preview(place, backups.found_in([folder.parent], "station.db")[0])
    assert (seen.since or 0) >= 1
    assert seen.same_password == {LOGIN}
    go_through(signed_in, fingers)
    sign_in(signed_in, fingers)
    assert AFTER not in names_in(signed_in)
    (aside,) = place.glob("truoc-khoi-phuc-*")
    assert (aside / "station.db").exists()
    assert hashes(folder) == before
    rows = backups.backups(database_of(signed_in))
    assert "restore" in [row.reason for row in rows], "what was there was backed up first"


def test_the_word_must_be_typed_and_escape_goes_back(signed_in: Program, fingers: Fingers, place: Path):
    with_a_backup_and_work_since(signed_in)
    signed_in._go_back()
    take_the_newest(signed_in, fingers)
    fingers.type(PASSWORD)
    fingers.press("Enter")
    fingers.type("đồng ý")
    fingers.press("Ctrl+Enter")
    form = page_of(signed_in).form
    assert form
    fingers.until(lambda: form.fields["word"].error, "the refusal")
    assert not list(place.glob("truoc-khoi-phuc-*"))
    fingers.press("Escape")
    see_the_list(signed_in, fingers)
    fingers.press("Escape")
    fingers.until(lambda: isinstance(signed_in.window._cover, SignIn), "the sign-in")
    sign_in(signed_in, fingers)
    assert AFTER in names_in(signed_in)


def test_a_password_of_that_time_opens_it_and_the_newer_one_stays_in_force(
    signed_in: Program, fingers: Fingers, place: Path
):
    folder = with_a_backup_and_work_since(signed_in)
    vault = Vault.open(place, parameters=FLOOR)
    vault.change_password(LOGIN, PASSWORD, NEW_PASSWORD)
    assert preview(place, backups.found_in([folder.parent], "station.db")[0]).same_password == frozenset()
    signed_in._go_back()
    go_through(signed_in, fingers)
    sign_in(signed_in, fingers, NEW_PASSWORD)
    assert AFTER not in names_in(signed_in)


@pytest.fixture
def lost(
    qtbot, program: Program, fingers: Fingers, place: Path, request: pytest.FixtureRequest
) -> Iterator[Program]:
    """The window opened anew after something happened to the folder."""
    sign_in(program, fingers)
    with_a_backup_and_work_since(program)
    program.close()
    program.window.close()
    request.param(place)
    with on_the_screen(qtbot, place) as again:
        assert isinstance(again.window._cover, TroublePage)
        yield again


@pytest.mark.parametrize("lost", [lambda place: (place / "station.db").unlink()], indirect=True, ids=["file"])
def test_when_the_file_is_gone_the_page_leads_there(lost: Program, fingers: Fingers):
    fingers.press("Enter")
    go_through(lost, fingers)
    sign_in(lost, fingers)
    assert AFTER not in names_in(lost)
    assert names_in(lost)


def _spoil_keys(place: Path) -> None:
    for name in ("vault.json", "vault.bak.json"):
        spoil(place / name, 40)


@pytest.mark.parametrize("lost", [_spoil_keys], indirect=True, ids=["keys"])
def test_when_the_slot_file_is_gone_that_of_a_backup_opens_the_file_with_all_its_work(
    lost: Program, fingers: Fingers, place: Path
):
    fingers.press("Enter")
    fingers.until(lambda: isinstance(lost.window._cover, SignIn), "the sign-in")
    sign_in(lost, fingers)
    assert AFTER in names_in(lost), "nothing of the work is lost"
    (aside,) = place.glob("tep-khoa-cu-*")
    assert {path.name for path in aside.iterdir()} == {"vault.json", "vault.bak.json"}


def test_without_any_backup_it_says_to_plug_in_the_stick(
    signed_in: Program, fingers: Fingers, tmp_path: Path
):
    signed_in._go_back()
    fingers.until(lambda: "Cắm USB" in page_of(signed_in).said, "the words")
    stick = tmp_path / "usb"
    shutil.copytree(tmp_path / "home", stick / "tram-20261121-070000")
    page_of(signed_in).look_in(stick / "tram-20261121-070000")
    fingers.until(lambda: page_of(signed_in).form, "what will be missing")


def test_a_slot_file_comes_back_only_from_a_backup_that_has_a_whole_one(place: Path, tmp_path: Path):
    bad = tmp_path / "tram-20261121-070000"
    shutil.copytree(place, bad)
    _spoil_keys(bad)
    before = hashes(place)
    with pytest.raises(Exception, match="TR-K04"):
        restoring.bring_keys(place, bad)
    assert hashes(place) == before
