"""`station.toml`: only what IT signed, within the law, and newer; else the last good policy goes on."""

from base64 import b64encode
from pathlib import Path

import pytest

from station_app.common.errors import Refused
from station_app.store import policy
from station_app.store.database import Database
from station_app.store.policy import Policy, parsed, terms
from station_app.store.vault.signing import is_signed, new_signing_key, signed

PASSWORD = "bốn trâu xanh ăn phở"


@pytest.fixture(scope="module")
def it() -> tuple[bytes, str]:
    return new_signing_key(PASSWORD)


@pytest.fixture
def trusting(database: Database, it: tuple[bytes, str]) -> Database:
    policy.trust(database, it[1].upper())
    return database


def lay(home: Path, it: tuple[bytes, str], text: str) -> Path:
    """The file and its signature, as IT's stick brings them."""
    (home / policy.FILE).write_text(text, "utf-8")
    signature = signed(it[0], PASSWORD, text.encode())
    (home / policy.SIGNATURE).write_bytes(b64encode(signature))
    return home


SHORT_LOCK = "serial = 1\n[session]\nlock_minutes = 3\n"


def test_without_a_file_the_usual_holds(database: Database, tmp_path: Path):
    now = policy.take_in(database, tmp_path)
    assert now.policy == Policy()
    assert (now.policy.lock_minutes, now.policy.password_length, now.policy.idle_days) == (10, 14, 45)


def test_a_signed_file_is_taken_in_and_kept_in_the_encrypted_file(trusting: Database, tmp_path: Path, it):
    taken = policy.take_in(trusting, lay(tmp_path, it, SHORT_LOCK))
    assert (taken.policy.lock_minutes, taken.refused) == (3, None)
    (tmp_path / policy.FILE).unlink()
    assert policy.take_in(trusting, tmp_path).policy.lock_minutes == 3
    assert policy.current(trusting).backup_hours == 4


@pytest.mark.parametrize(
    "change, words",
    [
        (
            lambda home: (home / policy.FILE).write_text("serial = 2\n[session]\nlock_minutes = 30\n"),
            "chữ ký",
        ),
        (lambda home: (home / policy.SIGNATURE).unlink(), "chữ ký"),
        (lambda home: (home / policy.SIGNATURE).write_bytes(b"\x00\xff" * 40), "chữ ký"),
        (lambda home: (home / policy.FILE).write_bytes(b"\xff" * 100_000), "chữ ký"),
    ],
    ids=["altered", "unsigned", "no signature at all", "not even text"],
)
def test_what_it_did_not_sign_changes_nothing(trusting: Database, tmp_path: Path, it, change, words: str):
    policy.take_in(trusting, lay(tmp_path, it, SHORT_LOCK))
    change(tmp_path)
    now = policy.take_in(trusting, tmp_path)
    assert now.policy.lock_minutes == 3
    assert now.refused
    assert words in now.refused
    assert "Chính sách cũ vẫn dùng" in now.refused


@pytest.mark.parametrize(
    "text, words",
    [
        ("serial = 2\n[passwords]\nlength = 8\n", "từ 14 đến 64"),
        ("serial = 2\n[passwords]\nlength_with_phone = 6\n", "từ 8 đến 64"),
        ("serial = 2\n[accounts]\nidle_days = 90\n", "từ 7 đến 45"),
        ("serial = 2\n[session]\nlock_minutes = 0\n", "từ 1 đến 30"),
        ("serial = 2\n[session]\nlock_minutes = true\n", "phải là một số"),
        ("serial = 2\n[session]\nlock_minuts = 5\n", "không biết mục session.lock_minuts"),
        ("serial = 2\nlock_minutes = 5\n", "không biết mục lock_minutes"),
        ('serial = 2\n[accounts]\nphone_for = ["boss"]\n', "vai trò lạ: boss"),
        ("[session]\nlock_minutes = 5\n", "thiếu serial"),
        ("serial = 0\n", "thiếu serial"),
        ("serial = ", "không đúng dạng"),
        ('serial = 2\nstation = "99999"\n', "ký cho trạm 99999"),
        ("serial = 1\n", "không mới hơn 1"),
    ],
)
def test_a_signature_does_not_help_what_is_wrong(
    trusting: Database, tmp_path: Path, it, text: str, words: str
):
    policy.take_in(trusting, lay(tmp_path, it, SHORT_LOCK))
    now = policy.take_in(trusting, lay(tmp_path, it, text))
    assert now.policy.lock_minutes == 3
    assert words in (now.refused or "")


def test_a_key_that_the_station_does_not_know_signs_nothing(database: Database, tmp_path: Path, it):
    assert "khoá ký" in (policy.take_in(database, lay(tmp_path, it, SHORT_LOCK)).refused or "")
    policy.trust(database, it[1])
    assert policy.take_in(database, tmp_path).policy.lock_minutes == 3
    another = new_signing_key(PASSWORD)
    lay(tmp_path, another, "serial = 5\n[session]\nlock_minutes = 30\n")
    assert policy.take_in(database, tmp_path).policy.lock_minutes == 3


def test_a_file_that_was_refused_is_complained_of_once_and_its_words_stay(
    trusting: Database, tmp_path: Path, it
):
    lay(tmp_path, it, "serial = ")
    first = policy.take_in(trusting, tmp_path)
    assert policy.take_in(trusting, tmp_path) == first
    assert first.refused


def test_the_private_half_is_opened_by_its_own_password_only(it):
    assert b"ENCRYPTED" in it[0]
    with pytest.raises(Refused):
        signed(it[0], "một mật khẩu khác hẳn", b"x")
    with pytest.raises(Refused):
        signed(b"nothing", PASSWORD, b"x")
    with pytest.raises(Refused):
        new_signing_key("ngắn")
    assert not is_signed(it[1], b"y", signed(it[0], PASSWORD, b"x"))


@pytest.mark.parametrize("text", ["", "abc", "zz" * 32, "ab" * 31])
def test_a_public_key_that_was_copied_badly_is_refused(database: Database, text: str):
    with pytest.raises(Refused, match="64 chữ số"):
        policy.trust(database, text)


def test_the_example_is_the_usual_and_names_every_term():
    example = parsed(policy.example().encode())
    assert {example.value_of(term) == term.default for term in terms().values()} == {True}
    assert set(example.terms) == set(terms())


def test_no_default_lies_outside_its_bounds():
    numbers = [term for term in terms().values() if isinstance(term.default, int)]
    assert all(term.least <= int(str(term.default)) <= term.most for term in numbers)
    properties = [name for name in vars(Policy) if isinstance(getattr(Policy, name), property)]
    assert len(properties) == len(terms())
    assert [getattr(Policy(), name) for name in properties]
