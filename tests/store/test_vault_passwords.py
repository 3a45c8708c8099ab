"""A password is long, and not what a thief at a health station types first."""

import json

import pytest

import resources
from station_app.store.vault import LENGTH_LEAST, LENGTH_REQUIRED, password_objection
from station_app.store.vault.guessing import Strength, guess_bits, strength_of
from station_app.store.vault.passwords import bare_form, common
from tests import passwords


@pytest.mark.parametrize(
    "password, login, words",
    [
        ("", "lan", "ít nhất 14 ký tự"),
        ("bảybảyb", "lan", "mới có 7"),
        ("suối dài xanh", "lan", "mã xác nhận trên điện thoại"),
        ("12345678901234", "lan", "danh sách hay gặp"),
        ("Mật Khẩu 1234567", "lan", "dễ đoán"),
        ("Trạm-Y-Tế-Xã 2026!", "lan", "danh sách hay gặp"),
        ("maatj khaaur 2026", "lan", "danh sách hay gặp"),
        ("qwertyuiop1234", "lan", "danh sách hay gặp"),
        ("aaaaaaaaaaaaaaaa", "lan", "dễ đoán"),
        ("abababababababab", "lan", "dễ đoán"),
        ("Nguyễn Lan 15081990", "nguyen.lan", "tên đăng nhập"),
        ("nguyenlannguyenlan", "nguyen.lan", "tên đăng nhập"),
        ("hạnh 01/02/1985", "pao", "dễ đoán"),
        ("em yêu anh nhiều 2024", "lan", "dễ đoán"),
    ],
)
def test_a_weak_password_is_refused_with_a_way_out(password: str, login: str, words: str) -> None:
    said = password_objection(password, login) or ""
    assert words in said
    assert "Ghép bốn từ" in said


@pytest.mark.parametrize(
    "password", ["bản Mường Hoa 7 nhà sàn", "!@#$%^&*()!@#$%^", "ba con gà mái đẻ", "suối trong mường hoa"]
)
def test_a_fair_password_is_taken(password: str) -> None:
    assert password_objection(password, "") is None
    assert password_objection(password, "lan") is None


def test_with_a_second_check_eight_are_enough_but_not_any_eight() -> None:
    assert (LENGTH_LEAST, LENGTH_REQUIRED) == (8, 14)
    assert password_objection("x7#Kq!9z", "lan", least=LENGTH_LEAST) is None
    assert "danh sách" in (password_objection("matkhau1", "lan", least=LENGTH_LEAST) or "")
    assert "ít nhất 8" in (password_objection("x7#Kq!9", "lan", least=LENGTH_LEAST) or "")


def test_the_names_of_station_and_person_are_tried_first() -> None:
    about = ("Giàng A Páo", "Trạm Y tế xã Nậm Cang")
    assert password_objection("giangapao namcang", "lan", about=about)
    assert not password_objection("giangapao namcang", "lan")


def test_the_list_is_made_from_its_words() -> None:
    lines = passwords.FILE.read_text("utf-8").splitlines()
    assert lines[1:] == passwords.made(), "run python -m tests.passwords"
    assert len(common()) > 20_000


def test_the_list_is_as_it_is_compared() -> None:
    """Folded: otherwise a line could never be met."""
    assert all(bare_form(one) == one and len(one) >= LENGTH_LEAST for one in common())


def test_words_are_written_as_people_write_them_and_telex_is_telex() -> None:
    assert json.loads(resources.text("passwords/words.json"))["source"]
    assert passwords.telex("mật khẩu") == "maatjkhaaur"
    assert passwords.telex("trưởng trạm") == "truwowngrtramj"
    assert passwords.telex("điều dưỡng") == "ddieeufduwowngx"


@pytest.mark.parametrize(
    "weaker, stronger",
    [
        ("hoahonghoahong", "hoa hong nuoi heo"),
        ("tramyte tramyte", "tram nho ben suoi"),
        ("15081990", "xkqvmwzt"),
        ("qwertyuiop", "qmwhfybkrp"),
        ("hanh hanh hanh", "hanh an com nguoi"),
    ],
)
def test_what_people_do_is_worth_less_than_chance(weaker: str, stronger: str) -> None:
    assert guess_bits(weaker) < guess_bits(stronger)


def test_the_meter_has_four_steps_and_a_word_for_each() -> None:
    steps = [
        strength_of(one)
        for one in (
            "matkhau",
            "hạnh phúc mộc châu 2026",
            "suối trong mường hoa dài",
            "bốn trâu xanh ăn phở cay",
        )
    ]
    assert [step.words for step in sorted(Strength)] == ["Rất dễ đoán", "Yếu", "Khá", "Mạnh"]
    assert (steps[0], steps[-1]) == (Strength.TOO_WEAK, Strength.STRONG)
    assert steps == sorted(steps)
