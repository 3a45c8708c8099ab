"""Failed sign-ins wait beside the file for somebody who can open it, and cannot be changed meanwhile."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from station_app.app import home
from station_app.common.errors import Refused
from station_app.store.database import Database
from station_app.store.sign_ins import FILE, MOST, failed
from station_app.store.vault.slots import FLOOR
from tests.store.test_audit import entries

LOGIN, PASSWORD = "hanh", "mật khẩu dài của trạm"


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("home") / "home"
    home.found(place, code="12345", name="Trạm Mường Hoa", login=LOGIN, password=PASSWORD, cost=FLOOR)
    unlocked(place).close()
    return place


@pytest.fixture
def place(founded: Path, tmp_path: Path) -> Path:
    """A copy of the station's folder, opened once before."""
    shutil.copytree(founded, tmp_path / "home")
    unlocked(tmp_path / "home").close()
    return tmp_path / "home"


def unlocked(place: Path) -> Database:
    return home.unlock(place, LOGIN, PASSWORD, cost=FLOOR)


def told(place: Path) -> list[tuple[str, str, str]]:
    """Action, result and detail of what the next unlock adds to the log."""
    database = unlocked(place)
    found = entries(database)
    database.close()
    since = max(at for at, entry in enumerate(found[:-1]) if entry.action == "signed_in")
    return [(entry.action, entry.result, entry.detail) for entry in found[since + 1 :]]


def guess(place: Path, login: str = LOGIN) -> None:
    with pytest.raises(Refused):
        home.unlock(place, login, "sai mật khẩu rồi nhé", cost=FLOOR)


SIGNED_IN = ("signed_in", "done", "")


def test_a_sign_in_is_noted(place: Path):
    assert told(place) == [SIGNED_IN]


def test_wrong_passwords_are_noted_with_the_account_at_the_next_unlock(place: Path):
    guess(place)
    guess(place)
    assert told(place) == [("sign_in_failed", "failed", "password_wrong")] * 2 + [SIGNED_IN]
    assert told(place) == [SIGNED_IN]


def test_a_login_that_has_no_slot_is_not_written_down(place: Path):
    guess(place, "mat.khau.cua.toi")
    assert "mat.khau" not in (place / FILE).read_text("utf-8")
    assert told(place)[0][2] == "login_unknown, unknown login"


def change(place: Path, **fields: object) -> None:
    kept = json.loads((place / FILE).read_text("utf-8"))
    (place / FILE).write_text(json.dumps({**kept, **fields}), "utf-8")


def lines(place: Path) -> list[list[str]]:
    kept: list[list[str]] = json.loads((place / FILE).read_text("utf-8"))["lines"]
    return kept


def test_a_removed_file_is_noted(place: Path):
    guess(place)
    (place / FILE).unlink()
    assert ("sign_in_failed", "failed", "sign-in file missing") in told(place)


def test_a_line_taken_out_is_noted(place: Path):
    guess(place)
    guess(place)
    change(place, lines=lines(place)[1:])
    assert ("sign_in_failed", "failed", "sign-in file changed") in told(place)


def test_a_last_line_taken_off_is_noted(place: Path):
    guess(place)
    change(place, lines=[])
    assert ("sign_in_failed", "failed", "sign-in file cut") in told(place)


def test_a_changed_line_is_noted(place: Path):
    guess(place)
    (line,) = lines(place)
    change(place, lines=[[line[0], "khac", *line[2:]]])
    assert ("sign_in_failed", "failed", "sign-in file changed") in told(place)


def test_a_file_of_an_earlier_unlock_is_noted(place: Path):
    guess(place)
    earlier = (place / FILE).read_bytes()
    told(place)
    (place / FILE).write_bytes(earlier)
    assert ("sign_in_failed", "failed", "sign-in file of another time") in told(place)


@pytest.mark.parametrize(
    "content", [b"", b"\xff\x00", b"[]", b"{}", b'{"number":1,"secret":"zz","lines":[]}']
)
def test_a_file_that_is_nothing_keeps_nobody_out(place: Path, content: bytes):
    (place / FILE).write_bytes(content)
    assert ("sign_in_failed", "failed", "sign-in file missing") in told(place)


def test_guessing_does_not_fill_the_disk(place: Path):
    one = [["2026-11-21T01:00:00Z", LOGIN, "password_wrong", "00"]] * MOST
    change(place, lines=one)
    failed(place, LOGIN, "password_wrong", datetime(2026, 11, 21, tzinfo=UTC))
    assert len(lines(place)) == MOST
