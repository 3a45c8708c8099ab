"""Where a backup goes, what the record says of it, which go again, and what is never thrown away."""

import json
import shutil
from pathlib import Path

import pytest

from station_app.backups import service
from station_app.backups.model import BackupPlace
from station_app.backups.service import targets as where
from station_app.common.errors import Refused, Unavailable
from station_app.people.service import register_person
from station_app.store import backup as maker
from station_app.store.backup import Stopped, back_up
from station_app.store.database import Database
from station_app.store.label import BROKEN, CLOSING, SCHEDULE, read_label
from tests.backups.conftest import clock_of, unlocked
from tests.backups.olden import as_of_0002


def born(database: Database, name: str = "Lò Thị Ươm") -> str:
    return register_person(database, {"full_name": name, "birth_date": "1990"})


def test_without_a_stick_it_goes_to_the_pcs_own_folder_and_says_that_this_is_not_enough(opened: Database):
    made = service.make(opened, SCHEDULE)
    assert made.row.folder.parent == opened.path.parent / "sao-luu"
    standing = service.standing(opened)
    assert standing.words == "Sao lưu 08:00 hôm nay"
    assert standing.only_here
    assert "cắm USB" in standing.where
    assert not standing.overdue


def test_a_prepared_stick_comes_first_and_when_it_is_pulled_out_the_words_say_so(
    opened: Database, stick: Path
):
    place = service.prepare(opened, stick, "USB của trạm")
    assert json.loads((stick / where.MARK).read_text("utf-8"))["id"] == place.id
    made = service.make(opened, SCHEDULE)
    assert stick in made.row.folder.parents
    assert not service.standing(opened).only_here
    stick.rename(stick.with_name("trong túi"))
    born(opened)
    made = service.make(opened, SCHEDULE)
    assert made.place.is_here
    assert made.skipped == ("USB của trạm chưa cắm vào máy",)


def test_a_stick_is_known_by_its_mark_wherever_it_is_mounted(opened: Database, stick: Path, tmp_path: Path):
    service.prepare(opened, stick, "USB của trạm")
    elsewhere = tmp_path / "G"
    stick.rename(elsewhere)
    with opened.reading() as session:
        row = session.get(BackupPlace, json.loads((elsewhere / where.MARK).read_text("utf-8"))["id"])
    assert row
    assert where._root_of(row, [tmp_path / "F", elsewhere]) == elsewhere
    assert where._root_of(row, [tmp_path / "F"]) is None


def test_a_stick_of_another_station_is_left_alone(opened: Database, stick: Path, tmp_path: Path):
    service.prepare(opened, stick, "USB của trạm")
    (stick / where.MARK).write_text('{"id": "another", "station": "99999"}', "utf-8")
    assert service.make(opened, SCHEDULE).place.is_here


def test_the_stations_own_folder_is_no_second_disk(opened: Database):
    with pytest.raises(Refused, match="nằm trong thư mục dữ liệu"):
        service.prepare(opened, opened.path.parent)
    assert service.is_same_disk(opened, opened.path.parent)


def test_it_is_wanted_only_when_it_is_time_and_something_changed(opened: Database):
    assert service.is_wanted(opened, SCHEDULE)
    service.make(opened, SCHEDULE)
    assert not service.is_wanted(opened, SCHEDULE), "just made"
    clock_of(opened).move(hours=5)
    assert not service.is_wanted(opened, SCHEDULE), "nothing changed"
    born(opened)
    assert service.is_wanted(opened, SCHEDULE)
    assert service.is_wanted(opened, CLOSING)
    service.make(opened, SCHEDULE)
    born(opened, "Lò Văn Pản")
    assert not service.is_wanted(opened, CLOSING), "one was made within the hour"


def test_a_backup_that_somebody_took_away_is_made_again(opened: Database):
    made = service.make(opened, SCHEDULE)
    shutil.rmtree(made.row.folder)
    clock_of(opened).move(hours=5)
    assert service.is_wanted(opened, SCHEDULE)


def test_the_label_beside_it_says_what_is_in_it_and_nothing_of_anybody(opened: Database):
    made = service.make(opened, SCHEDULE)
    label = read_label(made.row.folder)
    assert label
    assert (label.reason, label.total, label.schema) == (SCHEDULE, made.row.records, "0003")
    text = (made.row.folder / "backup.json").read_text("utf-8")
    with opened.reading() as session:
        names = [name for (name,) in opened.raw(session).execute("SELECT full_name FROM person")]
    assert names
    assert not [name for name in names if name in text]


