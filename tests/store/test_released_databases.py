"""Stations of every released schema, with data, brought to the present one: nothing of them is lost."""

from contextlib import closing
from pathlib import Path

import pytest

from station_app.app import home
from station_app.common.errors import Unavailable
from station_app.people.service import person_card
from station_app.store import migrations
from station_app.store.backup import schema_of
from station_app.store.connection import connect
from station_app.store.drafts import kept_drafts
from station_app.store.vault import FLOOR, Vault
from tests.crash.ground import Place
from tests.crash.judge import sound
from tests.crash.upgrading import prepare
from tests.databases import HEAD, NURSE, RELEASED, Released
from tests.databases.comparing import same_as_told


@pytest.fixture(params=RELEASED, ids=lambda one: one.schema)
def released(request: pytest.FixtureRequest) -> Released:
    found = request.param
    assert isinstance(found, Released)
    return found


def test_there_is_one_for_every_schema_before_the_present_one():
    schemas = [f"{number:04}" for number in range(1, int(migrations.HEAD))]
    assert [one.schema for one in RELEASED] == schemas


def test_an_upgrade_brings_every_record_along(released: Released, tmp_path: Path):
    place = Place(tmp_path)
    prepare(released.schema, tmp_path)
    with place.opened() as database:
        sound(database)
        same_as_told(database, released.told)


def test_an_upgrade_that_fails_leaves_the_file_as_it_was_and_says_so(released: Released, tmp_path: Path):
    """What stands in the way here is a table of that name; the next try, when it is gone, goes through."""
    place = released.put(tmp_path / "tram")
    _say(place, released, "CREATE TABLE sealed_draft (mine TEXT)")
    before = _files(place)
    for _ in range(2):
        with pytest.raises(Unavailable, match="để nguyên như trước") as told:
            home.unlock(place, *HEAD, cost=FLOOR)
        assert told.value.code == "T-392"
    assert _files(place) == before, "the program of before goes on with it"
    saved = sorted((place / "sao-luu").glob("tram-*"))
    assert {schema_of(one / home.FILE, released.key) for one in saved} == {released.schema}
    assert {(one / "vault.json").read_bytes() for one in saved} == {before["vault.json"]}
    _say(place, released, "DROP TABLE sealed_draft")
    home.unlock(place, *HEAD, cost=FLOOR).close()
    assert not list(place.glob("vault.before*")), "passwords of before open nothing any more"
    assert schema_of(place / home.FILE, released.key) == migrations.HEAD


def _files(place: Path) -> dict[str, bytes]:
    """What the program of before opens."""
    names = (home.FILE, f"{home.FILE}-wal", "vault.json", "vault.bak.json")
    return {name: (place / name).read_bytes() for name in names if (place / name).exists()}


def _say(place: Path, released: Released, sql: str) -> None:
    with closing(connect(place / home.FILE, released.key)) as connection:
        connection.execute(sql)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def test_whoever_worked_there_signs_in_with_the_password_of_before(released: Released, tmp_path: Path):
    """The vault of that release is brought up to date, and so is what they had left unfinished."""
    place = released.put(tmp_path / "tram")
    told = released.told
    (mother,) = (one for one in told["records"]["person"] if one["full_name"] == "Vàng Thị Mỷ")
    for (login, password), left in zip((HEAD, NURSE), told["drafts"], strict=True):
        database = home.unlock(place, login, password, cost=FLOOR)
        assert person_card(database, mother["id"]).full_name == "Vàng Thị Mỷ"
        (draft,) = kept_drafts(database)
        assert (draft.address, draft.at) == (left["address"], left["at"])
        with database.reading() as session:
            raw = database.raw(session)
            assert raw.execute("SELECT count(*) FROM draft WHERE user = ?", (left["user"],)).fetchone() == (
                0,
            )
        database.close()
    assert len(list((place / "sao-luu").glob("tram-*"))) == 1, "backed up once, before the schema changed"
    vault = Vault.open(place, parameters=FLOOR)
    assert vault.unlock_with_code(told["recovery_code"]).data == released.key
    assert vault.unlock_with_province(bytes.fromhex(told["province_key"])).data == released.key
