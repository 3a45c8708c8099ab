"""Every write to a synced table is captured once, in its own transaction, whatever path it takes."""

import json
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, insert, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError

from station_app.app.rooms import CATALOGUE
from station_app.households.model import Household
from station_app.people.model import Person
from station_app.store.connection import connect
from station_app.store.database import Author, Changes, Database, create
from station_app.store.inspection import inspect
from station_app.store.record import new_id
from sync.books import digests
from sync.change import Change, Transaction
from sync.codec import decode
from tests.stations import MovableClock

KEY = bytes(range(32))
SENT = "SELECT device, payload FROM sync_self, sync_outbox ORDER BY sync_outbox.seq"
BORN = ("author", "point", "device", "written_at")


@dataclass
class Station:
    """A station whose key the test knows, so that it can come in by a back door."""

    database: Database

    def sent(self) -> list[Transaction]:
        with self.database.reading() as session:
            rows = self.database.raw(session).execute(SENT).fetchall()
        return [decode(device, bytes(payload)) for device, payload in rows]

    def one(self, table: str, record: str, *columns: str) -> tuple[object, ...]:
        with self.database.reading() as session:
            sql = f'SELECT {", ".join(columns)} FROM "{table}" WHERE id = ?'
            return tuple(self.database.raw(session).execute(sql, (record,)).fetchone())

    def back_door(self) -> sqlcipher.Connection:
        return connect(self.database.path, KEY)

    def whole(self) -> bool:
        """The kept digest is the one that the rows give, and nothing is left in the journal."""
        with self.database.reading() as session:
            raw = self.database.raw(session)
            left = raw.execute("SELECT count(*) FROM sync_journal").fetchone()[0]
            buckets = raw.execute("SELECT count(*) FROM sync_digest").fetchone()[0]
            return not left and bool(buckets) and digests(raw) == self.database.shelf(session).recomputed()


@pytest.fixture
def pc(tmp_path):
    path = tmp_path / "a.db"
    facts = {"code": "12345", "name": "Trạm Y tế xã Mường Hoa", "point": "A", "point_name": "Bản A"}
    create(path, KEY, CATALOGUE, facts)
    database = Database(path, KEY, CATALOGUE, Author("chị Dơ", "A"), clock=MovableClock())
    yield Station(database)
    database.close()


@pytest.fixture
def person(pc: Station) -> str:
    with pc.database.writing() as session:
        made = Person(full_name="Giàng Thị Mỷ", birth_date="1988", phone="0912")
        session.add(made)
    return made.id


def by_form(pc: Station, person: str) -> None:
    with pc.database.writing() as session:
        session.get_one(Person, person).phone = "0999"


def by_sql(pc: Station, person: str) -> None:
    with pc.database.writing() as session:
        session.execute(text("UPDATE person SET phone = '0999' WHERE id = :id"), {"id": person})


def by_upsert(pc: Station, person: str) -> None:
    row = {"id": person, "phone": "0999"}
    with pc.database.writing() as session:
        wanted = sqlite.insert(Person).values(row)
        session.execute(wanted.on_conflict_do_update(index_elements=["id"], set_={"phone": "0999"}))


def by_replace(pc: Station, person: str) -> None:
    with pc.database.writing() as session:
        session.execute(
            text(
                "INSERT OR REPLACE INTO person (id, full_name, birth_date, phone)"
                " SELECT id, full_name, birth_date, '0999' FROM person WHERE id = :id"
            ),
            {"id": person},
        )


def by_or_ignore_elsewhere(pc: Station, person: str) -> None:
    with pc.database.writing() as session:
        session.execute(text("UPDATE OR IGNORE person SET phone = '0999' WHERE id = :id"), {"id": person})


def by_the_back_door(pc: Station, person: str) -> None:
    raw = pc.back_door()
    raw.execute("UPDATE person SET phone = '0999' WHERE id = ?", (person,))
    raw.close()
    pc.database.drain()


def by_two_steps(pc: Station, person: str) -> None:
    with pc.database.writing() as session:
        session.execute(text("UPDATE person SET phone = '0' WHERE id = :id"), {"id": person})
        session.execute(text("UPDATE person SET phone = '0999' WHERE id = :id"), {"id": person})


