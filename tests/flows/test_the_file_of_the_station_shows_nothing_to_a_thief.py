"""The file of the station shows nothing to a thief, and a wrong password destroys nothing."""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import apsw
import pytest

from station_app.common.names import fold
from tests.flows.at_the_window import TYPED
from tests.flows.province import NAME, PASSWORD, PC, Province, enrolled, running_province
from tests.postgres import FreshDatabase

SECRETS = ("Giàng Thị Mỷ Duyên", "034199123456", "Sùi mào gà", "0912345678", "thuốc Côtrim", "lô BCG-77X")
HAMLET = "Bản Tả Van Giáy Mường Hoa Cao"
"""A name, a citizen number, a diagnosis, a phone, an allergy, a lot: none may be read anywhere."""

SOUGHT = (*SECRETS, *TYPED, HAMLET)


def forms(secret: str) -> Iterator[bytes]:
    """The ways in which text may lie in a file: composed or not, folded, upper or lower, wide, or base64."""
    texts = {secret, unicodedata.normalize("NFD", secret), fold(secret), secret.upper(), secret.lower()}
    for text in texts:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            yield text.encode(encoding)
        for shift in range(3):
            # In base64 the same text has three looks, by its place in the groups of three bytes.
            yield base64.b64encode(b"\0" * shift + text.encode())[4 if shift else 0 : -4]


def scanned(place: Path, secrets: Iterable[str]) -> tuple[int, list[str]]:
    """Every byte of every file below `place`, against every form of every secret: (bytes, what was seen)."""
    sought = [(secret, form) for secret in secrets for form in dict.fromkeys(forms(secret))]
    seen: list[str] = []
    size = 0
    for path in place.rglob("*"):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes() + b"\0" + os.fsencode(path.relative_to(place))
            size += len(content)
            seen += [f"{path} shows {secret}" for secret, form in sought if form in content]
    return size, seen


@pytest.fixture(scope="module")
def pulled(worked: PC) -> Path:
    """What lay on the disk when the plug was pulled: whoever opens the station afterwards folds its log."""
    return _as_it_was(worked.home.parent)


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory, postgres: FreshDatabase) -> Iterator[PC]:
    """A PC on which people worked, with its own temporary, cache and configuration folders."""
    room = tmp_path_factory.mktemp("room")
    log = tmp_path_factory.mktemp("province") / "warehouse.log"
    with running_province(postgres(), log) as province:
        pc = worked_at(room, province)
        shutil.copytree(room, _as_it_was(room))
        yield pc


def _as_it_was(room: Path) -> Path:
    return room.with_name(f"{room.name}-pulled")


def worked_at(room: Path, province: Province) -> PC:
    """A day: records by commands, a list, a round, the window, a backup; at its end the plug is pulled."""
    folders = {"TMPDIR": "tmp", "XDG_CACHE_HOME": "cache", "XDG_CONFIG_HOME": "config", "HOME": "user"}
    environment = {name: str(room / folder) for name, folder in folders.items()}
    for folder in environment.values():
        Path(folder).mkdir(parents=True)
    pc = enrolled(room / "station", province, "Bản Dền")
    pc.environment = environment
    name, number, diagnosis, phone, allergy, lot = SECRETS
    person = pc.new("person", full_name=name, birth_date="1999", sex="female", phone=phone)
    pc.new("identifier", person=person, type="SDDCN", value=number)
    pc.new("condition", person=person, name=diagnosis)
    pc.new("allergy", person=person, kind="1", substance=allergy)
    pc.new("dose", person=person, vaccine="BCG", given_on="20/11/2026", lot=lot)
    house = pc.new("household", hamlet=HAMLET)
    pc.new("household_member", household=house, person=person, relation="00")
    pc.run("list", "person", "--query", "giang thi my")
    pc.run("new", "person", "full_name=" + name, "birth_date=31/02/1999", code=3)
    pc.sync()
    (room / "danh-sach.csv").write_text(f"Họ và tên,Ngày sinh,Thôn\n{name},31/02/1999,{HAMLET}\n", "utf-8")
    pc.run("import", "people", str(room / "danh-sach.csv"), code=3)
    (room / "danh-sach.csv").unlink()
    _at_the_window(pc, room, house)
    return pc


