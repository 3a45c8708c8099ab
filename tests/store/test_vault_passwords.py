"""A password must be long, and not the first one a thief tries."""

import pytest

from station_app.store.vault import LENGTH_ADVISED, LENGTH_REQUIRED, password_objection


@pytest.mark.parametrize(
    "password, login, words",
    [
        ("", "lan", "ít nhất 8 ký tự"),
        ("bảybảyb", "lan", "mới có 7"),
        ("12345678", "lan", "quá dễ đoán"),
        ("Mật Khẩu 123", "lan", "quá dễ đoán"),
        ("TramYTe2026", "lan", "quá dễ đoán"),
        ("aaaaaaaaaaaa", "lan", "quá dễ đoán"),
        ("abababababab", "lan", "quá dễ đoán"),
        ("Nguyễn Lan", "nguyen.lan", "giống tên đăng nhập"),
    ],
)
def test_a_weak_password_is_refused_with_better_advice(password: str, login: str, words: str) -> None:
    assert words in (password_objection(password, login) or "")


@pytest.mark.parametrize("password", ["bản Mường Hoa 7 nhà sàn", "x7#Kq!9z", "!@#$%^&*", "ba con gà mái"])
def test_a_fair_password_is_taken(password: str) -> None:
    assert password_objection(password, "") is None
    assert password_objection(password, "lan") is None


def test_more_is_advised_than_required() -> None:
    assert LENGTH_REQUIRED < LENGTH_ADVISED
