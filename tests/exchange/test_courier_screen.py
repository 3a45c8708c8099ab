"""Carrying by USB, by keyboard alone: three steps, said in words, and nothing is pretended."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from station_app.exchange.screen.courier import ADDRESS, CourierScreen
from station_app.exchange.service import carrying, enroll, line_state, synchronise
from station_app.store import volumes
from station_app.store.database import Database
from tests.exchange.test_bundles import at_the_province
from tests.exchange.test_service import people, register
from tests.windows import Frame


@pytest.fixture
def stick(tmp_path) -> Path:
    (tmp_path / "usb").mkdir()
    return tmp_path / "usb"


@pytest.fixture
def wizard(frame: Frame, database: Database, province) -> tuple[Frame, CourierScreen, Database]:
    enroll(database, province.url, province.code())
    register(database, 3)
    frame.window.register(ADDRESS, lambda window: CourierScreen(window, database))
    return frame, frame.open(ADDRESS, lambda screen: screen.shown_step == 1), database


def says(frame: Frame, screen: CourierScreen, *wanted: str) -> None:
    """Waits until all of it is written on the page."""
    frame.until(lambda: all(one in " ".join(frame.words(screen)) for one in wanted))


def choose(frame: Frame, screen: CourierScreen, folder: Path) -> None:
    assert screen.form is not None
    screen.form.fields["folder"].set_value(str(folder))
    screen.form.save_button.setFocus()
    frame.press(Qt.Key.Key_Return)


def test_three_steps_up_and_back_again(province, enrolled, wizard, stick):
    frame, screen, a = wizard
    b = enrolled("B")
    made = register(b, 2)
    synchronise(b)
    choose(frame, screen, stick)
    frame.until(lambda: screen.shown_step == 2)
    says(
        frame,
        screen,
        "3 thay đổi kho tỉnh chưa nhận, mới nhất lúc 08:00 21/11/2026",
        "Chưa có tệp trả lời",
    )
    frame.press(Qt.Key.Key_Return)
    frame.until(lambda: screen.shown_step == 3)
    says(frame, screen, "Đã ghi 3 thay đổi vào 1 tệp", "Rút USB an toàn")
    assert line_state(a).unsent == 3
    at_the_province(province, list(stick.glob("tram-len-*")), stick)
    screen = frame.open(ADDRESS, lambda shown: shown.shown_step == 1)
    choose(frame, screen, stick)
    frame.until(lambda: screen.shown_step == 2)
    says(frame, screen, "1 tệp kho tỉnh trả lời, 2 thay đổi của các máy khác")
    frame.press(Qt.Key.Key_Return)
    frame.until(lambda: screen.shown_step == 3)
    says(
        frame,
        screen,
        "nhận 2 thay đổi của máy khác, kho xác nhận thêm 3 thay đổi của máy này",
        "Dấu kiểm khớp.",
    )
    assert set(made) < people(a)
    assert line_state(a).unsent == 0
    left = [path.name for path in stick.iterdir()]
    assert len(left) == 1, "what was read or replaced is tidied away"
    assert left[0].startswith("tram-len-")


def test_a_spoiled_letter_is_named_and_the_rest_is_done(wizard, stick):
    frame, screen, _ = wizard
    (stick / "tram-xuong-aaaaaaaaaa-c0ffee01-1-1.tram").write_bytes(b"TRAM-THU\0\0")
    choose(frame, screen, stick)
    frame.until(lambda: screen.shown_step == 2)
    says(frame, screen, "Tệp bị cụt")
    frame.press(Qt.Key.Key_Return)
    frame.until(lambda: screen.shown_step == 3)
    assert len(list(stick.iterdir())) == 2, "what could not be read is left where it is"


def test_a_folder_that_is_not_there_is_said_under_its_field(wizard, stick):
    frame, screen, _ = wizard
    choose(frame, screen, stick / "không có")
    frame.until(lambda: any("Không thấy thư mục" in words for words in frame.words(screen)))
    assert screen.shown_step == 1


def test_drives_are_asked_of_the_system():
    assert all(isinstance(place, Path) for place in carrying.drives())
    assert volumes._is_stick("/media/hanh/USB")
    assert not volumes._is_stick("/")
