"""Work off the GUI thread: order, owners, lanes, jobs, and where each kind of error goes."""

import threading
from functools import partial

import pytest
from PySide6.QtWidgets import QWidget

from station_app.common.errors import Refused, Unavailable, Waiting
from station_app.shell.jobs import Job, Progress, thousands


def refuse():
    raise Refused("Không có ngày 31/02.", "birth_date")


def test_a_result_comes_back_on_the_gui_thread(qtbot, work):
    seen: list[tuple[int, int]] = []
    work.run(threading.get_ident, lambda worker: seen.append((worker, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(seen))
    worker, here = seen[0]
    assert here == threading.get_ident() != worker


def test_writes_happen_one_after_another_in_the_order_asked(qtbot, work):
    order: list[int] = []
    threads: set[int] = set()

    def write(number: int) -> None:
        order.append(number)
        threads.add(threading.get_ident())

    for number in range(20):
        work.run(partial(write, number))
    qtbot.waitUntil(lambda: len(order) == 20)
    assert order == list(range(20))
    assert len(threads) == 1


def test_a_read_does_not_wait_behind_a_write(qtbot, work):
    gate = threading.Event()
    seen: list[str] = []
    work.run(gate.wait)
    work.read(lambda: "read", seen.append)
    qtbot.waitUntil(lambda: seen == ["read"])
    gate.set()


def test_a_result_for_a_closed_screen_is_dropped(qtbot, work):
    owner, gate = QWidget(), threading.Event()
    seen: list[str] = []
    work.run(gate.wait, lambda _: seen.append("late"), owner=owner, after=lambda: seen.append("after"))
    owner.deleteLater()
    with qtbot.waitSignal(owner.destroyed):
        pass
    gate.set()
    work.run(lambda: None, lambda _: seen.append("next"))
    qtbot.waitUntil(lambda: seen == ["next"])


def test_only_the_latest_search_is_answered(qtbot, work):
    gate = threading.Event()
    seen: list[str] = []
    for word in ("g", "gi", "gia", "giang"):
        work.run_latest("search", lambda word=word: gate.wait() and word, seen.append)
    gate.set()
    qtbot.waitUntil(lambda: bool(seen))
    qtbot.wait(50)
    assert seen == ["giang"]


def test_a_refusal_goes_to_the_one_who_asked(qtbot, work):
    seen: list[Refused] = []
    after: list[bool] = []
    work.run(refuse, failed=seen.append, after=lambda: after.append(True))
    qtbot.waitUntil(lambda: bool(seen))
    assert (seen[0].field, after) == ("birth_date", [True])


def test_a_refusal_nobody_asked_for_is_told_all_the_same(qtbot, work):
    with qtbot.waitSignal(work.refused):
        work.run(refuse)


def test_waiting_for_a_person_is_told_as_a_refusal(qtbot, work):
    def brake():
        raise Waiting("Có 40 người sắp bị xoá. Xem lại trước.")

    with qtbot.waitSignal(work.refused) as told:
        work.run(brake)
    assert told.args[0].reason.startswith("Có 40 người")


def test_a_line_that_is_down_is_a_notice(qtbot, work):
    def down():
        raise Unavailable("Chưa gửi được.", "Dữ liệu an toàn.", "Máy sẽ tự gửi lại.", "T-204")

    with qtbot.waitSignal(work.unavailable) as told:
        work.run(down)
    assert told.args[0].code == "T-204"


def test_anything_else_is_our_bug(qtbot, work):
    with qtbot.waitSignal(work.faulted) as told:
        work.run(lambda: 1 / 0)
    assert isinstance(told.args[0], ZeroDivisionError)


def test_a_bug_is_told_even_when_its_screen_was_closed(qtbot, work):
    owner, gate = QWidget(), threading.Event()

    def break_later():
        gate.wait()
        raise LookupError

    with qtbot.waitSignal(work.faulted):
        work.run(break_later, owner=owner)
        owner.deleteLater()
        qtbot.wait(20)
        gate.set()


def test_long_work_counts_its_records_and_gives_its_result(qtbot, work):
    def steps():
        for done in range(1, 4):
            yield Progress(done, 3)
        return "đủ 3 tờ"

    seen: list[object] = []
    job = work.job("In cả thôn", steps, unit="tờ", done=seen.append)
    assert work.jobs == [job]
    qtbot.waitUntil(lambda: seen == ["đủ 3 tờ"])
    assert (job.done, job.total, job.percent, work.jobs) == (3, 3, 100, [])


def test_long_work_stops_where_it_is_safe(qtbot, work):
    asked = threading.Event()
    closed: list[bool] = []

    def steps():
        try:
            for done in range(1000):
                yield Progress(done, 1000)
                asked.wait(5)
        finally:
            closed.append(True)

    job = work.job("Nhập danh sách", steps)
    qtbot.waitUntil(lambda: job.total == 1000)
    job.cancel()
    assert "dừng" in job.words
    asked.set()
    with qtbot.waitSignal(job.ended, raising=False, timeout=500):
        pass
    qtbot.waitUntil(lambda: job.state == "stopped")
    assert closed == [True]


def test_progress_never_goes_back_and_says_the_minutes_left(qtbot):
    """pitfall 23: progress only rises, in words."""
    now = [0.0]
    job = Job("Nhập", "hồ sơ", "", clock=lambda: now[0])
    job._advance(1240, 8000)
    now[0] = 60
    job._advance(1000, 8000)
    assert job.words == "1.240/8.000 hồ sơ · còn khoảng 5 phút"
    job._advance(7990, 8000)
    assert job.words.endswith("còn chưa tới 1 phút")


@pytest.mark.parametrize("number, words", [(0, "0"), (999, "999"), (8000, "8.000"), (1234567, "1.234.567")])
def test_thousands_are_written_as_in_vietnam(number, words):
    assert thousands(number) == words


def test_nothing_is_delivered_after_closing(qtbot, work):
    seen: list[object] = []
    work.run(lambda: "late", seen.append)
    work.close()
    qtbot.wait(30)
    assert seen == []
