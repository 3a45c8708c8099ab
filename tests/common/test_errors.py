"""Each way to stop has its words and its exit code."""

import pytest

from station_app.common import errors
from station_app.common.errors import Refused, Unavailable, Waiting, exit_code


@pytest.mark.parametrize(
    "error, code",
    [
        (None, errors.DONE),
        (Refused("Thiếu tên."), 3),
        (Unavailable("Đĩa đầy.", "Dữ liệu đã lưu còn nguyên.", "Xóa bớt tệp.", "TR-10"), 4),
        (Waiting("Có 60 lượt xóa chờ xem."), 5),
        (KeyError("x"), 70),
    ],
)
def test_a_script_is_told_how_the_work_ended(error: BaseException | None, code: int) -> None:
    assert exit_code(error) == code


def test_unavailable_says_what_happened_whether_data_is_safe_what_to_do_and_a_code() -> None:
    error = Unavailable("Đĩa đầy.", "Dữ liệu đã lưu còn nguyên.", "Xóa bớt tệp.", "TR-10")
    assert str(error) == "Đĩa đầy. Dữ liệu đã lưu còn nguyên. Xóa bớt tệp. (Mã TR-10)"


def test_a_refusal_can_be_moved_to_the_field_of_the_form_it_serves() -> None:
    moved = Refused("Sai ngày.", code="date").at("birth_date")
    assert (str(moved), moved.field, moved.code) == ("Sai ngày.", "birth_date", "date")


def test_waiting_says_why() -> None:
    assert (str(Waiting("Chờ.")), Waiting("Chờ.").code) == ("Chờ.", "waiting")
