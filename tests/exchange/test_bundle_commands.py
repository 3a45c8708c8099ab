"""The commands at both ends of a stick: what a script is told, and the exit codes."""

import json
from pathlib import Path

import pytest

from station_app.cli import bundle
from station_app.cli.parser import parser
from station_app.common.errors import Refused, Unavailable
from station_app.exchange.service import synchronise
from station_app.store.database import Database
from sync.gateway import cli
from tests.exchange.test_bundles import device
from tests.exchange.test_service import people, register


def station(database: Database, *words: str):
    return bundle.work(database, parser().parse_args(["bundle", *words]))


@pytest.fixture
def warehouse(province, capsys):
    def run(*words: str, code: int = 0):
        url = province.warehouse.engine.url.render_as_string(hide_password=False)
        assert cli.main(["--database", url, *words, "--json"]) == code
        return json.loads(capsys.readouterr().out)

    return run


def test_a_stick_goes_to_the_province_and_back(province, enrolled, warehouse, tmp_path):
    a, stick = enrolled("A"), str(tmp_path / "usb")
    register(a, 3)
    written = station(a, "export", "--out", stick)
    assert (written.data["transactions"], written.data["upto"], written.data["left"]) == (3, 3, 0)
    assert "Đưa USB lên kho tỉnh" in written.words
    [taken] = warehouse("bundle", "import", stick, "--out", stick)["files"]
    assert (taken["held"], taken["new"], taken["part"], taken["parts"]) == (3, 3, 1, 1)
    read = station(a, "import", stick)
    assert (read.data["digest_match"], read.data["receipt"]["upto"]) == (True, 3)
    assert read.words == "Kho tỉnh đã nhận 3/3 thay đổi, dấu kiểm khớp"


def test_the_province_writes_first_for_a_pc_that_cannot_ask(province, enrolled, warehouse, tmp_path):
    a, b = enrolled("A"), enrolled("B")
    made = register(b, 2)
    synchronise(b)
    warehouse("bundle", "export", device(a), "--out", str(tmp_path))
    assert station(a, "import", str(tmp_path)).data["received"] == 2
    assert people(a) == set(made)


def test_a_revoked_pc_is_listed_and_let_in_by_command(province, enrolled, warehouse, tmp_path):
    a = enrolled("A")
    register(a, 2)
    station(a, "export", "--out", str(tmp_path))
    warehouse("revoke", device(a))
    [taken] = warehouse("bundle", "import", str(tmp_path), "--out", str(tmp_path))["files"]
    assert (taken["impounded"], taken["new"]) == (2, 0)
    with pytest.raises(Unavailable, match="thu hồi"):
        station(a, "import", str(tmp_path))
    [kept] = warehouse("impounded", code=5)["impounded"]
    assert (kept["device"], kept["transactions"]) == (device(a), 2)
    assert warehouse("impounded", "--release", device(a)) == {"released": device(a), "new": 2}
    assert warehouse("impounded") == {"impounded": []}


def test_what_cannot_be_read_is_told_file_by_file(province, enrolled, warehouse, tmp_path):
    a = enrolled("A")
    register(a)
    [good] = station(a, "export", "--out", str(tmp_path)).data["files"]
    bad = tmp_path / "tram-len-x-1-1.tram"
    bad.write_bytes(Path(good).read_bytes()[:50])
    told = warehouse("bundle", "import", str(tmp_path), "--out", str(tmp_path / "về"), code=3)
    assert sorted(one.get("refused", "") for one in told["files"]) == ["", "truncated"]
    assert len(told["answers"]) == 1
    with pytest.raises(Refused, match="Thiếu --out"):
        station(a, "export")
    with pytest.raises(Refused, match="Không thấy tệp"):
        station(a, "import", str(tmp_path))
