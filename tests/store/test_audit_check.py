"""Tampering with the audit log is found and located, also by somebody who took the triggers off first."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from station_app.app.rooms import CATALOGUE, DERIVE
from station_app.people import service as people
from station_app.store import audit
from station_app.store.audit import Action
from station_app.store.audit_check import Break, Kind, Verdict, in_words, verify
from station_app.store.audit_log import FIELDS, head, triggers
from station_app.store.connection import connect
from station_app.store.database import Author, Database, create
from sync.audit import START, Entry, hashed, link
from tests.stations import HANOI, MovableClock

KEY = bytes(range(32))
FACTS = {"code": "12345", "name": "Trạm Y tế xã Mường Hoa", "point": "A", "point_name": "Bản A"}
AUTHOR = Author("019b0000-0000-7000-8000-000000000001", "A")
ENTRIES, MIDDLE = 12, 6


def opened(path: Path) -> Database:
    clock = MovableClock(datetime(2026, 11, 21, 9, 0, tzinfo=HANOI))
    return Database(path, KEY, CATALOGUE, AUTHOR, derive=DERIVE, clock=clock)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file whose log has twelve entries, of which the gateway has confirmed nine."""
    path = tmp_path_factory.mktemp("log") / "station.db"
    create(path, KEY, CATALOGUE, FACTS)
    database = opened(path)
    for number in range(ENTRIES // 2):
        people.register_person(
            database,
            {
                "full_name": f"Giàng Thị {'MNPQRS'[number]}",
                "sex": "female",
                "birth_date": f"19{50 + 7 * number}",
            },
        )
        audit.note(database, Action.PRINTED, entity="person", record=f"p{number}", detail="summary")
    with database.writing() as session:
        confirmed = "INSERT INTO sync_audit SELECT number, hash, at FROM audit_entry WHERE number IN (3, 9)"
        database.raw(session).execute(confirmed)
    database.fold_log()
    database.close()
    return path


Tamper = Callable[[sqlcipher.Connection], object]


@pytest.fixture
def found(written: Path, tmp_path: Path) -> Callable[[Tamper], list[Break]]:
    """What is found after somebody with the key and without scruples has been at the file."""

    def after(tamper: Tamper) -> list[Break]:
        path = tmp_path / "station.db"
        shutil.copyfile(written, path)
        raw = connect(path, KEY)
        for name in triggers():
            raw.execute(f"DROP TRIGGER {name}")
        tamper(raw)
        raw.close()
        database = opened(path)
        try:
            return verify(database).breaks
        finally:
            database.close()

    return after


def run(*statements: str) -> Tamper:
    def tamper(raw: sqlcipher.Connection) -> None:
        for statement in statements:
            raw.execute(statement)

    return tamper


def test_a_log_that_nobody_touched_is_sound(written: Path, tmp_path: Path):
    shutil.copyfile(written, tmp_path / "station.db")
    database = opened(tmp_path / "station.db")
    verdict = verify(database)
    database.close()
    assert verdict.sound
    assert (verdict.upto, verdict.entries, verdict.confirmed, verdict.erased) == (ENTRIES, ENTRIES, 9, 0)


OTHER = {"times": 99, "seq": 99, "offset": 0, "also": "'person:x'", "about": "'person:x'"}


@pytest.mark.parametrize("column", [name for name in FIELDS if name != "number"])
@pytest.mark.parametrize("number", [1, MIDDLE, ENTRIES])
def test_an_edited_field_is_found_at_its_entry(found, column: str, number: int):
    value = OTHER.get(column, "'khác'")
    breaks = found(run(f'UPDATE audit_entry SET "{column}" = {value} WHERE number = {number}'))
    assert breaks == [Break(Kind.EDITED, number, number)]


@pytest.mark.parametrize("column", ["prior", "hash"])
@pytest.mark.parametrize("number", [1, MIDDLE, ENTRIES])
def test_an_edited_link_is_found_at_its_entry(found, column: str, number: int):
    forged = "07" * 32
    breaks = found(run(f"UPDATE audit_entry SET {column} = x'{forged}' WHERE number = {number}"))
    assert breaks[0] == Break(Kind.EDITED, number, number)


@pytest.mark.parametrize(
    "where, first, last",
    [
        ("number = 1", 1, 1),
        (f"number = {MIDDLE}", MIDDLE, MIDDLE),
        ("number BETWEEN 4 AND 6", 4, 6),
        ("number < 4", 1, 3),
    ],
)
def test_a_removed_entry_is_found_at_its_place(found, where: str, first: int, last: int):
    assert Break(Kind.MISSING, first, last) in found(run(f"DELETE FROM audit_entry WHERE {where}"))


@pytest.mark.parametrize("first, last", [(1, 1), (MIDDLE, MIDDLE), (3, 5)])
def test_removing_and_renumbering_is_found_at_its_place(found, first: int, last: int):
    gone = last - first + 1
    breaks = found(
        run(
            f"DELETE FROM audit_entry WHERE number BETWEEN {first} AND {last}",
            f"UPDATE audit_entry SET number = -number WHERE number > {last}",
            f"UPDATE audit_entry SET number = -number - {gone} WHERE number < 0",
        )
    )
    assert breaks[0] == Break(Kind.MISSING, first, last)


@pytest.mark.parametrize("one, other", [(1, 2), (4, 5), (ENTRIES - 1, ENTRIES)])
def test_entries_that_changed_places_are_found(found, one: int, other: int):
    swapped = run(
        f"UPDATE audit_entry SET number = -1 WHERE number = {one}",
        f"UPDATE audit_entry SET number = {one} WHERE number = {other}",
        f"UPDATE audit_entry SET number = {other} WHERE number = -1",
    )
    assert found(swapped)[0] == Break(Kind.MOVED, one, other)


def slip_in(number: int) -> Tamper:
    """A forged entry with a chain of its own that fits what stands before it, the rest moved up."""

    def tamper(raw: sqlcipher.Connection) -> None:
        columns = ", ".join(f'"{name}"' for name in FIELDS)
        row = raw.execute(f"SELECT {columns}, prior FROM audit_entry WHERE number = {number}").fetchone()
        forged, prior = Entry(*row[:-1])._replace(action="viewed", seq=None), bytes(row[-1])
        raw.execute(f"UPDATE audit_entry SET number = -number WHERE number >= {number}")
        raw.execute("UPDATE audit_entry SET number = 1 - number WHERE number < 0")
        marks = ", ".join("?" * (len(FIELDS) + 2))
        after = link(prior, hashed(forged))
        raw.execute(
            f"INSERT INTO audit_entry ({columns}, prior, hash) VALUES ({marks})", (*forged, prior, after)
        )

    return tamper


@pytest.mark.parametrize("number", [1, MIDDLE])
def test_an_entry_that_was_slipped_in_is_found_at_its_place(found, number: int):
    assert found(slip_in(number))[0] == Break(Kind.INSERTED, number, number)


def rewrite_from(number: int) -> Tamper:
    """Everything from `number` on chained anew, as whoever holds the key of the file can."""

    def tamper(raw: sqlcipher.Connection) -> None:
        columns = ", ".join(f'"{name}"' for name in FIELDS)
        before = bytes(raw.execute(f"SELECT prior FROM audit_entry WHERE number = {number}").fetchone()[0])
        for row in raw.execute(
            f"SELECT {columns} FROM audit_entry WHERE number >= {number} ORDER BY number"
        ).fetchall():
            entry = Entry(*row)._replace(user="somebody else")
            after = link(before, hashed(entry))
            change = "UPDATE audit_entry SET user = ?, prior = ?, hash = ? WHERE number = ?"
            raw.execute(change, (entry.user, before, after, entry.number))
            before = after

    return tamper


@pytest.mark.parametrize("number, first, last", [(1, 1, 3), (5, 4, 9), (9, 4, 9)])
def test_a_chain_written_anew_is_found_up_to_the_last_receipt(found, number: int, first: int, last: int):
    assert found(rewrite_from(number)) == [Break(Kind.REWRITTEN, first, last)]


def test_what_no_receipt_has_confirmed_can_be_written_anew_by_whoever_has_the_key(found):
    assert found(rewrite_from(10)) == []


def test_cutting_the_end_is_found_up_to_the_last_receipt(found):
    assert found(run("DELETE FROM audit_entry WHERE number > 7"))[-1] == Break(Kind.CUT, 8, 9)


def test_cutting_after_the_last_receipt_is_found_where_it_takes_a_change_along(found):
    assert found(run("DELETE FROM audit_entry WHERE number > 10")) == [Break(Kind.UNNOTED, 6, 6)]


def test_a_view_or_print_cut_off_after_the_last_receipt_is_not_found_here(found):
    assert found(run("DELETE FROM audit_entry WHERE number = 12")) == []


def test_an_empty_log_is_found(found):
    assert found(run("DELETE FROM audit_entry"))[0] == Break(Kind.CUT, 1, 3)


def test_contents_taken_away_by_hand_are_found(found):
    def erase(raw: sqlcipher.Connection) -> None:
        columns = ", ".join(f'"{name}"' for name in FIELDS)
        entry = Entry(*raw.execute(f"SELECT {columns} FROM audit_entry WHERE number = 4").fetchone())
        nothing = ", ".join(f'"{name}" = NULL' for name in FIELDS if name != "number")
        raw.execute(f"UPDATE audit_entry SET {nothing}, erased = ? WHERE number = 4", (hashed(entry),))

    assert Break(Kind.ERASED, 4, 4) in found(erase)


def test_several_places_are_all_named(found):
    edited = "UPDATE audit_entry SET user = 'x' WHERE number IN (2, 8)"
    assert found(run(edited, "DELETE FROM audit_entry WHERE number = 5")) == [
        Break(Kind.EDITED, 2, 2),
        Break(Kind.MISSING, 5, 5),
        Break(Kind.EDITED, 8, 8),
    ]


def test_a_break_is_told_in_words_with_its_place():
    verdict = Verdict(breaks=[Break(Kind.MISSING, 4, 6)])
    assert list(in_words(verdict, {3: "08:00 21/11/2026", 7: "08:09 21/11/2026"})) == [
        "Mục số 4 đến 6 đã bị xoá (giữa 08:00 21/11/2026 và 08:09 21/11/2026)."
    ]


def test_an_empty_log_has_an_empty_head(tmp_path: Path):
    create(tmp_path / "a.db", KEY, CATALOGUE, FACTS)
    raw = connect(tmp_path / "a.db", KEY)
    assert head(raw) == (0, START)
    raw.close()
