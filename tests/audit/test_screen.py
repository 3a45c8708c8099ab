"""The page of the log: read, filtered by keys, checked and printed."""

import pytest
from PySide6.QtCore import Qt

from station_app.audit.screen import ADDRESS, LogScreen
from station_app.store import audit
from station_app.store.audit import Action
from tests.audit.conftest import NAME, Worked
from tests.windows import Frame


@pytest.fixture
def database(worked: Worked):
    """The one that the frame listens to."""
    return worked.database


@pytest.fixture
def screen(frame: Frame, worked: Worked) -> LogScreen:
    drawn: list[object] = []

    def sheet(wanted: object) -> bytes:
        drawn.append(wanted)
        return b""

    frame.window.register(ADDRESS, lambda window: LogScreen(window, worked.database, sheet))
    made: LogScreen = frame.open(ADDRESS, lambda screen: screen.table.rows)
    return made


def said(screen: LogScreen) -> list[str]:
    return [line.said for line in screen.table.rows]


def test_the_newest_is_first_and_in_words(frame: Frame, screen: LogScreen):
    assert said(screen)[0] == "xuất ra tệp dữ liệu, bị từ chối vì không có quyền"
    assert screen.title == "Nhật ký"
    frame.until(lambda: "8 mục" in screen.subtitle)


def test_a_group_is_chosen_by_keys(frame: Frame, screen: LogScreen):
    screen.asking.groups.buttons[1].setFocus()
    screen.asking.groups.buttons[1].click()
    frame.until(lambda: len(screen.table.rows) == 2)
    assert said(screen) == [f"xem lượt khám {NAME}", f"xem hồ sơ {NAME}"]
    screen.asking.groups.buttons[0].click()
    frame.until(lambda: len(screen.table.rows) == 8)


def test_a_user_and_a_day_are_typed(frame: Frame, screen: LogScreen):
    screen.asking.user.focus()
    frame.type("pao")
    frame.until(lambda: screen.asking.user.list.isVisible())
    frame.press(Qt.Key.Key_Return)
    frame.until(lambda: len(screen.table.rows) == 1)
    screen.asking.until.focus()
    frame.type("20/11/2026")
    frame.until(lambda: not screen.table.rows)


def test_a_person_comes_with_the_address(frame: Frame, screen: LogScreen, worked: Worked):
    frame.window.go(f"{ADDRESS}?person={worked.person}")
    frame.until(lambda: len(screen.table.rows) == 4)
    assert screen.asking.person.edit.text() == NAME


def test_the_verdict_stands_above_the_list(frame: Frame, screen: LogScreen):
    screen.check()
    frame.until(lambda: any("nguyên vẹn" in words for words in frame.words(screen.said)))


def test_long_names_are_paged(frame: Frame, screen: LogScreen, worked: Worked):
    with worked.database.writing():
        for number in range(150):
            audit.note(worked.database, Action.PRINTED, entity="person", record=f"{number}")
    screen.load()
    frame.until(lambda: len(screen.table.rows) >= 100)
    screen.table.view.scrollToBottom()
    frame.until(lambda: len(screen.table.rows) == 158)
