"""`station import people FILE`, as a script sees it: JSON, exit codes, and the file of rows given back."""

import json

import pytest
import pyzipper

from station_app.app import home
from station_app.cli import main
from station_app.store.vault import Argon
from tests.households.lists import FAMILY, HEADINGS, commune_list
from tests.households.lists import csv as csv_list

SPOILED = (4, "Giàng A Sử", "31/02/2017", "Nam", "Con", "", "Bản Dền", "")


@pytest.fixture
def station(tmp_path, monkeypatch, capsys):
    """Runs a command on a new station; gives the exit code and what was printed."""
    monkeypatch.setenv("STATION_PASSWORD", "suoi dai muoi hai cay")
    folder = tmp_path / "home"
    home.found(
        folder,
        code="12345",
        name="Trạm Y tế xã Mường Hoa",
        login="truongtram",
        password="suoi dai muoi hai cay",
        cost=Argon(19 * 1024, 2, 1),
    )

    def run(*arguments):
        capsys.readouterr()
        code = main(["--home", str(folder), "--json", *map(str, arguments)])
        return code, json.loads(capsys.readouterr().out)

    return run


def people(station):
    return {row["full_name"] for row in station("list", "person")[1]}


def test_a_dry_run_tells_and_saves_nothing(station, tmp_path):
    path = commune_list(tmp_path / "a.xlsx", *FAMILY, SPOILED)
    code, told = station("import", "people", path, "--dry-run")
    assert code == 0
    assert (told["rows"], told["accepted"], told["households"], told["people"]) == (4, 3, 1, 3)
    assert (told["dry_run"], told["matched"], len(told["rejected"])) == (True, 0, 1)
    assert (told["rejected"][0]["row"], told["rejected"][0]["field"]) == (8, "birth_date")
    assert people(station) == set()
    assert list(tmp_path.glob("*.csv")) == []


def unlocked(told):
    """The rows given back, as somebody gets them out with 7-Zip."""
    with pyzipper.AESZipFile(told["rejected_file"]) as archive:
        archive.setpassword(told["rejected_password"].encode())
        return archive.read("dong-tra-lai.csv")


def test_an_import_saves_and_gives_the_rest_back_locked_beside_the_list(station, tmp_path):
    path = commune_list(tmp_path / "a.xlsx", *FAMILY, SPOILED)
    code, told = station("import", "people", path)
    assert (code, told["accepted"], told["state"]) == (0, 3, "done")
    assert people(station) == {"Giàng A Páo", "Vàng Thị Mỷ", "Giàng A Tủa"}
    assert told["rejected_file"] == str(tmp_path / "a.tra-lai.zip")
    content = unlocked(told)
    assert content.startswith(b"\xef\xbb\xbf")
    assert "Giàng A Sử".encode() not in (tmp_path / "a.tra-lai.zip").read_bytes()
    assert station("import", "people", tmp_path / "a.tra-lai.zip")[1]["error"]["code"] == "file_packed"
    corrected = tmp_path / "corrected.csv"
    corrected.write_text(content.decode("utf-8-sig").replace("'31/02/2017", "28/02/2017"), "utf-8-sig")
    first = (tmp_path / "a.tra-lai.zip").read_bytes()
    assert station("import", "people", path)[1]["rejected_file"] == str(tmp_path / "a.tra-lai-2.zip")
    assert (tmp_path / "a.tra-lai.zip").read_bytes() == first
    code, told = station("import", "people", corrected)
    assert (code, told["accepted"], told["households"]) == (0, 1, 0)
    assert len(people(station)) == 4


def test_rows_are_given_back_in_clear_only_with_a_reason(station, tmp_path):
    path = commune_list(tmp_path / "a.xlsx", *FAMILY, SPOILED)
    with pytest.raises(SystemExit) as usage:
        station("import", "people", path, "--plain", "tôi thích")
    assert usage.value.code == 2
    _, told = station("import", "people", path, "--plain", "no-tool")
    back = tmp_path / "a.tra-lai.csv"
    assert (told["rejected_file"], told["rejected_password"]) == (str(back), None)
    corrected = back.read_text("utf-8-sig").replace("'31/02/2017", "28/02/2017")
    back.write_text(corrected, "utf-8-sig")
    station("import", "people", path, "--plain", "no-tool")
    assert back.read_text("utf-8-sig") == corrected  # what somebody typed there is never overwritten


def test_an_import_is_taken_back_by_its_name(station, tmp_path):
    _, told = station("import", "people", commune_list(tmp_path / "a.xlsx", *FAMILY))
    code, back = station("import", "people", "--take-back", told["import"])
    assert (code, back["kept"]) == (0, [])
    assert people(station) == set()


def test_somebody_asked_about_is_let_in_by_the_row(station, tmp_path):
    station("new", "person", "full_name=Vàng Thị Mỷ", "birth_date=1990")
    path = commune_list(tmp_path / "a.xlsx", *FAMILY)
    _, told = station("import", "people", path, "--rejected", tmp_path / "back.csv")
    assert b"=" not in unlocked(told)
    assert [row["verdict"] for row in told["rejected"]] == ["asked"]
    assert (tmp_path / "back.zip").exists()
    code, told = station("import", "people", path, "--admit", told["rejected"][0]["row"])
    assert (code, told["accepted"], told["rejected"]) == (0, 3, [])


@pytest.mark.parametrize("finish", ["--finish", "--take-back"])
def test_an_unknown_import_is_refused(station, finish):
    code, told = station("import", "people", finish, "0190")
    assert code == 3
    assert "0190" in told["error"]["reason"]


def test_nothing_that_could_be_read_ends_with_three(station, tmp_path):
    assert station("import", "people", tmp_path / "none.xlsx")[0] == 3
    path = csv_list(tmp_path / "a.csv", [HEADINGS, SPOILED])
    code, told = station("import", "people", path)
    assert (code, told["rows"], told["accepted"], len(told["rejected"])) == (3, 1, 0, 1)
    assert station("import", "people", path, "--rejected", path)[0] == 3
