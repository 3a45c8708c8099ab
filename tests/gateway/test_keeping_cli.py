"""The commands that keep the warehouse from being lost, as the province's IT runs them."""

import json
from typing import Any

import pytest

from sync.gateway import cli
from tests.gateway.device import Device, new_id


def run(capsys, database: str, *arguments: str) -> tuple[int, dict[str, Any]]:
    code = cli.main(["--database", database, *arguments, "--json"])
    return code, json.loads(capsys.readouterr().out.strip().splitlines()[-1])


@pytest.fixture
def filled(warehouse) -> Device:
    device = Device(warehouse)
    device.write(("person", new_id(), {"full_name": "A"}))
    device.sync()
    return device


def test_a_warehouse_is_backed_up_and_restored_by_command(warehouse, filled, database_url, tmp_path, capsys):
    file = tmp_path / "kho.tram"
    code, told = run(capsys, database_url, "backup", str(file))
    assert (code, told["transactions"], told["records"]) == (0, 1, 1)
    assert oct(file.stat().st_mode)[-3:] == "600", "patients and the warehouse's key are in it"
    assert filled.sync().receipt.safe == 1
    code, told = run(capsys, database_url, "restore", str(file))
    assert (code, told["refused"]) == (3, "occupied")
    empty = f"sqlite:///{tmp_path / 'trống.db'}"
    assert run(capsys, empty, "restore", str(file))[0] == 0
    code, told = run(capsys, empty, "status", "--check")
    assert code == 0
    [scope], [device] = told["scopes"], told["devices"]
    assert (scope["transactions"], scope["records"], device["upto"]) == (1, {"person": 1}, 1)
    assert told["events"][0]["kind"] == "epoch"
    assert told["epoch"] != warehouse.epoch
    file.write_bytes(file.read_bytes()[:-9])
    code, told = run(capsys, f"sqlite:///{tmp_path / 'khác.db'}", "restore", str(file))
    assert (code, told["refused"]) == (3, "damaged")


def test_an_epoch_and_an_operators_own_backup_are_told_by_command(warehouse, filled, database_url, capsys):
    code, told = run(capsys, database_url, "new-epoch")
    assert (code, told["epoch"] != warehouse.epoch) == (0, True)
    code, told = run(capsys, database_url, "backed-up", "--at", "2020-01-01T00:00:00Z")
    assert (code, told["devices"]) == (0, 1)
    assert filled.sync().receipt.safe == 0
    assert run(capsys, database_url, "backed-up", "--at", "hôm qua")[0] == 3
    assert run(capsys, database_url, "backed-up", "--at", "2999-01-01T00:00:00Z")[0] == 0
    assert filled.sync().receipt.safe == 1


def test_who_falls_with_a_revoked_device_is_told(warehouse, filled, database_url, capsys):
    code, told = run(capsys, database_url, "revoke", filled.id)
    assert (code, told) == (0, {"revoked": filled.id, "successors": []})
