"""A backup is good when it has been opened and counted; a damaged or impossible one is never called so."""

import time
from pathlib import Path

import pytest

from station_app.app import home
from station_app.common.errors import Unavailable
from station_app.people.service import person_card, register_person
from station_app.store.backup import back_up, contents, verify
from station_app.store.connection import BUSY_MS
from station_app.store.database import Database
from station_app.store.vault import FLOOR, Vault

PASSWORD = "suối trong mường hoa"


@pytest.fixture
def founded(tmp_path: Path) -> Path:
    place = tmp_path / "tram"
    home.found(place, code="12345", name="Trạm", login="hanh", password=PASSWORD, cost=FLOOR)
    return place


def _opened(place: Path) -> tuple[Database, bytes]:
    return home.unlock(place, "hanh", PASSWORD, cost=FLOOR), Vault.open(place).unlock("hanh", PASSWORD).data


def test_a_backup_is_a_station_of_its_own_that_the_same_password_opens(founded: Path, tmp_path: Path) -> None:
    database, key = _opened(founded)
    person = register_person(database, {"full_name": "Lò Thị Ươm", "birth_date": "1990"})
    done = back_up(database, key, tmp_path / "usb")
    assert (done.label.records["person"], done.label.records["user"]) == (1, 1)
    assert done.records == sum(done.label.records.values())
    assert not list((tmp_path / "usb").glob("*.partial"))
    database.close()
    copy, _ = _opened(done.folder)
    assert person_card(copy, person).full_name == "Lò Thị Ươm"
    copy.close()


def test_a_damaged_page_is_found_and_named(founded: Path, tmp_path: Path) -> None:
    database, key = _opened(founded)
    done = back_up(database, key, tmp_path / "usb")
    file = done.folder / "station.db"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(Unavailable, match="hỏng"):
        verify(file, key, database.catalogue)
    assert verify(founded / "station.db", key, database.catalogue) == (done.records, done.transactions)
    database.close()


def test_a_place_that_cannot_be_written_is_said_in_words(founded: Path, tmp_path: Path) -> None:
    occupied = tmp_path / "usb"
    occupied.write_text("một tệp, không phải thư mục", "utf-8")
    database, key = _opened(founded)
    with pytest.raises(Unavailable, match="vẫn an toàn"):
        back_up(database, key, occupied)
    assert verify(founded / "station.db", key, database.catalogue)[0] == contents(database).total
    database.close()


def test_a_full_disk_refuses_a_save_in_words_and_keeps_what_was_saved(founded: Path) -> None:
    database, _ = _opened(founded)
    first = register_person(database, {"full_name": "Lò Thị Ươm", "birth_date": "1990"})
    with database.writing() as session:
        # SQLite's own limit gives the same error as a disk without room.
        pages = database.raw(session).execute("PRAGMA page_count").fetchone()[0]
        database.raw(session).execute(f"PRAGMA max_page_count = {pages}")
    long_note = "ghi chú " * 4_000
    with pytest.raises(Unavailable, match="Ổ đĩa đã đầy") as full:
        register_person(database, {"full_name": "Vừ A Páo", "birth_date": "1990", "note": long_note})
    assert full.value.code == "T-301"
    with database.writing() as session:
        database.raw(session).execute("PRAGMA max_page_count = 1073741823")
    register_person(database, {"full_name": "Vừ A Páo", "birth_date": "1990", "note": long_note})
    assert person_card(database, first).full_name == "Lò Thị Ươm"
    database.close()


def test_while_somebody_reads_for_long_the_log_is_folded_without_waiting(founded: Path) -> None:
    """A backup reads for minutes; a round folds the log meanwhile, and whoever saves waits for neither."""
    database, _ = _opened(founded)
    with database.reading() as session:
        database.raw(session).execute("SELECT count(*) FROM person").fetchone()
        register_person(database, {"full_name": "Lò Thị Ươm", "birth_date": "1990"})
        began = time.monotonic()
        database.fold_log()
        assert time.monotonic() - began < BUSY_MS / 1000 / 2
    database.fold_log()
    assert (founded / "station.db-wal").stat().st_size == 0
    database.close()