Path = Callable[[Station, str], None]
PATHS: list[Path] = [
    by_form, by_sql, by_upsert, by_replace, by_or_ignore_elsewhere, by_the_back_door, by_two_steps,
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__)
def test_an_edit_is_captured_once_whatever_path_it_takes(pc: Station, person: str, path: Path):
    born = pc.one("person", person, *BORN)
    path(pc, person)
    first, second = pc.sent()
    [change] = second.changes
    assert (change.record, change.n, change.set) == (person, 2, {"phone": "0999"})
    assert change.before == {first.device: 1}
    assert pc.one("person", person, *BORN) == born
    assert [w.value for w in inspect(pc.database, "person", person).history if w.field == "phone"] == [
        "0912",
        "0999",
    ]
    assert pc.whole()


def new_by_form(pc: Station, ids: list[str]) -> None:
    with pc.database.writing() as session:
        session.add_all([Person(id=each, full_name="Lò", birth_date="1990") for each in ids])


def new_in_bulk(pc: Station, ids: list[str]) -> None:
    with pc.database.writing() as session:
        session.execute(
            insert(Person), [{"id": each, "full_name": "Lò", "birth_date": "1990"} for each in ids]
        )


def new_by_sql(pc: Station, ids: list[str]) -> None:
    with pc.database.writing() as session:
        for each in ids:
            session.execute(
                text("INSERT INTO person (id, full_name, birth_date) VALUES (:id, 'Lò', '1990')"),
                {"id": each},
            )


def new_by_replace(pc: Station, ids: list[str]) -> None:
    with pc.database.writing() as session:
        for each in ids * 2:
            sql = "INSERT OR REPLACE INTO person (id, full_name, birth_date) VALUES (:id, 'Lò', '1990')"
            session.execute(text(sql), {"id": each})


def new_or_ignored(pc: Station, ids: list[str]) -> None:
    with pc.database.writing() as session:
        for each in ids * 2:
            sql = "INSERT OR IGNORE INTO person (id, full_name, birth_date) VALUES (:id, 'Lò', '1990')"
            session.execute(text(sql), {"id": each})


def new_by_the_back_door(pc: Station, ids: list[str]) -> None:
    raw = pc.back_door()
    raw.executemany(
        "INSERT INTO person (id, full_name, birth_date) VALUES (?, 'Lò', '1990')", [(each,) for each in ids]
    )
    raw.close()
    with pc.database.taking_in():
        pass


NEW_PATHS = [new_by_form, new_in_bulk, new_by_sql, new_by_replace, new_or_ignored, new_by_the_back_door]


@pytest.mark.parametrize("path", NEW_PATHS, ids=lambda path: path.__name__)
def test_new_records_are_captured_once_and_stamped(pc: Station, path: Callable[[Station, list[str]], None]):
    ids = [new_id() for _ in range(3)]
    path(pc, ids)
    [transaction] = pc.sent()
    assert sorted(change.record for change in transaction.changes) == sorted(ids)
    assert all(change.set == {"full_name": "Lò", "birth_date": "1990"} for change in transaction.changes)
    expected = "" if path is new_by_the_back_door else "chị Dơ"
    assert transaction.author == expected
    for each in ids:
        author, point, device, written_at = pc.one("person", each, *BORN)
        assert (author, point, device) == (expected, "A", transaction.device)
        assert str(written_at).startswith("2026-11-21T01:00:00")
    assert pc.whole()


def test_what_a_raw_connection_left_goes_before_the_next_save(pc: Station, person: str):
    raw = pc.back_door()
    raw.execute("UPDATE person SET phone = 'cửa sau' WHERE id = ?", (person,))
    raw.close()
    by_form(pc, person)
    _, left, saved = pc.sent()
    assert [(t.author, t.changes[0].set) for t in (left, saved)] == [
        ("", {"phone": "cửa sau"}),
        ("chị Dơ", {"phone": "0999"}),
    ]
    assert pc.whole()


def test_what_a_raw_connection_left_is_found_when_the_file_is_opened(pc: Station, person: str):
    raw = pc.back_door()
    raw.execute("UPDATE person SET phone = 'cửa sau' WHERE id = ?", (person,))
    raw.close()
    pc.database.close()
    pc.database = Database(pc.database.path, KEY, CATALOGUE, Author("u", "A"), clock=MovableClock())
    assert pc.sent()[-1].changes[0].set == {"phone": "cửa sau"}


