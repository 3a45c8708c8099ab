"""The page of the province: held deletions and a spent budget are said, and answered, where they are read."""

import pytest
from PySide6.QtWidgets import QPushButton

from station_app.exchange.screen.warehouse import ADDRESS, WarehouseScreen
from station_app.exchange.service import enroll, held_deletions, set_line, synchronise, usage
from station_app.store.database import Database
from tests.exchange.test_brake import register, withdraw
from tests.windows import Frame


@pytest.fixture
def page(frame: Frame, database: Database, province) -> WarehouseScreen:
    enroll(database, province.url, province.code())
    frame.window.register(
        ADDRESS, lambda window: WarehouseScreen(window, database, lambda: synchronise(database))
    )
    return frame.open(ADDRESS, lambda screen: screen.title and frame.words(screen.said))


def _click(page: WarehouseScreen, words: str) -> None:
    [button] = [one for one in page.said.findChildren(QPushButton) if words in one.text()]
    button.click()


def _said(frame: Frame, page: WarehouseScreen) -> str:
    return " ".join(frame.words(page.said))


def test_held_deletions_are_listed_by_kind_and_sent_when_a_person_says_so(
    frame: Frame, page: WarehouseScreen, database: Database
):
    people = register(database, 200)
    synchronise(database)
    withdraw(database, people[:60])
    page.load()
    frame.until(lambda: "60 lượt xoá chưa gửi" in _said(frame, page))
    assert "60 người dân" in _said(frame, page)
    _click(page, "gửi các lượt xoá")
    frame.until(lambda: "60 lượt xoá" not in _said(frame, page))
    assert held_deletions(database) is None


def test_a_spent_budget_is_told_and_the_nurse_may_go_on_today(
    frame: Frame, page: WarehouseScreen, database: Database
):
    register(database, 1)
    synchronise(database)
    set_line(database, budget_mb=1)
    with database.taking_in() as intake:
        intake.raw.execute("UPDATE sync_usage SET down = 2000000")
    page.load()
    frame.until(lambda: "hết phần cho phép" in _said(frame, page))
    _click(page, "cho phép thêm")
    frame.until(lambda: "hết phần cho phép" not in _said(frame, page))
    assert usage(database).allowed
