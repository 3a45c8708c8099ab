"""One damaged page hinders what reads it, and nothing else."""

import pytest

from station_app.common.errors import Unavailable
from station_app.people.service import register_person
from station_app.staff import service as staff
from station_app.store.database import Database
from tests.disks import spoil_page_of


def test_what_is_sound_is_read_after_a_damaged_page_was_met(database: Database):
    register_person(database, {"full_name": "Lò Thị Ươm", "birth_date": "1990"})
    database.fold_log()
    spoil_page_of(database.path, database.key, "visit")
    for _ in range(3):
        with pytest.raises(Unavailable), database.reading() as session:
            database.raw(session).execute("SELECT reason FROM visit").fetchone()
        assert staff.users(database) == []
    assert register_person(database, {"full_name": "Lò Văn Pâng", "birth_date": "1991"})