def test_a_copy_that_is_not_sound_is_kept_named_and_never_thinned(opened: Database, stick: Path):
    service.make(opened, SCHEDULE)
    service.prepare(opened, stick, "USB cũ")
    born(opened)

    def spoil(done: int) -> bool:
        # As a stick whose cells have worn out: a byte of the copy changes while it is being looked at.
        for file in stick.rglob("*.partial/station.db"):
            content = bytearray(file.read_bytes())
            content[len(content) // 2] ^= 1
            file.write_bytes(content)
        return True

    made = service.make(opened, SCHEDULE, report=spoil)
    assert made.place.is_here
    assert "hỏng" in made.skipped[0]
    failed = next(row for row in service.backups(opened) if not row.good)
    assert failed.folder.name.endswith(BROKEN)
    assert (failed.folder / "station.db").exists()
    clock_of(opened).move(days=4000)
    born(opened, "Lò Văn Pản")
    service.make(opened, SCHEDULE)
    assert failed.folder.exists()
    assert failed.folder.name in [row.folder.name for row in service.backups(opened)]


def test_when_no_place_takes_it_the_reasons_are_said_and_recorded(opened: Database, tmp_path: Path):
    (opened.path.parent / "sao-luu").write_text("một tệp", "utf-8")
    with pytest.raises(Unavailable, match="vẫn an toàn") as told:
        service.make(opened, SCHEDULE)
    assert told.value.code == "T-350"
    assert [row.good for row in service.backups(opened)] == [False]
    standing = service.standing(opened)
    assert standing.overdue
    assert standing.words == "Chưa có bản sao lưu nào"
    assert standing.failed


def test_thinned_backups_are_gone_from_the_disk_and_from_the_list(opened: Database):
    folders = []
    for number in range(8):
        born(opened, f"Lò Thị {'ABCDEFGH'[number]}")
        folders.append(service.make(opened, SCHEDULE).row.folder)
        clock_of(opened).move(hours=4)
    there = [folder for folder in folders if folder.exists()]
    assert there == folders[2:], "the last 24 hours; of the day before, its last one is among them"
    assert [row.folder for row in service.backups(opened)] == there[::-1]
    assert not list(folders[0].parent.glob("*.partial"))


def test_stopped_in_the_middle_nothing_is_left_of_it(opened: Database, stick: Path):
    with pytest.raises(Stopped):
        back_up(opened, opened.key, stick, report=lambda done: False)
    assert list(stick.iterdir()) == []


def test_it_is_red_after_three_days_also_when_the_clock_was_set_back(opened: Database):
    service.make(opened, SCHEDULE)
    clock_of(opened).move(days=3, hours=1)
    assert service.standing(opened).overdue
    assert "đã 3 ngày" in service.standing(opened).words
    clock_of(opened).move(days=-10)
    assert not service.standing(opened).overdue
    assert service.standing(opened, "2026-11-25T08:00:00Z").overdue, "the province knows what day it is"


def test_one_made_while_the_clock_was_wrong_counts_from_the_true_time(opened: Database):
    clock_of(opened).move(days=-400)
    service.make(opened, SCHEDULE, known="2026-11-21T01:00:00Z")
    assert not service.standing(opened, "2026-11-22T01:00:00Z").overdue


def test_backups_that_the_file_does_not_know_are_found_and_taken_over(opened: Database, place: Path):
    first = service.make(opened, SCHEDULE)
    born(opened)
    clock_of(opened).move(hours=5)
    second = service.make(opened, SCHEDULE)
    with opened.writing() as session:
        opened.raw(session).execute("DELETE FROM backup")
    assert service.last_good(opened) is None
    assert service.adopt(opened) == 2
    assert service.adopt(opened) == 0
    last = service.last_good(opened)
    assert last
    assert (last.folder, last.content) == (second.row.folder, second.row.content)
    found = service.found_in([first.row.folder.parent], "station.db")
    assert [one.folder for one in found] == [second.row.folder, first.row.folder]
    assert "bản ghi" in found[0].words


def test_a_file_of_the_release_before_is_backed_up_before_it_is_upgraded(place: Path):
    unlocked(place).close()
    key = _downgraded(place)
    database = unlocked(place)
    (row,) = service.backups(database)
    assert (row.reason, row.good) == ("upgrade", True)
    assert maker.schema_of(row.folder / "station.db", key) == "0002"
    assert maker.schema_of(place / "station.db", key) == "0003"
    database.close()


def test_without_room_for_that_backup_the_file_is_left_as_it_is(place: Path):
    unlocked(place).close()
    key = _downgraded(place)
    (place / "sao-luu").write_text("một tệp", "utf-8")
    before = (place / "station.db").read_bytes()
    with pytest.raises(Unavailable, match="Chưa nâng cấp") as told:
        unlocked(place)
    assert told.value.code == "T-352"
    assert (place / "station.db").read_bytes() == before
    assert maker.schema_of(place / "station.db", key) == "0002"


def _downgraded(place: Path) -> bytes:
    """As release 0.2 left it: without what this release's migration adds."""
    database = unlocked(place)
    key = database.key
    database.close()
    as_of_0002(place / "station.db", key)
    return key
