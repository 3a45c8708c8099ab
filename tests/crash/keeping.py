"""The PC dies while the station is kept: a backup, a restore, the slots of the vault, its founding."""

from contextlib import suppress
from pathlib import Path

from station_app.app import home as house
from station_app.app.restoring import restore
from station_app.app.rooms import CATALOGUE
from station_app.common.errors import Refused
from station_app.people.service import register_person
from station_app.store.backup import back_up, verify
from station_app.store.rotation import rotate
from station_app.store.vault import FLOOR, Keys, Vault
from tests.crash import care
from tests.crash.care import NEWCOMER
from tests.crash.ground import LOGIN, PASSWORD, Place, found, founded
from tests.crash.judge import examined, sound
from tests.crash.life import Life

OTHER, OTHERS_PASSWORD = "lan", "đèo gió bản dền 7"
NEW_PASSWORD = "ruộng bậc thang tháng chín"


def prepare(folder: Path) -> None:
    """A family, and the log folded."""
    founded(folder)


def back_up_station(folder: Path, life: Life) -> None:
    place = Place(folder)
    with place.opened() as database, life.counted():
        life.said(back_up(database, place.key, folder / "usb").folder.name)


def judge_backup(folder: Path, said: list[str]) -> None:
    """What bears the name of a backup is one; the station itself was never touched."""
    place = Place(folder)
    with examined(place) as database:
        made = _backups(folder)
        assert set(said) <= {one.name for one in made}
        for one in made:
            assert verify(one / house.FILE, place.key, database.catalogue)[0] > 0
            Vault.open(one, parameters=FLOOR).unlock(LOGIN, PASSWORD)
        database.clock.move(seconds=5)  # type: ignore[attr-defined]
        back_up(database, place.key, folder / "usb")
        assert len(_backups(folder)) == len(made) + 1


def prepare_restore(folder: Path) -> None:
    """A backup, and what was saved after it."""
    place = founded(folder)
    with place.opened() as database:
        back_up(database, place.key, folder / "usb")
        place.note(newcomer=register_person(database, NEWCOMER))


def restore_station(folder: Path, life: Life) -> None:
    (backup,) = _backups(folder)
    with life.counted():
        life.said(restore(Place(folder).home, backup, LOGIN, PASSWORD, cost=FLOOR).device)


def judge_restore(folder: Path, said: list[str]) -> None:
    """The file is the former or the restored one, whole; the former is kept, whatever happened."""
    place = Place(folder)
    newcomer = place.facts["newcomer"]
    with place.signed_in() as database:
        sound(database)
        has_newcomer = newcomer in care.people_in(database)
    assert not (said and has_newcomer)
    if not has_newcomer:
        _set_aside_holds(place, newcomer)
    (backup,) = _backups(folder)
    restore(place.home, backup, LOGIN, PASSWORD, cost=FLOOR)
    with place.signed_in() as database:
        sound(database)
        assert newcomer not in care.people_in(database)
    _set_aside_holds(place, newcomer)


def add_user(folder: Path, life: Life) -> None:
    place = Place(folder)
    keys = place.keys
    with life.counted():
        _grant(Vault.open(place.home, parameters=FLOOR), keys)
        life.said(OTHER)


def judge_user(folder: Path, said: list[str]) -> None:
    place = Place(folder)
    vault = Vault.open(place.home, parameters=FLOOR)
    assert vault.unlock(LOGIN, PASSWORD) == place.keys
    assert set(said) <= {one.login for one in vault.logins()}
    with suppress(Refused):  # where it was there already
        _grant(vault, place.keys)
    assert vault.unlock(OTHER, OTHERS_PASSWORD).data == place.key


def change_password(folder: Path, life: Life) -> None:
    with life.counted():
        Vault.open(Place(folder).home, parameters=FLOOR).change_password(LOGIN, PASSWORD, NEW_PASSWORD)
        life.said(LOGIN)


def judge_password(folder: Path, said: list[str]) -> None:
    """One of the two passwords opens, and it is the new one once that was said."""
    place = Place(folder)
    vault = Vault.open(place.home, parameters=FLOOR)
    try:
        assert vault.unlock(LOGIN, NEW_PASSWORD) == place.keys
    except Refused:
        assert not said
        vault.change_password(LOGIN, PASSWORD, NEW_PASSWORD)
        assert vault.unlock(LOGIN, NEW_PASSWORD) == place.keys


def rekey(folder: Path, life: Life) -> None:
    place = Place(folder)
    keys = place.keys
    with life.counted():
        done = rotate(place.home, keys, CATALOGUE)
        assert done
        life.said("changed")


def judge_rekey(folder: Path, said: list[str]) -> None:
    """The station opens by its password under one key or the other; said, only under the new one."""
    place = Place(folder)
    assert house.station_name(place.home), "the window would offer to found a station"
    with place.signed_in() as database:
        sound(database)
        assert not said or database.key != place.key
        assert len(care.people_in(database)) == 3
    keys = Vault.open(place.home, parameters=FLOOR).unlock(LOGIN, PASSWORD)
    done = rotate(place.home, keys, CATALOGUE)
    assert done
    with place.signed_in() as database:
        sound(database)
        assert database.key == done.keys.data != place.key
        assert len(care.people_in(database)) == 3


def prepare_nothing(folder: Path) -> None:
    """A PC without a station."""
    Place(folder).note()


def found_station(folder: Path, life: Life) -> None:
    with life.counted():
        life.said(found(Place(folder)))


def judge_founding(folder: Path, said: list[str]) -> None:
    """A station, or nothing that is in the way of founding it."""
    place = Place(folder)
    if house.station_name(place.home) is None:
        assert not said
        found(place)
    with place.signed_in() as database:
        sound(database)


def _grant(vault: Vault, keys: Keys) -> None:
    vault.grant(keys, OTHER, "Lò Thị Lan", OTHERS_PASSWORD, entitled=True)


def _backups(folder: Path) -> list[Path]:
    return [one for one in sorted((folder / "usb").glob("tram-*")) if one.suffix != ".partial"]


def _set_aside_holds(place: Place, person: str) -> None:
    for file in place.home.glob(f"truoc-khoi-phuc-*/{house.FILE}"):
        with place.opened(file) as database:
            if person in care.people_in(database):
                return
    raise AssertionError("what was in the file before is nowhere")
