"""A login can be typed on any keyboard."""

import pytest

from station_app.common.errors import Refused
from station_app.staff.rules import checked_login, checked_user_name


@pytest.mark.parametrize("typed, kept", [("Hanh", "hanh"), (" ys.hanh ", "ys.hanh"), ("A-PAO", "a-pao")])
def test_a_login_is_lower_case(typed: str, kept: str) -> None:
    assert checked_login(typed) == kept


@pytest.mark.parametrize("typed", ["", "a", "hạnh", "y s", "-hanh", "h" * 33])
def test_other_logins_are_refused_with_the_way_out(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        checked_login(typed)
    assert refused.value.field == "login"


def test_a_login_with_marks_is_answered_with_one_without() -> None:
    with pytest.raises(Refused, match=r"“y\.hanh”"):
        checked_login("Y Hạnh")


def test_a_user_has_a_name() -> None:
    assert checked_user_name("ĐẶNG THỊ HẠNH") == "Đặng Thị Hạnh"
    with pytest.raises(Refused):
        checked_user_name(" . ")
