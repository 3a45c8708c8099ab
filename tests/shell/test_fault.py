"""Our own bugs: shown before they are saved, and never a word about a patient."""

import sys

from station_app.shell import fault
from station_app.shell.fault import FaultPage, report
from tests.shell.conftest import shown


def find(name: str) -> None:
    try:
        raise KeyError(name)
    except KeyError as inner:
        raise ValueError("075188004321") from inner


def broken() -> BaseException:
    try:
        find("Giàng Thị Mỷ")
    except ValueError as error:
        return error
    raise AssertionError


def test_a_report_says_where_and_never_who():
    told = report(broken(), "0.1.0")
    assert "builtins.ValueError" in told
    assert "builtins.KeyError" in told
    assert "test_fault.py" in told
    assert "Giàng" not in told
    assert "075188004321" not in told


def test_a_report_is_saved_as_it_was_shown(qtbot, tmp_path):
    page = shown(qtbot, FaultPage(broken()))
    page.choose_file = lambda: str(tmp_path / "loi.txt")
    page.save()
    assert (tmp_path / "loi.txt").read_text("utf-8") == page.report.toPlainText()


def test_nothing_is_saved_when_no_file_was_chosen(qtbot, tmp_path):
    page = shown(qtbot, FaultPage(broken()))
    page.choose_file = lambda: ""
    page.save()
    assert list(tmp_path.iterdir()) == []


def test_a_bug_nobody_caught_reaches_the_page():
    before = sys.excepthook
    seen: list[BaseException] = []
    try:
        fault.install(seen.append)
        error = broken()
        sys.excepthook(type(error), error, None)
    finally:
        sys.excepthook = before
    assert seen == [error]


def test_the_window_shows_the_page_for_a_bug_in_work(qtbot, window, work):
    work.run(lambda: 1 / 0)
    qtbot.waitUntil(lambda: bool(window.findChildren(FaultPage)))
    page = window.findChildren(FaultPage)[0]
    assert "ZeroDivisionError" in page.report.toPlainText()
    page.accept()