def test_what_changes_nothing_is_no_change(pc: Station, person: str):
    with pc.database.writing() as session:
        session.execute(text("UPDATE person SET phone = phone, note = NULL"))
        session.execute(text("UPDATE person SET phone = 'x'"))
        session.execute(text("UPDATE person SET phone = '0912'"))
    assert len(pc.sent()) == 1
    assert pc.whole()


def test_text_is_kept_in_its_composed_form(pc: Station, person: str):
    decomposed = unicodedata.normalize("NFD", "Đặng Thị Mỷ")
    with pc.database.writing() as session:
        session.get_one(Person, person).full_name = decomposed
    assert pc.one("person", person, "full_name") == ("Đặng Thị Mỷ",)
    assert pc.sent()[-1].changes[0].set == {"full_name": "Đặng Thị Mỷ"}
    assert pc.whole()


def test_values_that_no_payload_could_carry_travel_as_text(pc: Station):
    made = new_id()
    with pc.database.writing() as session:
        sql = "INSERT INTO household (id, code, poverty_year, note) VALUES (:id, :code, 1.5, :note)"
        session.execute(text(sql), {"id": made, "code": 7, "note": b"ghi ch\xc3\xba"})
    assert pc.sent()[0].changes[0].set == {"code": "7", "poverty_year": "1.5", "note": "ghi chú"}
    with pc.database.reading() as session:
        assert session.get_one(Household, made).note == "ghi chú"
    assert pc.whole()


@pytest.mark.parametrize(
    "sql, why",
    [
        ("DELETE FROM person", "never deleted"),
        ("UPDATE person SET id = '019b0000-0000-7000-8000-0000000000ff'", "id never changes"),
        ("UPDATE OR REPLACE person SET id = '019b0000-0000-7000-8000-0000000000ff'", "id never changes"),
        ("UPDATE OR IGNORE person SET id = '019b0000-0000-7000-8000-0000000000ff'", "id never changes"),
        ("UPDATE person SET author = 'somebody else'", "who wrote a record first"),
        ("UPDATE person SET written_at = '1999-01-01T00:00:00Z'", "who wrote a record first"),
        ("UPDATE person SET sync_meta = NULL", "who wrote a record first"),
        ("INSERT INTO person (id) VALUES ('1')", "a UUID"),
        ("INSERT INTO person (id) VALUES ('Đ19b0000-0000-7000-8000-0000000000ff')", "a UUID"),
        ("INSERT OR REPLACE INTO person SELECT * FROM person", "no past"),
    ],
)
def test_what_would_lose_the_trace_is_refused(pc: Station, person: str, sql: str, why: str):
    with pytest.raises(DBAPIError, match=why), pc.database.writing() as session:
        session.execute(text(sql))
    raw = pc.back_door()
    with pytest.raises(sqlcipher.DatabaseError, match=why):
        raw.execute(sql)
    raw.close()
    assert len(pc.sent()) == 1
    assert pc.whole()


def test_with_recursive_triggers_a_replace_is_refused_and_nothing_is_lost(pc: Station, person: str):
    raw = pc.back_door()
    raw.execute("PRAGMA recursive_triggers = ON")
    with pytest.raises(sqlcipher.DatabaseError, match="never deleted"):
        raw.execute("INSERT OR REPLACE INTO person (id, full_name) VALUES (?, 'x')", (person,))
    raw.execute("UPDATE person SET phone = '0999' WHERE id = ?", (person,))
    raw.close()
    pc.database.drain()
    assert pc.sent()[-1].changes[0].set == {"phone": "0999"}
    assert pc.whole()


def test_a_forged_author_is_not_believed(pc: Station):
    """pitfall 27: who wrote a record first is stamped at the save, for good."""
    made = new_id()
    with pc.database.writing() as session:
        session.add(
            Person(id=made, full_name="Lò", author="somebody else", point="Z", device="x", written_at="1999")
        )
    [transaction] = pc.sent()
    assert pc.one("person", made, "author", "point", "device") == ("chị Dơ", "A", transaction.device)


