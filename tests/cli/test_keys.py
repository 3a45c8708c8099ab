"""station key: who holds what, a new sheet, new keys, the province; by a script, and with the right alone."""

import io
import json
import re
from pathlib import Path

import pypdfium2
import pytest

from station_app.app import home as house
from station_app.cli.main import main
from station_app.staff.service import add_user
from station_app.store.accounts import link
from station_app.store.vault import FLOOR, Vault
from sync.gateway.cli import main as warehouse

PASSWORD, NURSE = "nui cao bon mua", "suoi dai muoi hai bac"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    house.found(tmp_path / "t", code="12345", name="Trạm", login="hanh", password=PASSWORD, cost=FLOOR)
    monkeypatch.setenv("STATION_PASSWORD", PASSWORD)
    return tmp_path / "t"


def told(capsys, place: Path, *words: str, code: int = 0) -> dict:
    assert main(["--home", str(place), *words, "--json"]) == code, capsys.readouterr().err
    out = capsys.readouterr().out
    return json.loads(out) if out else {}


def test_the_slots_are_listed_without_a_secret(place, capsys):
    keys = Vault.open(place).unlock("hanh", PASSWORD)
    Vault.open(place).make_glass_codes(keys, 1)
    rows = told(capsys, place, "key", "slots")
    assert [(row["kind"], row["data"], row["seal"]) for row in rows] == [
        ("user", True, True), ("code", True, True), ("glass", False, True),
    ]  # fmt: skip


def test_a_new_sheet_is_one_page_and_retires_the_old(place, capsys, tmp_path):
    out = tmp_path / "phieu.pdf"
    assert told(capsys, place, "key", "sheet", "--out", str(out))["sheet"] == 2
    assert out.stat().st_mode & 0o077 == 0, "whoever has the file opens the station"
    page = pypdfium2.PdfDocument(io.BytesIO(out.read_bytes()))[0].get_textpage().get_text_bounded()
    code = "".join(re.findall(r"(?:[0-9A-Z]{5}-?){4}", page))
    given = tmp_path / "ma.txt"
    given.write_text(code, "utf-8")
    told(capsys, place, "recover", "--code-file", str(given))


def test_the_data_key_changes_and_the_log_says_so(place, capsys):
    before = told(capsys, place, "key")["key"]
    assert told(capsys, place, "key", "rotate")["changed"] == "data"
    assert told(capsys, place, "key")["key"] != before
    told(capsys, place, "key", "rotate", "--seal")
    database = house.unlock(place, "hanh", PASSWORD, cost=FLOOR)
    with database.reading() as session:
        said = " ".join(
            row[0] or "" for row in database.raw(session).execute("SELECT detail FROM audit_entry")
        )
    database.close()
    for words in ("data key: begun", "data key: done", "seal key"):
        assert words in said
    told(capsys, place, "key", "abandon", code=3)


def test_a_nurse_changes_no_key(place, capsys, monkeypatch, tmp_path):
    database = house.unlock(place, "hanh", PASSWORD, cost=FLOOR)
    link(database, "mai", add_user(database, {"name": "Lò Thị Mai", "login": "mai", "role": "nurse"}))
    Vault.open(place).grant(database.keys, "mai", "Lò Thị Mai", NURSE, entitled=False)
    database.close()
    monkeypatch.setenv("STATION_PASSWORD", NURSE)
    before = (place / "vault.json").read_bytes()
    out = str(tmp_path / "x")
    for words in (["rotate"], ["rotate", "--seal"], ["sheet", "--out", out], ["abandon"], ["show"]):
        told(capsys, place, "--user", "mai", "key", *words, code=3)
    assert (place / "vault.json").read_bytes() == before
    assert not (tmp_path / "x").exists()


def test_the_province_may_come_later(place, capsys, tmp_path):
    assert warehouse(["recovery-key", "--out", str(tmp_path / "k")]) == 0
    public = capsys.readouterr().out.split('"')[-2]
    (tmp_path / "p.json").write_text(json.dumps({"province_key": public}), "utf-8")
    told(capsys, place, "key", "province", "--provision", str(tmp_path / "p.json"))
    question = tmp_path / "q.tram-hoi"
    told(capsys, place, "recover", "--ask", str(question))
    assert warehouse(["recover-key", "--province-key", str(tmp_path / "k"), str(question)]) == 0
    capsys.readouterr()
    told(capsys, place, "recover", "--answer", str(tmp_path / "q.tram-dap"))
