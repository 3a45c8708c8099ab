"""Drafts are for their author alone, and leave in the transaction of the save."""

import json

import pytest

from station_app.common.errors import Refused, Unavailable
from station_app.people import service as people
from station_app.store.database import Author, Database
from station_app.store.drafts import DraftShelf, kept_drafts
from station_app.store.vault import Private

PLACE = "person/019b0000-0000-7000-8000-0000000000a1/health?form=condition"
TYPED = {"icd10": "B24", "note": "nhiễm HIV, không nói với gia đình"}
NEWCOMER = {"full_name": "Sùng A Lử", "birth_date": "1971"}
OTHER = Author("019b0000-0000-7000-8000-00000000beef", "A")


def rows(database: Database) -> list[tuple[object, ...]]:
    with database.reading() as session:
        return list(database.raw(session).execute("SELECT * FROM sealed_draft").fetchall())


def test_a_draft_comes_back_as_it_was_typed(database: Database):
    DraftShelf(database).keep(PLACE, TYPED)
    kept = DraftShelf(database).kept(PLACE)
    assert kept
    assert (kept.address, kept.fields, kept.when, kept.is_from_before) == (PLACE, TYPED, "08:00", False)
    DraftShelf(database).keep(PLACE, {"note": "khác"})
    assert [draft.fields for draft in kept_drafts(database)] == [{"note": "khác"}]
    DraftShelf(database).drop(PLACE)
    assert rows(database) == []


def test_whoever_has_the_data_key_and_raw_sql_reads_nothing_of_it(database: Database):
    """Not what was typed, nor about whom: the place is a keyed word, the box is sealed."""
    DraftShelf(database).keep(PLACE, TYPED)
    told = b"".join(part if isinstance(part, bytes) else str(part).encode() for part in rows(database)[0])
    for secret in ("B24", "HIV", "0000000000a1", "condition", "note"):
        assert secret.encode() not in told
    mine = database.author, database.private
    database.acting(OTHER, Private(bytes(range(32))))
    assert kept_drafts(database) == []
    database.acting(Author(mine[0].user, "A"), Private(bytes(range(32))))
    assert kept_drafts(database) == [], "the author's name alone opens nothing"
    database.acting(*mine)
    assert len(kept_drafts(database)) == 1


def test_two_drafts_of_one_content_do_not_look_alike(database: Database):
    for place in ("person/new", "household/new"):
        DraftShelf(database).keep(place, TYPED)
    (one, other) = rows(database)
    assert one[1:] != other[1:]
    assert one[2] != other[2]


def test_a_shelf_stays_its_authors_when_somebody_else_has_signed_in(database: Database):
    """A draft on its way to the disk while the PC is handed over goes to who typed it."""
    mine = database.author, database.private
    shelf = DraftShelf(database)
    database.acting(OTHER, Private(bytes(range(32))))
    shelf.keep("person/new", TYPED)
    assert kept_drafts(database) == []
    database.acting(*mine)
    assert [draft.address for draft in kept_drafts(database)] == ["person/new"]


def test_it_leaves_with_the_save_and_stays_where_that_is_refused(database: Database):
    shelf = DraftShelf(database)
    shelf.keep("person/new", NEWCOMER)
    with pytest.raises(Refused), shelf.leaving("person/new"):
        people.register_person(database, {"full_name": ""})
    assert shelf.kept("person/new")
    with shelf.leaving("person/new"):
        people.register_person(database, NEWCOMER)
        assert shelf.kept("person/new") is None
    shelf.keep("person/new", NEWCOMER)
    with shelf.leaving("person/new"):
        assert shelf.kept("person/new")
    assert shelf.kept("person/new") is None, "where nothing had to be saved"


def test_a_draft_is_no_work_for_the_line(database: Database):
    """Nothing is captured, and nothing waits to be sent."""
    told: list[object] = []
    database.listeners.append(told.append)
    with database.reading() as session:
        before = database.raw(session).execute("SELECT seq, hlc FROM sync_self").fetchone()
    DraftShelf(database).keep("person/new", TYPED)
    with database.reading() as session:
        assert database.raw(session).execute("SELECT seq, hlc FROM sync_self").fetchone() == before
    assert told == []


def test_what_an_earlier_release_left_readable_is_sealed_at_the_next_sign_in(database: Database):
    with database.writing() as session:
        row = (database.author.user, PLACE, json.dumps(TYPED), "2026-11-20T03:32:00Z")
        database.raw(session).execute("INSERT INTO draft VALUES (?, ?, ?, ?)", row)
        database.raw(session).execute("INSERT INTO draft VALUES (?, ?, ?, ?)", ("another", *row[1:]))
    DraftShelf(database).seal_old()
    (kept,) = kept_drafts(database)
    assert (kept.address, kept.fields, kept.at) == (PLACE, TYPED, "2026-11-20T03:32:00Z")
    assert (kept.when, kept.is_from_before) == ("10:32 ngày 20/11", True)
    with database.reading() as session:
        left = database.raw(session).execute("SELECT user FROM draft").fetchall()
    assert left == [("another",)], "theirs waits for their own sign-in"


def test_without_the_authors_key_nothing_is_kept(database: Database):
    database.acting(database.author, None)
    DraftShelf(database).keep("person/new", TYPED)
    assert rows(database) == []


def test_on_a_disk_that_takes_nothing_typing_goes_on_in_silence(database: Database):
    """Every pause in the typing would say the same trouble again."""
    DraftShelf(database).keep("person/new", TYPED)
    database.frozen = Unavailable(
        "Ổ đĩa chỉ cho đọc.", "Dữ liệu vẫn an toàn.", "Báo cán bộ tin học.", "T-302"
    )
    shelf = DraftShelf(database)
    shelf.keep("person/new", {"full_name": "khác"})
    shelf.drop("person/new")
    database.frozen = None
    assert [draft.fields for draft in kept_drafts(database)] == [TYPED]