def _at_the_window(pc: PC, room: Path, house: str) -> None:
    """Somebody works at the window, with a session log as desktops keep one; a backup made meanwhile
    folds the log; a little more is typed; then the plug is pulled."""
    asked = json.dumps({"place": str(pc.home), "known": SECRETS, "household": house})
    log = room / "user" / ".xsession-errors"
    environment = os.environ | pc.environment | {"STATION_PASSWORD": PASSWORD, "QT_QPA_PLATFORM": "offscreen"}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.flows.at_the_window", asked],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            env=environment,
        )
        try:
            _said(process, log, "ready")
            pc.run("backup", str(room / "usb"))
            assert process.stdin
            process.stdin.write(b"\n")
            process.stdin.flush()
            _said(process, log, "kept")
        finally:
            process.kill()
            process.communicate()


def _said(process: subprocess.Popen[bytes], log: Path, word: str) -> None:
    until = time.monotonic() + 120
    while word not in (said := log.read_text("utf-8")).split():
        assert process.poll() is None, said
        assert time.monotonic() < until, said
        time.sleep(0.1)


def test_no_file_shows_a_name_a_number_or_a_diagnosis(pulled: Path) -> None:
    """pitfall 15: always encrypted, on every PC. Worked by commands and at the window, locked, killed."""
    names = {path.name for path in pulled.rglob("*")}
    assert {"station.db", "station.db-wal", "vault.json", "bao-cao-loi.txt", ".xsession-errors"} <= names
    assert "danh-sach.tra-lai.zip" in names
    assert (pulled / "station" / "station.db-wal").stat().st_size > 0
    size, seen = scanned(pulled, SOUGHT)
    assert not seen
    assert size > 1_000_000
    assert b"SQLite format" not in (pulled / "station" / "station.db").read_bytes()


def test_no_title_of_a_window_and_no_log_names_anybody(worked: PC) -> None:
    """What the task bar, the print queue and the desktop's own log are told."""
    log = (worked.home.parent / "user" / ".xsession-errors").read_text("utf-8")
    titles = json.loads(next(line for line in log.splitlines() if line.startswith('{"titles"')))["titles"]
    assert "Chương trình gặp lỗi" in titles
    assert set(titles) <= {"", "Trạm", NAME, "Chương trình gặp lỗi", "Trạm: bản in"}


def test_the_search_for_secrets_would_find_them(tmp_path: Path) -> None:
    """The test above can fail: the same text in a plain file, in each form, is found."""
    for secret in SECRETS:
        for text in (secret, fold(secret), unicodedata.normalize("NFD", secret)):
            for hidden in (text.encode(), text.encode("utf-16-le"), base64.b64encode(b"xy" + text.encode())):
                assert any(form in b"..." + hidden + b"..." for form in forms(secret)), (secret, hidden)


def test_a_wrong_password_opens_nothing_and_destroys_nothing(worked: PC) -> None:
    before = _contents(worked.home)
    refused = worked.run("list", "person", code=3, password="mật khẩu đoán mò 123")
    assert "Sai mật khẩu" in refused.err
    assert NAME not in refused.err
    assert _contents(worked.home) == before
    assert worked.run("list", "person").data


def _contents(home: Path) -> dict[str, str]:
    """Fingerprints of what must stay as it is; failed attempts are counted and noted in their own files."""
    noted = ("attempts.json", "sign-ins.json")
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in home.iterdir()
        if path.is_file() and path.name not in noted and not path.name.endswith(("-wal", "-shm"))
    }


def test_an_independent_implementation_opens_it_with_the_exported_key_and_with_nothing_else(
    worked: PC,
) -> None:
    key = worked.run("key").data["key"]
    assert _names(worked.home / "station.db", key) == [SECRETS[0]]
    other = "0" * 63 + ("1" if key.endswith("0") else "0")
    with pytest.raises(apsw.NotADBError):
        _names(worked.home / "station.db", other)


def _names(path: Path, key: str) -> list[str]:
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        connection.pragma("cipher", "sqlcipher")
        connection.pragma("legacy", 4)
        connection.pragma("key", f"x'{key}'")
        return [row[0] for row in connection.execute("SELECT full_name FROM person")]
    finally:
        connection.close()
