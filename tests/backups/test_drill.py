"""A drill brings a backup back for practice, says what it found, and leaves no trace but its own line."""

import json
from pathlib import Path

import pytest

from station_app.app import drilling
from station_app.backups import service
from station_app.cli.main import main
from station_app.common.errors import Refused
from station_app.people.service import register_person
from station_app.store.backup import Stopped
from station_app.store.database import Database
from station_app.store.label import SCHEDULE, read_label, write_label
from tests.backups.conftest import PASSWORD
from tests.disks import hashes


def self_of(database: Database) -> tuple[object, ...]:
    with database.reading() as session:
        raw = database.raw(session)
        names = raw.execute("SELECT count(*) FROM sync_former").fetchone()
        return (*raw.execute("SELECT device, seq FROM sync_self").fetchone(), *names)


def test_the_newest_backup_comes_back_matches_and_says_what_would_be_missing(opened: Database):
    made = service.make(opened, SCHEDULE)
    register_person(opened, {"full_name": "Vừ A Páo", "birth_date": "1990"})
    before, name = hashes(made.row.folder), self_of(opened)
    done = drilling.drill(opened)
    assert (done.match, done.records, done.gained) == (True, made.row.records, 1)
    assert done.words == "khớp; từ đó đến nay thêm 1, sửa 0 bản ghi"
    assert done.in_words.startswith(f"Diễn tập khôi phục: 1 giây, {made.row.records} bản ghi, khớp")
    assert hashes(made.row.folder) == before
    assert self_of(opened) == name, "neither a new name nor a transaction: a drill is no restore"
    assert not list(opened.path.parent.glob(f"{drilling.SCRATCH}*"))
    assert service.last_drill(opened) == done
    with opened.reading() as session:
        sql = "SELECT action, detail FROM audit_entry ORDER BY number DESC LIMIT 1"
        assert tuple(opened.raw(session).execute(sql).fetchone()) == ("drilled", "match")


def test_a_backup_that_does_not_hold_what_it_says_is_named(opened: Database):
    made = service.make(opened, SCHEDULE)
    label = read_label(made.row.folder)
    assert label
    digests = {**label.digests, "person": "0" * 32}
    write_label(made.row.folder, type(label)(label.made_at, label.reason, label.records, digests))
    done = drilling.drill(opened)
    assert not done.match
    assert done.words == "lệch ở Người dân"


def test_a_damaged_backup_is_told_not_raised(opened: Database):
    made = service.make(opened, SCHEDULE)
    file = made.row.folder / "station.db"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    done = drilling.drill(opened)
    assert not done.match
    assert "không mở được" in done.words
    assert not list(opened.path.parent.glob(f"{drilling.SCRATCH}*"))


def test_one_without_a_whole_slot_file_would_open_for_nobody(opened: Database):
    made = service.make(opened, SCHEDULE)
    for name in ("vault.json", "vault.bak.json"):
        (made.row.folder / name).write_text("{", "utf-8")
    done = drilling.drill(opened)
    assert not done.match
    assert "Tệp khóa" in done.words


def test_without_any_backup_it_says_what_to_do(opened: Database):
    with pytest.raises(Refused, match="Sao lưu trước"):
        drilling.drill(opened)


def test_stopped_in_the_middle_the_scratch_station_is_gone(opened: Database):
    service.make(opened, SCHEDULE)
    heard: list[int] = []

    def report(done: int) -> bool:
        heard.append(done)
        return len(heard) < 3

    with pytest.raises(Stopped):
        drilling.drill(opened, report=report)
    assert not list(opened.path.parent.glob(f"{drilling.SCRATCH}*"))
    assert service.last_drill(opened) is None


def test_by_command_a_backup_is_made_listed_and_drilled(
    opened: Database, place: Path, stick: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    opened.close()
    secret = tmp_path / "mật khẩu"
    secret.write_text(PASSWORD, "utf-8")

    def run(*arguments: str) -> tuple[int, dict]:
        code = main(["--home", str(place), "--json", "--password-file", str(secret), *arguments])
        return code, json.loads(capsys.readouterr().out)

    assert run("drill")[0] == 3
    assert run("backup", "--prepare", str(stick), "--name", "USB của trạm")[0] == 0
    code, made = run("backup")
    assert (code, stick in Path(made["folder"]).parents) == (0, True)
    code, told = run("drill", "--from", made["folder"])
    assert (code, told["match"], told["records"]) == (0, True, made["records"])
    code, listed = run("backup", "--list")
    assert [one["folder"] for one in listed["backups"]] == [made["folder"]]
    assert [place["name"] for place in listed["places"]] == ["USB của trạm", "Ổ đĩa của máy này"]
    assert not listed["overdue"]
