"""`station export person`, as a script sees it: a locked file, its password once, and who may not."""

import json

import pytest
import pyzipper

from station_app.app import home
from station_app.cli import main
from station_app.store.vault import Argon


@pytest.fixture
def station(tmp_path, monkeypatch, capsys):
    """Runs a command on a new station; gives the exit code and what was printed."""
    monkeypatch.setenv("STATION_PASSWORD", "chim sao ăn bánh cuốn lam")
    home.found(
        tmp_path / "home",
        code="12345",
        name="Trạm Y tế xã Mường Hoa",
        login="truongtram",
        password="chim sao ăn bánh cuốn lam",
        cost=Argon(19 * 1024, 2, 1),
    )

    def run(*arguments):
        capsys.readouterr()
        code = main(["--home", str(tmp_path / "home"), "--json", *map(str, arguments)])
        return code, json.loads(capsys.readouterr().out)

    return run


def test_a_person_is_given_their_record_in_a_locked_file(station, tmp_path):
    _, made = station("new", "person", "full_name=Giàng Thị Mỷ", "birth_date=1988", "sex=female")
    asked = ("capacity=self", "requester_name=Giàng Thị Mỷ", "channel=letter", "content=Bản sao")
    _, request = station("new", "data_request", f"person={made['id']}", "kind=access", *asked)
    [row] = station("list", "data_request", "--query", "giang thi my")[1]
    assert row["id"] == request["id"]
    code, told = station(
        "export", "person", "Giàng Thị Mỷ", "--out", tmp_path / "my.zip", "--request", row["code"]
    )
    assert code == 0
    with pyzipper.AESZipFile(told["file"]) as archive:
        archive.setpassword(told["passphrase"].encode())
        read = json.loads(archive.read("ho-so.json"))
    assert (read["full_name"], read["request"]) == ("Giàng Thị Mỷ", row["code"])
    _, other = station("new", "person", "full_name=Vừ A Páo", "birth_date=1986", "sex=male")
    code, told = station("export", "person", other["id"], "--out", tmp_path / "x", "--request", row["code"])
    assert (code, told["error"]["code"]) == (3, "other_person")
