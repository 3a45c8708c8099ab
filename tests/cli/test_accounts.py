"""Accounts and policy by command: what a script says, and with which exit code."""

import json
import shutil
from base64 import b64decode
from pathlib import Path

import pytest

from station_app.app import home
from station_app.cli.main import main
from station_app.staff import service as staff
from station_app.store import policy
from station_app.store.vault import FLOOR
from station_app.store.vault.phone_code import code_of
from station_app.store.vault.signing import is_signed
from tests.staff.conftest import HEAD, OWN, PASSWORD, founded  # noqa: F401  the same station

ANOTHER = "mười hai con suối dài"


class Script:
    """Runs `station … --json` in this process, as one account."""

    def __init__(self, place: Path, capsys, monkeypatch) -> None:
        self.place, self._capsys, self._monkeypatch = place, capsys, monkeypatch

    def __call__(self, *arguments: str, code: int = 0, user: str = HEAD, password: str = PASSWORD, **env):
        self._monkeypatch.setenv("STATION_PASSWORD", password)
        for name, value in env.items():
            self._monkeypatch.setenv(name, value)
        found = main(["--home", str(self.place), "--user", user, "--json", *arguments])
        out, err = self._capsys.readouterr()
        assert found == code, err
        return json.loads(out)


@pytest.fixture
def script(founded: Path, tmp_path: Path, capsys, monkeypatch) -> Script:  # noqa: F811
    shutil.copytree(founded, tmp_path / "home")
    return Script(tmp_path / "home", capsys, monkeypatch)


def add(script: Script, login: str = "hanh", role: str = "nurse") -> dict:
    return script("user", "add", "--name", "Lò Thị Hạnh", "--login", login, "--role", role)


def test_an_account_from_opening_to_closing(script: Script):
    made = add(script)
    refused = script("list", "person", user="hanh", password=made["first_password"], code=3)
    assert refused["error"]["code"] == "must_change"
    script("password", user="hanh", password=made["first_password"], STATION_NEW_PASSWORD=OWN)
    assert script("list", "person", user="hanh", password=OWN) == []
    script("password", user="hanh", password=OWN, STATION_NEW_PASSWORD=ANOTHER)
    assert script("user", "role", "hanh", "--role", "physician") == {"user": made["user"]}
    listed = {one["login"]: one for one in script("user", "list")}
    assert listed["hanh"]["role"] == "physician"
    assert listed["hanh"]["here"]["entitled"]
    reset = script("user", "reset", made["user"])
    assert script("list", "person", user="hanh", password=ANOTHER, code=3)["error"]["field"] == "password"
    assert reset["first_password"]
    script("user", "close", "hanh", "--reason", "nghỉ hưu")
    assert script("list", "person", user="hanh", password=reset["first_password"], code=3)
    assert [one["login"] for one in script("user", "list")] == [HEAD]
    assert script("user", "reopen", "hanh")["first_password"]


def test_a_nurse_opens_no_account_and_takes_no_key_out(script: Script):
    made = add(script)
    script("password", user="hanh", password=made["first_password"], STATION_NEW_PASSWORD=OWN)
    for command in (
        ("user", "add", "--name", "Ai Đó", "--login", "ai", "--role", "head"),
        ("user", "role", "hanh", "--role", "head"),
        ("user", "reset", HEAD),
        ("key",),
        ("policy", "trust", "--key", "ab" * 32),
        ("set", "user", made["user"], "role=head"),
    ):
        assert script(*command, user="hanh", password=OWN, code=3)["error"]["code"] == "not_entitled"
    assert len(script("key")["key"]) == 64


def test_an_assistant_reads_no_visit_by_command(script: Script):
    made = add(script, role="assistant")
    script("password", user="hanh", password=made["first_password"], STATION_NEW_PASSWORD=OWN)
    assert script("list", "person", user="hanh", password=OWN) == []
    assert script("list", "dose", user="hanh", password=OWN) == []
    for entity in ("visit", "allergy", "condition"):
        refused = script("list", entity, user="hanh", password=OWN, code=3)
        assert refused["error"]["code"] == "not_entitled"


def test_a_password_of_eight_is_not_enough_to_found_a_station(tmp_path, script: Script):
    script.place = tmp_path / "new"
    refused = script("init", "--station-code", "12345", "--name", "Trạm", password="x7#Kq!9z", code=3)
    assert "ít nhất 14" in refused["error"]["reason"]


def test_it_signs_and_the_station_takes_it_in(script: Script, tmp_path: Path):
    made = script("policy", "keygen", "--out", str(tmp_path / "it.pem"), password=OWN)
    assert (tmp_path / "it.pem").stat().st_mode & 0o077 == 0
    toml = tmp_path / "station.toml"
    script("policy", "example", "--out", str(toml))
    toml.write_text(toml.read_text("utf-8").replace("lock_minutes = 10", "lock_minutes = 5"), "utf-8")
    assert script("policy", "check", str(toml))["terms"]["session.lock_minutes"] == 5
    signed = script("policy", "sign", str(toml), "--key", str(tmp_path / "it.pem"), password=OWN)
    signature = Path(signed["signature"])
    assert is_signed(made["it_key"], toml.read_bytes(), b64decode(signature.read_bytes()))
    for path in (toml, signature):
        shutil.copy(path, script.place / path.name)
    assert "khoá ký" in script("policy", "show")["refused"]
    assert script("policy", "trust", "--key", made["it_key"])["terms"]["session.lock_minutes"] == 5
    (script.place / policy.FILE).write_bytes(toml.read_bytes() + b"\n# more\n")
    now = script("policy", "show")
    assert (now["terms"]["session.lock_minutes"], now["serial"]) == (5, 1)
    assert "chữ ký" in now["refused"]


def test_what_lies_below_the_law_is_not_even_signed(script: Script, tmp_path: Path):
    script("policy", "keygen", "--out", str(tmp_path / "it.pem"), password=OWN)
    assert script("policy", "keygen", "--out", str(tmp_path / "it.pem"), password=OWN, code=3)
    (tmp_path / "p.toml").write_text("serial = 1\n[passwords]\nlength = 6\n")
    key = ("--key", str(tmp_path / "it.pem"))
    assert script("policy", "sign", str(tmp_path / "p.toml"), *key, password=OWN, code=3)
    (tmp_path / "p.toml").write_text("serial = 1\n")
    wrong = script("policy", "sign", str(tmp_path / "p.toml"), *key, password=ANOTHER, code=3)
    assert "sai mật khẩu" in wrong["error"]["reason"]
    assert script("policy", "sign", str(tmp_path / "none.toml"), *key, password=OWN, code=3)


def test_a_script_brings_the_digits_of_the_phone(script: Script):
    database = home.unlock(script.place, HEAD, PASSWORD, cost=FLOOR)
    made = staff.begin_phone(database, HEAD)
    step = int(database.clock.now().timestamp()) // 30
    staff.confirm_phone(database, HEAD, made, code_of(made.check.secret, step - 1))
    database.close()
    assert script("list", "person", code=3)["error"]["code"] == "second_needed"
    assert script("list", "person", STATION_CODE=code_of(made.check.secret, step)) == []
