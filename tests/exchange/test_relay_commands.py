"""`station relay`: serving, pairing, meeting, and the list of those that are trusted."""

import socket

import pytest

from station_app.cli import relay as command
from station_app.cli.parser import parser
from station_app.common.errors import Unavailable
from station_app.exchange.relay.server import Relay
from station_app.store.database import Database
from tests.exchange.test_bundles import device
from tests.exchange.test_service import people, register


def run(database: Database, *words: str):
    return command.work(database, parser().parse_args(["relay", *words]))


def test_a_pc_is_joined_met_listed_and_forgotten(province, enrolled):
    a, b = enrolled("A"), enrolled("B")
    made = register(a)
    here = Relay(a, "127.0.0.1")
    here.start()
    joined = run(b, "--join", here.door.open(), "--at", f"127.0.0.1:{here.port}")
    assert joined.data == {"paired": device(a)}
    met = run(b, "--meet")
    assert met.data["met"][0]["alike"] is True
    assert "chưa phải kho tỉnh" in met.words
    assert people(b) == set(made)
    here.stop()
    assert run(b, "--meet").data["silent"] == {device(a): "không trả lời"}
    assert [one["device"] for one in run(a, "--list").data] == [device(b)]
    run(a, "--forget", device(b))
    assert run(a, "--list").words == "Chưa ghép đôi với máy nào."


def test_serving_shows_a_code_and_ends_by_itself(province, enrolled, capsys):
    a = enrolled("A")
    told = run(a, "--port", "0", "--host", "127.0.0.1", "--pair", "--minutes", "0")
    said = capsys.readouterr().out
    assert "đang tiếp sức ở cổng" in said
    assert "Mã ghép đôi: " in said
    assert told.words == "Đã tắt tiếp sức."
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Unavailable) as refused:
            run(a, "--port", str(taken.getsockname()[1]), "--host", "127.0.0.1")
    assert refused.value.code == "T-220"
