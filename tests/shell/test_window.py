"""The frame: places by address, rooms, the one search, and the keys that lead everywhere."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from station_app.common.errors import Unavailable
from station_app.shell.bottom import Segment
from station_app.shell.jobs import Progress
from station_app.shell.rail import Room
from station_app.shell.screen import Address, Screen
from station_app.shell.search import Hit
from station_app.shell.tables import Column, Table
from station_app.shell.widgets import Action
from tests.shell.conftest import type_words


class Place(Screen):
    """Remembers what happened to it."""

    name = "place"
    stays = False

    def __init__(self, frame):
        super().__init__(frame)
        self.seen: list[str] = []
        self.changes: list[object] = []
        self.done: list[str] = []
        self.table = Table([Column("Họ tên", str)])
        self.table.set_rows(["Giàng Thị Mỷ"])
        self.add(self.table)

    def opened(self, address):
        self.seen.append(str(address))
        action = Action("Lưu", lambda: self.done.append("saved"), "Ctrl+Return")
        self.set_heading(f"{self.name} {'/'.join(address.parts)}", "phụ đề", action)
        self.table.setFocus()

    def on_changes(self, changes):
        self.changes.append(changes)

    def leaving(self):
        return not self.stays


class DosePlace(Place):
    """The longer address."""

    name = "mũi tiêm"


HITS = [
    Hit("person/1", "Giàng Thị Mỷ", "38 tuổi · Bản Dền · chủ hộ Lầu Chí Dơ", "household/7"),
    Hit("person/2", "Giàng A Mỷ", "12 tuổi · Bản Dền"),
]


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def frame(window, asked):
    window.resize(1366, 728)
    window.add_room(Room("today", "Hôm nay", "home", "F2"))
    window.add_room(Room("people", "Người dân", "people", "F3"))
    window.add_room(Room("desk/conflicts", "Cần quyết", "scales", "F9", group=1))
    for pattern in ("today", "people", "person", "household", "desk"):
        window.register(pattern, Place)
    window.register("person/*/dose", DosePlace)
    window.search_with(lambda typed: asked.append(typed) or HITS, lambda typed: f"person/new?name={typed}")
    window.go("today")
    return window


@pytest.mark.parametrize(
    "text, parts, query",
    [
        ("today", ("today",), {}),
        ("person/018f-2/dose", ("person", "018f-2", "dose"), {}),
        ("immunization?hamlet=B%E1%BA%A3n+D%E1%BB%81n", ("immunization",), {"hamlet": "Bản Dền"}),
        ("search?q=", ("search",), {"q": ""}),
        ("household-code/M%C6%AF%2F3", ("household-code", "MƯ/3"), {}),
    ],
)
def test_an_address_is_read_and_written_back(text, parts, query):
    assert (Address.parse(text).parts, Address.parse(text).query) == (parts, query)
    assert Address.parse(str(Address.parse(text))) == Address.parse(text)


def test_the_longest_address_answers(frame):
    frame.go("person/1")
    assert frame.shown.title == "place person/1"
    frame.go("person/1/dose")
    assert frame.shown.title == "mũi tiêm person/1/dose"


def test_a_place_that_is_not_there_is_not_gone_to(frame):
    assert not frame.go("nowhere")
    assert frame.here == "today"


def test_a_screen_is_made_once_and_opened_for_each_address(frame):
    frame.go("person/1")
    first = frame.shown
    frame.go("person/2")
    assert frame.shown is first
    assert first.seen == ["person/1", "person/2"]


def test_back_returns_and_says_where_from(qtbot, frame):
    frame.go("people")
    frame.go("person/1")
    assert "place people" in frame.heading.back_button.text()
    qtbot.keyClick(frame.focusWidget(), Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert frame.here == "people"
    frame.back()
    assert frame.here == "today"
    assert not frame.heading.back_button.isVisible()
    assert not frame.back()


def test_a_screen_may_ask_to_stay(frame):
    frame.shown.stays = True
    assert not frame.go("people")
    assert frame.here == "today"
    frame.shown.stays = False


def test_a_function_key_opens_its_room_and_the_rail_shows_it(qtbot, frame):
    qtbot.keyClick(frame.focusWidget(), Qt.Key.Key_F3)
    assert frame.here == "people"
    assert frame.rail.button("people").isChecked()
    assert not frame.rail.button("today").isChecked()


def test_the_rail_shows_only_rooms_that_exist_and_how_much_waits(frame):
    assert frame.rail.addresses == ["today", "people", "desk/conflicts"]
    frame.set_badge("desk/conflicts", 2)
    assert frame.rail.button("desk/conflicts").accessibleName() == "Cần quyết, 2 việc"
    frame.go("desk/conflicts")
    assert frame.rail.button("desk/conflicts").isChecked()


@pytest.mark.parametrize("width, narrow", [(1366, False), (1279, True), (960, True)])
def test_the_rail_is_narrow_on_a_narrow_screen(qtbot, frame, width, narrow):
    frame.resize(width, 540)
    qtbot.waitUntil(lambda: frame.rail.is_narrow is narrow)


def test_the_primary_action_has_its_key(qtbot, frame):
    assert frame.heading.buttons[-1].text() == "Lưu   Ctrl+Enter"
    qtbot.keyClick(frame.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert frame.shown.done == ["saved"]


def test_search_answers_while_typing_and_enter_opens(qtbot, frame, asked):
    qtbot.keyClick(frame.focusWidget(), Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    box = frame.top.search
    assert box.hasFocus()
    with qtbot.waitSignal(box.answered):
        qtbot.keyClicks(box, "giang my")
    assert asked == ["giang my"]
    assert [row.title for row in box.list.rows] == ["Giàng Thị Mỷ", "Giàng A Mỷ", "Thêm người mới “giang my”"]
    qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert (frame.here, box.text(), box.list.isVisible()) == ("person/2", "", False)


def test_control_enter_opens_the_household(qtbot, frame):
    box = frame.top.search
    box.bring()
    with qtbot.waitSignal(box.answered):
        qtbot.keyClicks(box, "my")
    qtbot.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert frame.here == "household/7"


def test_the_last_row_registers_what_was_typed(qtbot, frame):
    box = frame.top.search
    box.bring()
    with qtbot.waitSignal(box.answered):
        qtbot.keyClicks(box, "Pao")
    qtbot.keyClick(box, Qt.Key.Key_Up)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert frame.here == "person/new?name=Pao"


def test_a_scanned_card_opens_wherever_the_focus_is(qtbot, frame, asked):
    frame.shown.table.setFocus()
    for sign in "075188004321":
        qtbot.keyClicks(QApplication.focusWidget(), sign)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: frame.here == "person/1")
    assert asked[-1] == "075188004321"


def test_enter_never_opens_the_answer_to_an_older_question(qtbot, frame, asked):
    box = frame.top.search
    box.bring()
    with qtbot.waitSignal(box.answered):
        qtbot.keyClicks(box, "gi")
    type_words(box, "àng")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert frame.here == "today"
    qtbot.waitUntil(lambda: frame.here == "person/1")
    assert asked == ["gi", "giàng"]


def test_what_was_saved_reaches_the_screen_that_is_shown(qtbot, frame):
    today = frame.shown
    frame.go("people")
    frame.tell_changes({"person": frozenset({"1"})})
    qtbot.waitUntil(lambda: bool(frame.shown.changes))
    assert today.changes == []


def test_the_bottom_bar_says_the_truth_in_words_and_drops_what_has_no_room(qtbot, frame):
    segments = [
        Segment("Kho tỉnh đã nhận 37/37", "done", "people"),
        *[Segment(f"điều thứ {at} " * 5) for at in range(9)],
    ]
    frame.set_status(segments)
    words = [
        label.text() for label in frame.bottom.findChildren(QLabel) if label.isVisible() and label.text()
    ]
    assert "điều thứ 0" in words[1]
    assert len(words) < 2 * len(segments)


def test_long_work_is_found_again_in_the_bottom_bar(qtbot, frame, work):
    gate = threading.Event()

    def steps():
        yield Progress(1, 40)
        gate.wait()
        yield Progress(40, 40)

    job = work.job("In cả thôn Bản Dền", steps, unit="tờ")
    qtbot.waitUntil(lambda: job.done == 1)
    button = next(iter(frame.bottom._jobs.values()))
    assert button.text() == "In cả thôn Bản Dền: 1/40 tờ"
    with qtbot.waitSignal(job.ended):
        gate.set()
    assert not frame.bottom._jobs


def test_a_line_that_is_down_stands_as_three_sentences_and_a_code(frame, work):
    work.report(Unavailable("Chưa gửi được.", "Dữ liệu an toàn trên máy này.", "Máy sẽ tự gửi lại.", "T-204"))
    assert frame.notices.standing == [
        "Chưa gửi được. Dữ liệu an toàn trên máy này. Máy sẽ tự gửi lại. (T-204)"
    ]
    frame.notices.mend("T-204")
    assert frame.notices.standing == []


def test_a_covered_window_answers_no_key(qtbot, frame):
    frame.cover(QLabel("Đã khoá"))
    qtbot.keyClick(frame, Qt.Key.Key_A)
    assert frame.top.search.text() == ""
    frame.uncover()
    assert frame.shown.isVisible()
