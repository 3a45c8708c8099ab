"""What leaves as a file is locked: another program opens it with the password, nothing does without."""

import io
import re
import zipfile
import zlib
from pathlib import Path

import pytest
import pyzipper
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from station_app.common.cells import harmless, sheet_of_cells
from station_app.common.errors import Refused, Unavailable
from station_app.store.audit_log import AuditEntry
from station_app.store.database import Database
from station_app.store.export import export
from station_app.store.vault.locked_zip import locked_zip, new_passphrase

NAME = "Giàng Thị Mỷ Duyên"
FILES = {"ho-so.json": f'{{"full_name": "{NAME}"}}'.encode() * 50, "ho-so.pdf": b"%PDF-1.7 " + bytes(9000)}


def _opened(content: bytes, passphrase: str) -> dict[str, bytes]:
    with pyzipper.AESZipFile(io.BytesIO(content)) as archive:
        archive.setpassword(passphrase.encode())
        return {name: archive.read(name) for name in archive.namelist()}


def test_what_leaves_is_locked_and_another_program_opens_it(database: Database, tmp_path: Path):
    done = export(database, tmp_path / "out" / "ho so.json", FILES, subject="person")
    content = done.file.read_bytes()
    assert done.file.name == "ho so.zip"
    assert done.passphrase is not None
    assert _opened(content, done.passphrase) == FILES
    assert NAME.encode() not in content
    assert done.passphrase in done.words
    assert done.file.stat().st_mode & 0o077 == 0
    assert [path.name for path in done.file.parent.iterdir()] == ["ho so.zip"]


def test_without_the_password_or_with_a_changed_byte_it_does_not_open():
    passphrase = new_passphrase()
    content = locked_zip(FILES, passphrase)
    for wrong in ("", new_passphrase(), passphrase[:-1]):
        with pytest.raises(RuntimeError):
            _opened(content, wrong or "x")
    with pytest.raises(RuntimeError), zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.read("ho-so.json")
    spoiled = bytearray(content)
    spoiled[120] ^= 1
    with pytest.raises((RuntimeError, zipfile.BadZipFile, zlib.error)):
        _opened(bytes(spoiled), passphrase)


@settings(max_examples=25)
@given(st.lists(st.binary(max_size=400), min_size=1, max_size=4))
def test_whatever_goes_in_comes_out(contents: list[bytes]):
    files = {f"{at}.csv": content for at, content in enumerate(contents)}
    passphrase = new_passphrase()
    assert _opened(locked_zip(files, passphrase), passphrase) == files


def test_every_file_has_a_password_of_its_own_that_nobody_chose():
    many = {new_passphrase() for _ in range(200)}
    assert len(many) == 200
    assert all(re.fullmatch(r"([2-9a-hjkmnp-z]{4}-){4}[2-9a-hjkmnp-z]{4}", one) for one in many)


def test_the_same_content_twice_does_not_look_the_same():
    assert locked_zip(FILES, "abcd") != locked_zip(FILES, "abcd")


def test_in_clear_only_with_a_reason(database: Database, tmp_path: Path):
    for silent in ("", "   ", "vì tôi muốn"):
        with pytest.raises(Refused) as refused:
            export(database, tmp_path / "a.csv", {"a.csv": b"1"}, subject="person", plain=silent)
        assert refused.value.code == "plain_reason"
    assert not list(tmp_path.glob("a.*"))
    one = export(database, tmp_path / "a.csv", {"a.csv": b"1"}, subject="person", plain="asked")
    assert one.passphrase is None
    assert one.file.read_bytes() == b"1"
    assert "KHÔNG khoá" in one.words
    two = export(database, tmp_path / "b.pdf", FILES, subject="person", plain="asked")
    with zipfile.ZipFile(two.file) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == FILES


def test_that_something_left_is_logged_before_it_does(database: Database, tmp_path: Path):
    record = "019b0000-0000-7000-8000-00000000feed"
    export(database, tmp_path / "a", {"a.csv": b"1"}, subject="person", record=record)
    export(database, tmp_path / "b", {"a.csv": b"1"}, subject="import", plain="asked")
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable):
        export(database, tmp_path / "file" / "c", {"a.csv": b"1"}, subject="person")
    with database.reading() as session:
        logged = session.scalars(select(AuditEntry).order_by(AuditEntry.number))
        left = [one for one in logged if one.action == "exported"]
    assert [(one.entity, one.result) for one in left] == [
        ("person", "done"), ("import", "done"), ("person", "done"), ("person", "failed"),
    ]  # fmt: skip
    assert [one.detail for one in left[:2]] == ["locked zip, 1 kB", "in clear: asked, 1 kB"]
    assert left[0].record == record


def test_a_name_inside_that_could_tell_of_someone_is_our_mistake(database: Database, tmp_path: Path):
    for name in (f"{NAME}.csv", "../a.csv", "a/b.csv", "A.CSV", "034199123456.exe"):
        with pytest.raises(AssertionError):
            export(database, tmp_path / "a", {name: b""}, subject="person")


def test_a_link_that_lies_there_is_replaced_and_never_followed(database: Database, tmp_path: Path):
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (tmp_path / "out.zip").symlink_to(victim)
    done = export(database, tmp_path / "out.zip", {"a.csv": b"1"}, subject="person")
    assert victim.read_text() == "mine"
    assert not done.file.is_symlink()


def test_a_place_that_cannot_be_written_is_told_in_words(database: Database, tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable) as told:
        export(database, tmp_path / "file" / "out.zip", {"a.csv": b"1"}, subject="person")
    assert told.value.code == "T-308"


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1", "+84912345678", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =cmd|'/c calc'!A0", "\u00a0=1",
        "＝1+1", "0912345678", "034199123456", "1/2", "1E5",
    ],
)  # fmt: skip
def test_a_cell_neither_runs_nor_counts(cell: str):
    assert harmless(cell) == f"'{cell}"
    assert f"'{cell}".replace('"', '""') in sheet_of_cells([[cell]]).decode("utf-8-sig")


@pytest.mark.parametrize("cell", ["", "Giàng Thị Mỷ", "12 tuổi", "a=b", "'=1", "Y Bling - Êban"])
def test_other_text_stays_as_it_is(cell: str):
    assert harmless(cell) == cell
