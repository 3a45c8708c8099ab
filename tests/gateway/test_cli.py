"""The province's IT at its prompt: what the command prints and how it exits."""

import csv
import json

import pytest
from sqlalchemy import insert, select, update

from sync.gateway import cli
from sync.gateway.enrolment import enrol
from sync.gateway.tables import AUDIT_BRANCH, RECORD
from sync.gateway.warehouse import open_warehouse
from sync.message import Enrol
from tests.gateway.device import Device, new_id


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'warehouse.db'}"


@pytest.fixture
def command(url, tmp_path, catalogue, capsys):
    (tmp_path / "catalog.json").write_text(catalogue.to_json(), "utf-8")

    def run(*arguments, database=url):
        code = cli.main(["--database", database, "--catalogue", str(tmp_path / "catalog.json"), *arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_enroll_prints_a_code_that_lets_one_pc_in(command, url, catalogue):
    code, out, err = command("enroll", "--station", "12345", "--point", "Điểm trạm 2", "--json")
    assert (code, err) == (0, "")
    warehouse = open_warehouse(url, catalogue)
    entered = enrol(warehouse, Enrol(1, json.loads(out)["code"], b"k" * 32))
    warehouse.close()
    assert (entered.scope, entered.point) == ("12345", "Điểm trạm 2")


def test_status_counts_devices_and_records_and_names_no_person(command, url, catalogue):
    warehouse = open_warehouse(url, catalogue)
    device = Device(warehouse)
    device.write(("person", new_id(), {"full_name": "Lò Thị Đức", "birth_date": "1988"}))
    device.write(("person", new_id(), {"full_name": "Vàng A Páo", "birth_date": "31/02"}))
    device.sync()
    warehouse.close()
    code, out, err = command("--json", "status")
    assert err == ""
    standing = json.loads(out)
    assert code == 0
    assert standing["scopes"][0]["records"] == {"person": 2}
    assert standing["scopes"][0]["quarantine"] == 1
    assert standing["devices"][0]["device"] == device.id
    assert standing["devices"][0]["count"] == 2
    assert "Lò" not in out
    assert "Trạm 12345: 2 lượt ghi, cách ly 1" in command("status")[1]


def test_a_stored_row_that_was_damaged_is_named_and_the_next_receipt_shows_it(command, url, catalogue):
    warehouse = open_warehouse(url, catalogue)
    device, record = Device(warehouse), new_id()
    device.write(("person", record, {"full_name": "Lò Thị Đức", "birth_date": "1988"}))
    device.write(("person", new_id(), {"full_name": "Vàng A Páo", "birth_date": "1990"}))
    device.sync()
    assert command("status", "--check")[0] == 0
    with warehouse.engine.begin() as connection:
        row = RECORD.c.id == record
        stored = connection.execute(select(RECORD.c.state).where(row)).scalar_one()
        damaged = stored.replace("Lò".encode(), "Lý".encode())
        connection.execute(update(RECORD).where(row).values(state=damaged))
    code, out, _ = command("--json", "status", "--check")
    assert code == 5
    assert json.loads(out)["differing"] == [{"scope": "12345", "entity": "person", "bucket": record[-2:]}]
    assert device.sync().receipt.digests["person"] != device.shelf.digests()["person"]
    warehouse.close()


def test_an_access_log_that_ends_before_what_was_confirmed_is_told(command, url, catalogue):
    warehouse = open_warehouse(url, catalogue)
    assert json.loads(command("--json", "status", "--check")[1])["broken_trails"] == []
    held = {"device": "k7qm", "branch": 0, "scope": "12345", "first": 1, "prior": b"", "number": 3}
    held |= {"head": b"h", "turn": 1, "begun_at": "2026-11-21T00:00:00Z"}
    with warehouse.engine.begin() as connection:
        connection.execute(insert(AUDIT_BRANCH).values(**held))
    warehouse.close()
    code, out, _ = command("status", "--check")
    assert code == 5
    assert "k7qm: hết ở mục 0, đã ký nhận đến mục 3" in out


def test_export_writes_one_file_per_entity_and_with_settled_only_facts(command, url, catalogue, tmp_path):
    warehouse = open_warehouse(url, catalogue)
    device = Device(warehouse)
    device.write(
        ("person", new_id(), {"full_name": "=Lò Thị Đức", "birth_date": "1988", "phone": "+84912345678"})
    )
    device.write(("person", new_id(), {"full_name": "Vàng A Páo", "birth_date": "31/02"}))
    device.sync()
    warehouse.close()
    code, out, _ = command("export", "--out", str(tmp_path / "all"), "--json")
    assert (code, json.loads(out)["rows"]["person"]) == (0, 2)
    with (tmp_path / "all" / "person.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["full_name"]: row for row in csv.DictReader(file)}
    assert rows["'=Lò Thị Đức"]["phone"] == "+84912345678"
    command("export", "--out", str(tmp_path / "facts"), "--form", "json", "--settled")
    facts = [
        json.loads(line) for line in (tmp_path / "facts" / "person.json").read_text("utf-8").splitlines()
    ]
    assert [(fact["full_name"], fact["birth_date"]) for fact in facts] == [("=Lò Thị Đức", "1988-01-01")]


@pytest.mark.parametrize(
    "arguments, code, words",
    [
        (["revoke", "nobody"], 3, "Kho tỉnh chưa biết máy này"),
        (["serve", "--port", "0", "--host", "0.0.0.0"], 3, "chỉ nhận HTTPS"),
    ],
)
def test_a_refusal_is_told_in_words_with_its_exit_code(command, arguments, code, words):
    got, _, err = command(*arguments)
    assert got == code
    assert words in err


def test_a_database_that_is_not_there_is_unavailable(command):
    code, _, err = command("status", database="postgresql://nobody@127.0.0.1:1/nothing")
    assert code == 4
    assert "Không mở được" in err


def test_wrong_usage_exits_with_two(command):
    with pytest.raises(SystemExit) as left:
        command("enroll")
    assert left.value.code == 2
    assert command("status", database="not a url")[0] == 2
