"""The PC dies while a station of an earlier release is brought to the schema of this one."""

from pathlib import Path

from station_app.store import migrations
from station_app.store.connection import connect
from tests.crash.ground import Place
from tests.crash.judge import examined
from tests.crash.life import Life
from tests.databases import RELEASED
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


def _schema(place: Place) -> str:
    connection = connect(place.file, place.key)
    (found,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    connection.close()
    return str(found)