def test_a_transaction_that_is_undone_leaves_no_trace(pc: Station, person: str):
    def books() -> list[object]:
        with pc.database.reading() as session:
            raw = pc.database.raw(session)
            tables = raw.execute("SELECT name FROM sqlite_master WHERE name LIKE 'sync%' AND type = 'table'")
            return [raw.execute(f"SELECT * FROM {name}").fetchall() for (name,) in tables.fetchall()]

    before = books()

    def fails_after_all_was_captured(connection: Connection, changes: Changes) -> None:
        raise ZeroDivisionError

    failing = Database(
        pc.database.path, KEY, CATALOGUE, Author("người mới", "Z"), clock=MovableClock(),
        derive=(fails_after_all_was_captured,),
    )  # fmt: skip
    with pytest.raises(ZeroDivisionError):
        by_form(Station(failing), person)
    failing.close()
    assert books() == before
    pc.database.acting(Author("người mới", "Z"))
    with pc.database.writing() as session:
        session.get_one(Person, person).phone = "0999"
    assert pc.sent()[-1].author == "người mới"
    assert pc.whole()


def test_a_savepoint_taken_back_is_not_captured(pc: Station, person: str):
    with pc.database.writing() as session:
        with suppress(ZeroDivisionError), session.begin_nested():
            session.get_one(Person, person).phone = "0999"
            session.flush()
            raise ZeroDivisionError
        session.get_one(Person, person).note = "còn"
    assert pc.sent()[-1].changes[0].set == {"note": "còn"}
    assert pc.whole()


def test_what_is_taken_in_is_not_captured_again(pc: Station, person: str):
    change = Change("person", person, 1, {}, {"phone": "0977"}, {})
    with pc.database.taking_in() as intake:
        intake.take([Transaction("other", 1, "u", "B", 5 << 16, 420, None, [change])])
    assert len(pc.sent()) == 1
    with pc.database.reading() as session:
        assert pc.database.raw(session).execute("SELECT quiet FROM sync_self").fetchone() == (0,)
    assert pc.whole()


def test_a_taking_in_that_fails_leaves_the_triggers_listening(pc: Station, person: str):
    with pytest.raises(ZeroDivisionError), pc.database.taking_in():
        raise ZeroDivisionError
    by_sql(pc, person)
    assert len(pc.sent()) == 2


def test_a_job_over_many_records_goes_through_the_same_capture_and_skips_what_is_right(pc: Station):
    """pitfall 25: a job that changes rows is captured like everybody."""
    new_in_bulk(pc, ids := [new_id() for _ in range(25)])
    job = text("UPDATE person SET nationality = 'VN' WHERE nationality IS NULL")
    for _ in range(2):
        with pc.database.writing(reason="đổi mã quốc tịch") as session:
            session.execute(job)
    _, transaction = pc.sent()
    assert transaction.reason == "đổi mã quốc tịch"
    assert sorted(change.record for change in transaction.changes) == sorted(ids)
    assert pc.whole()


def test_a_withdrawal_and_its_undoing_travel_as_life(pc: Station, person: str):
    for gone in ("nhập nhầm", None):
        with pc.database.writing() as session:
            session.get_one(Person, person).gone = gone
    assert [t.changes[0].set for t in pc.sent()[1:]] == [{"life": "gone: nhập nhầm"}, {"life": "here"}]
    assert pc.whole()


def test_an_entitys_subject_tells_whom_it_is_about(pc: Station, person: str):
    sql = "INSERT INTO identifier (id, person, type, value) VALUES (:id, :person, 'SDDCN', '1')"
    with pc.database.writing() as session:
        session.execute(text(sql), {"id": new_id(), "person": person})
    assert pc.sent()[-1].changes[0].about == f"person:{person}"


def test_the_journal_keeps_the_first_image_only(pc: Station, person: str):
    raw = pc.back_door()
    raw.execute("UPDATE person SET phone = '1' WHERE id = ?", (person,))
    raw.execute("UPDATE person SET phone = '2' WHERE id = ?", (person,))
    [(record, old)] = raw.execute("SELECT record, old FROM sync_journal").fetchall()
    raw.close()
    assert record == person
    assert "0912" in json.loads(old)
