"""What was done is noted once, in the commit that did it, and no path changes it afterwards."""

import threading
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from station_app.common.errors import Refused, Unavailable
from station_app.people import service as people
from station_app.people.model import Person
from station_app.store import audit
from station_app.store.audit import Action, Result
from station_app.store.audit_log import FIELDS
from station_app.store.audit_queue import AGAIN, plain
from station_app.store.database import Database
from station_app.store.drafts import keep_draft
from sync.audit import START, Entry, hashed, link, payload, read
from tests.stations import MovableClock, copied

PERSON = {"full_name": "Giàng Thị Mỷ", "sex": "female", "birth_date": "1988"}


def entries(database: Database) -> list[Entry]:
    columns = ", ".join(f'"{name}"' for name in FIELDS)
    with database.reading() as session:
        rows = database.raw(session).execute(f"SELECT {columns} FROM audit_entry ORDER BY number").fetchall()
    return [Entry(*row) for row in rows]


def actions(database: Database) -> list[str]:
    return [entry.action for entry in entries(database)]


def test_a_save_is_noted_in_its_own_transaction_with_what_it_touched(database: Database):
    person = people.register_person(database, PERSON)
    last = entries(database)[-1]
    assert (last.action, last.entity, last.record, last.result) == ("changed", "person", person, "done")
    assert (last.user, last.point, last.offset) == (database.author.user, "A", 420)
    with database.reading() as session:
        device, seq = database.raw(session).execute("SELECT device, seq FROM sync_self").fetchone()
    assert (last.device, last.seq, last.number) == (device, seq, 1)


def test_every_entry_holds_the_hash_of_all_before_it(database: Database):
    people.register_person(database, PERSON)
    audit.note(database, Action.PRINTED, entity="person", record="x", detail="summary")
    with database.reading() as session:
        rows = database.raw(session).execute("SELECT prior, hash FROM audit_entry ORDER BY number").fetchall()
    before = START
    for entry, (prior, after) in zip(entries(database), rows, strict=True):
        assert prior == before
        assert after == link(before, hashed(entry))
        assert read(payload(entry)) == entry
        before = after


def test_a_save_that_was_undone_is_not_noted_but_what_it_refused_is(database: Database):
    def attempt() -> None:
        with database.writing():
            audit.note(database, Action.PRINTED, entity="person")
            audit.refused(database, Action.EXPORTED, entity="person", detail="csv")
            raise Refused("không được phép")

    with pytest.raises(Refused):
        attempt()
    database.write_log()
    assert [(e.action, e.result) for e in entries(database)] == [("exported", "refused")]


def test_a_note_inside_a_save_goes_in_with_it_and_one_from_another_thread_is_on_the_disk_after_it(
    database: Database,
):
    with database.writing():
        audit.note(database, Action.KEY_CHANGED, entity="vault")
        other = threading.Thread(
            target=audit.note, args=(database, Action.BACKED_UP), kwargs={"entity": "backup"}
        )
        other.start()
        assert actions(database) == []
    other.join()
    assert sorted(actions(database)) == ["backed_up", "key_changed"]


def test_views_wait_for_the_next_save_and_a_draft_carries_them_too(database: Database):
    audit.note(database, Action.VIEWED, entity="person", record="p")
    assert actions(database) == []
    keep_draft(database, "person/new", {"full_name": "M"})
    assert actions(database) == ["viewed"]


def test_views_are_on_the_disk_when_told_to_write_and_when_the_file_is_closed(station):
    database = station("A")
    audit.note(database, Action.VIEWED, entity="person", record="p")
    database.write_log()
    assert actions(database) == ["viewed"]
    database.write_log()
    assert actions(database) == ["viewed"]


