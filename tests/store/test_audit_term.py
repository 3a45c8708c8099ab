"""An entry goes at the end of its term, never before, never unconfirmed; its hash stays and the log says
so."""

from datetime import date

import pytest
from sqlalchemy.exc import DBAPIError

from station_app.people import service as people
from station_app.store import audit
from station_app.store.audit import Action
from station_app.store.audit_check import verify
from station_app.store.audit_term import AT_ONCE, _editions, erase_overdue, term_of
from station_app.store.database import Database
from tests.stations import MovableClock
from tests.store.test_audit import PERSON, entries

YEAR = 365.25


def later(database: Database, years: float) -> None:
    assert isinstance(database.clock, MovableClock)
    database.clock.move(days=years * YEAR)


def confirm(database: Database, upto: int | None = None) -> None:
    """As a receipt of the province does."""
    with database.writing() as session:
        place = "(SELECT max(number) FROM audit_entry)" if upto is None else str(upto)
        sql = "INSERT OR IGNORE INTO sync_audit SELECT number, hash, at FROM audit_entry WHERE number ="
        database.raw(session).execute(f"{sql} {place}")


@pytest.fixture
def kept(database: Database) -> Database:
    """A sign-in, a change, a print and a lock, all confirmed."""
    audit.note(database, Action.SIGNED_IN, entity="station")
    people.register_person(database, PERSON)
    audit.note(database, Action.PRINTED, entity="person", record="p")
    audit.note(database, Action.LOCKED, entity="station")
    confirm(database)
    return database


def said(database: Database) -> list[str | None]:
    return [entry.action for entry in entries(database)]


def test_every_action_has_its_term_or_is_kept_for_good():
    terms = {action: term_of(action, date(2026, 11, 21)) for action in Action}
    assert {action for action, term in terms.items() if term is None} == {Action.ERASED}


def test_no_term_is_shorter_than_the_law_allows():
    for _, _, by_action in _editions():
        for action, term in by_action.items():
            assert term.months >= term.least
            about_records = action in {"viewed", "changed", "printed", "exported", "broke_glass"}
            assert term.least >= (60 if about_records else 12)


def test_nothing_goes_before_its_term(kept: Database):
    later(kept, 1.95)
    assert erase_overdue(kept) == 0
    assert said(kept) == ["signed_in", "changed", "printed", "locked"]


def test_access_goes_first_records_last_and_the_chain_still_verifies(kept: Database):
    later(kept, 2.1)
    assert erase_overdue(kept) == 2
    assert said(kept) == [None, "changed", "printed", None, "erased"]
    assert verify(kept).sound
    assert verify(kept).erased == 2
    later(kept, 8.1)
    confirm(kept)
    assert erase_overdue(kept) == 2
    assert said(kept) == [None, None, None, None, "erased", "erased"]
    assert verify(kept).sound
    last = entries(kept)[-1]
    assert (last.entity, last.record, last.times, last.user, last.detail) == (
        "audit",
        "2-3",
        2,
        "",
        "records",
    )


def test_what_the_province_has_not_confirmed_stays(database: Database):
    for _ in range(3):
        audit.note(database, Action.SIGNED_IN, entity="station")
    later(database, 3)
    assert erase_overdue(database) == 0
    confirm(database, 2)
    assert erase_overdue(database) == 2
    assert said(database)[2] == "signed_in"


def test_many_go_some_at_a_time(database: Database):
    with database.writing():
        for _ in range(AT_ONCE + 20):
            audit.note(database, Action.SIGNED_IN, entity="station")
    confirm(database)
    later(database, 3)
    assert erase_overdue(database) == AT_ONCE + 20
    assert verify(database).sound
    assert said(database)[-2:] == ["erased", "erased"]


def test_the_door_is_shut_behind_it_and_lets_nothing_else_through(kept: Database):
    later(kept, 3)
    erase_overdue(kept)
    for sql in (
        "UPDATE audit_entry SET user = 'x' WHERE number = 2",
        "INSERT INTO audit_door (id) VALUES (1); UPDATE audit_entry SET user = 'x' WHERE number = 2",
        "INSERT INTO audit_door (id) VALUES (1); DELETE FROM audit_entry",
    ):
        with pytest.raises(DBAPIError, match="audit entry"):
            by_hand(kept, *sql.split("; "))
    with kept.reading() as session:
        assert kept.raw(session).execute("SELECT count(*) FROM audit_door").fetchone() == (0,)


def by_hand(database: Database, *statements: str) -> None:
    with database._writer.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
