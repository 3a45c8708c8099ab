"""`station restore` and `station line`: what IT types when a PC had to be brought back."""

import json
from pathlib import Path

import pytest

from station_app.app import home
from station_app.cli.main import main
from station_app.store.vault import FLOOR

PASSWORD = "suối trong mường hoa"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    place = tmp_path / "tram"
    home.found(place, code="12345", name="Trạm", login="hanh", password=PASSWORD, cost=FLOOR)
    return place


def run(capsys, place: Path, tmp_path: Path, *arguments: str) -> tuple[int, dict]:
    secret = tmp_path / "mật khẩu"
    secret.write_text(PASSWORD, "utf-8")
    code = main(["--home", str(place), "--json", "--password-file", str(secret), *arguments])
    return code, json.loads(capsys.readouterr().out)


def test_a_pc_is_brought_back_by_command_and_says_under_which_name(place, tmp_path, capsys):
    code, backup = run(capsys, place, tmp_path, "backup", str(tmp_path / "usb"))
    before = run(capsys, place, tmp_path, "line")[1]["device"]
    code, told = run(capsys, place, tmp_path, "restore", backup["folder"])
    assert (code, told["records"]) == (0, backup["records"])
    assert Path(told["set_aside"], "station.db").exists()
    code, line = run(capsys, place, tmp_path, "line")
    assert (code, line["device"]) == (0, told["device"])
    assert line["device"] != before
    assert "khôi phục" in line["events"][-1]["words"]
    assert run(capsys, place, tmp_path, "receipt")[0] == 3, "there is none yet"
    assert run(capsys, place, tmp_path, "restore", str(tmp_path))[0] in (3, 4)