def test_looking_again_within_minutes_is_counted_and_later_it_is_new(database: Database):
    for _ in range(4):
        audit.note(database, Action.VIEWED, entity="person", record="p")
    audit.note(database, Action.VIEWED, entity="person", record="q")
    database.write_log()
    assert [(e.record, e.times) for e in entries(database)] == [("p", 1), ("q", 1)]
    assert isinstance(database.clock, MovableClock)
    database.clock.move(seconds=AGAIN.total_seconds() + 1)
    audit.note(database, Action.VIEWED, entity="person", record="p")
    database.write_log()
    assert [(e.record, e.times) for e in entries(database)][2:] == [("p", 3), ("p", 1)]


def test_a_lock_writes_what_is_still_being_looked_at(database: Database):
    for _ in range(3):
        audit.note(database, Action.VIEWED, entity="person", record="p")
    database.write_log(all_of_it=True)
    assert [(e.record, e.times) for e in entries(database)] == [("p", 1), ("p", 2)]


def test_what_came_in_from_others_is_not_noted_as_a_change_here(database: Database):
    audit.note(database, Action.VIEWED, entity="person", record="p")
    with database.taking_in():
        pass
    assert actions(database) == ["viewed"]


def test_what_a_raw_connection_changed_is_noted_as_nobodys(database: Database):
    person = people.register_person(database, PERSON)
    with database._writer.begin() as connection:
        connection.exec_driver_sql("UPDATE person SET phone = '0912000001' WHERE id = ?", (person,))
    database.drain()
    last = entries(database)[-1]
    assert (last.action, last.user, last.record) == ("changed", "", person)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_entry SET user = 'x'",
        "UPDATE audit_entry SET hash = x'00'",
        "DELETE FROM audit_entry",
        "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry",
        "REPLACE INTO audit_entry (number, prior, hash) VALUES (1, x'00', x'00')",
        "INSERT INTO audit_entry (number, prior, hash) VALUES (9, x'00', x'00')",
        "INSERT OR IGNORE INTO audit_entry (number, prior, hash) VALUES (1, x'00', x'00')",
    ],
)
def test_no_path_changes_or_removes_an_entry(database: Database, sql: str):
    audit.note(database, Action.PRINTED, entity="person", record="p")
    before = entries(database)
    with pytest.raises(DBAPIError, match="audit entry"), database._writer.begin() as connection:
        connection.exec_driver_sql(sql)
    assert entries(database) == before


def test_a_detail_holds_no_number_of_a_person_and_no_vietnamese_name():
    assert plain("summary.pdf 3 pages") == "summary.pdf 3 pages"
    assert "012345678901" not in plain("cccd 012345678901")
    assert plain("Giàng Thị Mỷ") == "Gi_ng Th_ M_"
    assert len(plain("x" * 500)) == 80


def test_a_save_of_many_records_is_one_entry_that_names_the_first_and_counts_all(database: Database):
    with database.writing() as session:
        session.add_all(Person(full_name=f"Nguoi {number}") for number in range(30))
    (entry,) = entries(database)
    assert entry.times == 30
    assert len((entry.also or "").split()) == 20


def test_a_refusal_is_told_with_its_result(database: Database):
    audit.note(database, Action.BROKE_GLASS, entity="visit", record="v", result=Result.FAILED)
    (entry,) = entries(database)
    assert entry.result == "failed"


def test_what_could_not_be_noted_is_told_and_is_not_noted_later(database: Database, tmp_path: Path):
    """A file that is only read: nothing leaves, and a refusal is still a refusal."""
    copy = copied(database, tmp_path / "only-read.db")
    full = Unavailable("Ổ đĩa đã đầy.", "Dữ liệu vẫn an toàn.", "Xoá bớt tệp.", "T-301")
    frozen = Database(copy, database.key, database.catalogue, database.author, frozen=full)
    with pytest.raises(Unavailable):
        audit.note(frozen, Action.PRINTED, entity="person", record="p")
    audit.refused(frozen, Action.EXPORTED, entity="person")
    assert [entry.action for entry in frozen.audit.take(frozen.clock.now())] == ["exported"]
    frozen.close()
