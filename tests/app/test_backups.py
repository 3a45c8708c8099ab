"""Backups in the window: the board is red until there is one, it is made beside the work, and on closing."""

from pathlib import Path

import pytest

from station_app.app import home
from station_app.app.closing import ClosingPage
from station_app.app.keeping import Keeper
from station_app.app.today import Today
from station_app.app.window import Program
from station_app.backups import service as backups
from station_app.backups.screen import BackupsScreen
from station_app.backups.service import BackupRow
from station_app.people.service import register_person
from station_app.shell.links import LinkRow
from station_app.store.vault import FLOOR
from tests.app.conftest import LOGIN, PASSWORD, database_of, on_the_screen
from tests.disks import spoil_page_of
from tests.stations import MovableClock


def line_on_board(program: Program) -> LinkRow | None:
    shown = program.window.shown
    assert isinstance(shown, Today)
    lines = [line for line in shown.findChildren(LinkRow) if line.isVisibleTo(shown)]
    return next((line for line in lines if "ao lưu" in line.words), None)


def page_of(program: Program) -> BackupsScreen:
    assert isinstance(program.window.shown, BackupsScreen)
    return program.window.shown


def keeper_of(program: Program) -> Keeper:
    assert program.keeper is not None
    return program.keeper


def last_of(program: Program) -> BackupRow:
    found = backups.last_good(database_of(program))
    assert found is not None
    return found


def words_on_board(program: Program) -> tuple[str, str]:
    line = line_on_board(program)
    return (line.words, line.detail) if line else ("", "")


def pass_by(program: Program, **time: float) -> None:
    clock = database_of(program).clock
    assert isinstance(clock, MovableClock)
    clock.move(**time)


def in_the_bar(program: Program) -> list[str]:
    return [segment.words for segment in program.window.bottom.segments if "ao lưu" in segment.words]


def test_the_board_is_red_until_there_is_a_backup_and_leads_to_making_one(signed_in, fingers, place: Path):
    fingers.until(lambda: line_on_board(signed_in), "the line of the board")
    line = line_on_board(signed_in)
    assert line
    assert (line.words, line.detail) == ("Chưa có bản sao lưu nào", backups.ONLY_UNLOCKED)
    assert in_the_bar(signed_in) == ["Chưa có bản sao lưu nào"]
    line.click()
    assert signed_in.window.here == "backups"
    fingers.until(lambda: "Sao lưu ngay" in _offered(signed_in), "the page of backups")
    fingers.press("Ctrl+Enter")
    fingers.until(lambda: in_the_bar(signed_in) == ["Sao lưu 08:00 hôm nay"], "the bar")
    fingers.until(lambda: page_of(signed_in).table.rows, "the list")
    assert [path.name for path in (place / "sao-luu").iterdir()] == ["tram-20261121-080000"]
    fingers.press("Ctrl+D")
    fingers.until(lambda: backups.last_drill(database_of(signed_in)), "the drill")
    fingers.press("F2")
    fingers.until(lambda: "hôm nay" in words_on_board(signed_in)[0], "the board again")
    assert "cắm USB" in words_on_board(signed_in)[1]


def test_a_stick_is_prepared_by_keys_and_takes_the_next_backup(signed_in, fingers, tmp_path: Path):
    stick = tmp_path / "usb"
    stick.mkdir()
    signed_in.window.go("backups/prepare")
    fingers.type(str(stick))
    fingers.press("Enter")
    fingers.type("USB của trạm")
    fingers.press("Ctrl+Enter")
    fingers.until(lambda: signed_in.window.here == "backups", "the page of backups")
    keeper_of(signed_in).make()
    fingers.until(lambda: backups.last_good(database_of(signed_in)), "the backup")
    assert stick in last_of(signed_in).folder.parents


def test_after_four_days_without_one_it_is_red_again(signed_in, fingers):
    database = database_of(signed_in)
    backups.make(database, "hand")
    pass_by(signed_in, days=4)
    signed_in.window.go("backups")
    signed_in.window.go("today")
    fingers.until(lambda: "đã 4 ngày" in words_on_board(signed_in)[0])


def _offered(program: Program) -> list[str]:
    return [one.accessibleName() for one in program.window.heading.buttons if one.isVisible()]


@pytest.fixture
def kept(qtbot, place: Path, fingers):
    """As a nurse has it: with the schedule running."""
    with on_the_screen(qtbot, place, sync=True) as program:
        fingers.type(PASSWORD)
        fingers.press("Enter")
        fingers.until(lambda: program.database and backups.last_good(program.database), "the backup when due")
        yield program


def test_by_schedule_when_due_and_on_closing_with_what_was_done_since(kept: Program, fingers, place: Path):
    database = database_of(kept)
    assert [row.reason for row in backups.backups(database)] == ["schedule"]
    fingers.until(lambda: not keeper_of(kept).is_busy, "the end of the first one")
    keeper_of(kept).look()
    pass_by(kept, hours=2)
    register_person(database, {"full_name": "Lò Thị Ươm", "birth_date": "1990"})
    kept.window.close()
    assert isinstance(kept.window._cover, ClosingPage)
    assert kept.window.isVisible()
    fingers.until(lambda: not kept.window.isVisible(), "the window to close by itself")
    kept.close()
    again = home.unlock(place, LOGIN, PASSWORD, cost=FLOOR, clock=MovableClock())
    assert [row.reason for row in backups.backups(again)] == ["closing", "schedule"]
    again.close()


def test_whoever_cannot_wait_closes_at_once(kept: Program, fingers):
    database = database_of(kept)
    fingers.until(lambda: not keeper_of(kept).is_busy, "the end of the first one")
    pass_by(kept, hours=2)
    register_person(database, {"full_name": "Lò Thị Ươm", "birth_date": "1990"})
    kept.window.close()
    fingers.press("Escape")
    assert not kept.window.isVisible()


def test_a_damaged_page_that_hinders_nobody_is_told_on_the_board(signed_in, fingers, place: Path):
    database = database_of(signed_in)
    backups.make(database, "hand")
    pass_by(signed_in, hours=5)
    register_person(database, {"full_name": "Lò Thị Ươm", "birth_date": "1990"})
    database.fold_log()
    spoil_page_of(place / "station.db", database.key, "visit")
    keeper_of(signed_in).look()
    signed_in.window.go("backups")
    fingers.until(lambda: backups.standing(database).failed, "the backup that failed")
    signed_in.window.go("today")
    fingers.until(lambda: "hỏng" in words_on_board(signed_in)[1], "the words on the board")
    last = backups.last_good(database)
    assert last
    assert last.is_there
