"""The PC dies while a station of an earlier release is brought to the schema of this one."""

from contextlib import closing
from pathlib import Path

from station_app.app import home
from station_app.store import migrations
from station_app.store.connection import connect
from station_app.store.drafts import kept_drafts
from station_app.store.vault import FLOOR
from tests.crash.care import people_in
from tests.crash.ground import Place
from tests.crash.judge import examined, sound
from tests.crash.life import Life
from tests.databases import HEAD, RELEASED
from tests.databases.comparing import same_as_told


def prepare(schema: str, folder: Path) -> None:
    """As its release left it on the disk."""
    released = next(one for one in RELEASED if one.schema == schema)
    place = Place(folder)
    released.put(place.home)
    (head, *_) = released.told["accounts"]
    place.note(key=released.key.hex(), user=head["user"], schema=schema)


def upgrade(folder: Path, life: Life) -> None:
    place = Place(folder)
    with life.counted(), place.opened():
        life.said("upgraded")


def judge(folder: Path, said: list[str]) -> None:
    """Either all of the new schema or all of the old one; the program then goes on by itself."""
    place = Place(folder)
    found = _schema(place)
    assert found == migrations.HEAD if said else found in (place.facts["schema"], migrations.HEAD)
    with examined(place) as database:
        same_as_told(database, next(one for one in RELEASED if one.schema == place.facts["schema"]).told)
    assert _schema(place) == migrations.HEAD


def sign_in(folder: Path, life: Life) -> None:
    """As the nurse does it: the vault is brought up to date, a backup is made, the schema changes, what was
    left readable is sealed."""
    place = Place(folder)
    with life.counted(), closing(home.unlock(place.home, *HEAD, cost=FLOOR)):
        life.said("signed in")


def judge_signing_in(folder: Path, said: list[str]) -> None:
    place = Place(folder)
    told = next(one for one in RELEASED if one.schema == place.facts["schema"]).told
    with closing(home.unlock(place.home, *HEAD, cost=FLOOR)) as database:
        sound(database)
        assert len(people_in(database)) == len(told["records"]["person"])
        (draft,) = kept_drafts(database)
        assert draft.address == told["drafts"][0]["address"]
    assert _schema(place) == migrations.HEAD


def _schema(place: Place) -> str:
    connection = connect(place.file, place.key)
    (found,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    connection.close()
    return str(found)
