"""A PC that learns new words shows what it had kept for them, and nobody types over what he never saw."""

from pathlib import Path

import pytest

from station_app.app.rooms import CATALOGUE
from station_app.people.model import Identifier, Person
from station_app.store.database import Author, Database, create
from sync.catalogue import Catalogue
from sync.change import Change, Transaction
from sync.policy import Entity
from tests.stations import MovableClock

KEY = bytes(32)
PERSON = "019b0000-0000-7000-8000-0000000000a1"
PAPER = "019b0000-0000-7000-8000-0000000000b2"
NEWER = Transaction(
    "newerpc", 1, "u", "B", 5 << 16, 420, None,
    [
        Change("person", PERSON, 1, {}, {"full_name": "Lò Văn Pản", "email": "pan@xa.vn"}, {}),
        Change("identifier", PAPER, 1, {}, {"person": PERSON, "value": "001188000001"}, {}),
    ],
)  # fmt: skip


def _older() -> Catalogue:
    """As a version would have it that knows neither e-mail addresses nor papers."""
    person = CATALOGUE.entities["person"]
    fields = tuple(field for field in person.fields if field.name != "email")
    return Catalogue([Entity("person", person.label, fields)])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.db"
    create(path, KEY, _older(), {"code": "1", "name": "n", "point": "A", "point_name": "x"})
    return path


def _open(path: Path, catalogue: Catalogue) -> Database:
    return Database(path, KEY, catalogue, Author("u", "A"), clock=MovableClock())


def test_unknown_fields_and_entities_are_kept_counted_and_shown_after_the_upgrade(path: Path) -> None:
    before = _open(path, _older())
    with before.taking_in() as intake:
        intake.take([NEWER])
    with before.writing() as session:
        session.get_one(Person, PERSON).note = "sửa trên bản cũ"
    with before.reading() as session:
        digest = before.shelf(session).recomputed()
        assert session.get_one(Person, PERSON).email is None
    before.close()

    after = _open(path, CATALOGUE)
    with after.reading() as session:
        assert session.get_one(Person, PERSON).email == "pan@xa.vn"
        assert session.get_one(Identifier, PAPER).value == "001188000001"
        assert after.shelf(session).recomputed() == digest
    with after.writing() as session:
        session.get_one(Person, PERSON).email = "pan@tinh.vn"
    with after.reading() as session:
        rows = after.raw(session).execute("SELECT value FROM sync_history WHERE field = 'email'").fetchall()
    assert rows == [('"pan@xa.vn"',)]
    after.close()


def test_what_follows_on_a_kept_record_is_not_left_waiting(path: Path) -> None:
    before = _open(path, _older())
    with before.taking_in() as intake:
        intake.take([NEWER])
    before.close()
    after = _open(path, CATALOGUE)
    change = Change("identifier", PAPER, 2, {"newerpc": 1}, {"value": "001188000002"}, {})
    with after.taking_in() as intake:
        taken = intake.take([Transaction("newerpc", 2, "u", "B", 6 << 16, 420, None, [change])])
    assert taken.applied
    with after.reading() as session:
        assert session.get_one(Identifier, PAPER).value == "001188000002"
    after.close()
