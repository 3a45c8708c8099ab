"""Long lists: read a page at a time, walked with the keys, never a number cut."""

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

from station_app.shell.tables import PAGE, Column, RowAction, Table
from station_app.shell.widgets import EmptyState
from tests.shell.conftest import shown

COLUMNS = [
    Column("Họ tên", lambda row: f"Người {row}", stretch=True),
    Column("Số định danh", lambda row: f"{row:012}", widest="000000000000"),
    Column("Tiêm", lambda row: "Đủ", state=lambda row: "done"),
    Column("Mũi", str, right=True),
]


class Register:
    """20,000 rows, and how often they were asked for."""

    def __init__(self) -> None:
        self.asked: list[int | None] = []

    def fetch(self, last: int | None, limit: int) -> list[int]:
        self.asked.append(last)
        first = 0 if last is None else last + 1
        return list(range(first, min(first + limit, 20_000)))


@pytest.fixture
def table(qtbot) -> Table:
    made = Table(COLUMNS, name="Người dân", empty=EmptyState("Chưa có ai"))
    made.resize(700, 400)
    shown(qtbot, made)
    return made


def test_only_the_first_page_is_read_at_first(qtbot, table):
    register = Register()
    table.show_rows(register.fetch)
    assert register.asked == [None]
    assert (len(table.rows), table.current) == (PAGE, 0)


def test_scrolling_reads_on_from_the_last_row(qtbot, table):
    register = Register()
    table.show_rows(register.fetch)
    table.view.scrollToBottom()
    qtbot.waitUntil(lambda: len(table.rows) > PAGE)
    assert register.asked[1] == PAGE - 1
    assert table.rows == list(range(len(table.rows)))


def test_pages_are_read_off_the_gui_thread(qtbot, work):
    table = shown(qtbot, Table(COLUMNS, work=work))
    register = Register()
    with qtbot.waitSignal(table.loaded):
        table.show_rows(register.fetch)
        assert table.rows == []
    assert len(table.rows) == PAGE


def test_a_new_list_overtakes_one_that_is_late(qtbot, work):
    table = shown(qtbot, Table(COLUMNS, work=work))

    def one_row(name: int, last: object, limit: int) -> list[int]:
        return [name]

    for name in (1, 2, 3):
        table.show_rows(partial(one_row, name))
    qtbot.waitUntil(lambda: table.rows == [3])
    qtbot.wait(30)
    assert table.rows == [3]


def test_arrows_move_and_enter_opens(qtbot, table):
    table.set_rows([10, 20, 30])
    table.setFocus()
    qtbot.keyClick(table.view, Qt.Key.Key_Down)
    assert table.current == 20
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table.view, Qt.Key.Key_Return)
    assert opened.args == [20]


def test_an_empty_list_says_what_to_do(table):
    table.set_rows([])
    assert table.empty.isVisible()
    table.set_rows([1])
    assert table.view.isVisible()


def test_a_number_of_twelve_digits_is_never_cut(table):
    table.set_rows([1])
    text_width = QFontMetrics(table.view.font()).horizontalAdvance("000000000000")
    assert table.view.columnWidth(1) >= text_width + 16


def test_the_model_keeps_the_rules_of_qt(qtmodeltester, table):
    table.show_rows(Register().fetch)
    qtmodeltester.check(table.model)


def test_the_menu_key_offers_what_can_be_done(qtbot):
    done: list[int] = []
    table = shown(qtbot, Table(COLUMNS, actions=[RowAction("Tiêm", done.append, "syringe")]))
    table.set_rows([10])
    table.setFocus()
    qtbot.keyClick(table.view, Qt.Key.Key_Menu)
    menu = table.menu
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["Tiêm"]
    menu.actions()[0].trigger()
    menu.close()
    assert done == [10]


def test_the_current_row_stays_current_after_a_refresh(qtbot):
    table = shown(qtbot, Table(COLUMNS, key=lambda row: row))
    table.set_rows([10, 20, 30])
    table.choose(1)
    table.set_rows([5, 10, 20, 30])
    assert table.current == 20
    table.set_rows([5])
    assert table.current == 5
