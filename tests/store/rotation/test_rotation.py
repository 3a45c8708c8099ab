"""The data key is changed under a station full of records: nothing is lost, and the old key opens nothing."""

import os
import resource
import shutil
import signal
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from station_app.app.rooms import CATALOGUE
from station_app.common.errors import Refused, Unavailable
from station_app.people.service import register_person, search
from station_app.store.rotation import abandon, rotate
from station_app.store.rotation.holding import held
from station_app.store.vault import FLOOR, Step, Vault
from station_app.store.vault.fitting import opens
from tests.store.rotation.conftest import PASSWORD, Station, person
from tests.store.slot_files import body_of, rewritten

POINTS = ["begun", "copied", "verified", "marked", "moved away", "moved in", "in place", "proved", "removed"]
"""Every point between two writes of a change of key, in their order; `ended` comes after the last."""
OWN = {"station.db", "station.db-wal", "station.db-shm"}


def point_reached(point: str) -> Callable[[str], None]:
    def watch(reached: str) -> None:
        if reached == point:
            os.kill(os.getpid(), signal.SIGKILL)

    return watch


def killed(work: Callable[[], object]) -> None:
    """A process of its own does the work, and does not survive it."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def change_until(station: Station, point: str) -> None:
    rotate(station.home, station.keys, CATALOGUE, watch=point_reached(point))


def step_of(station: Station) -> Step | None:
    found = station.vault.rotation()
    return found.step if found else None


def leftovers(station: Station) -> set[str]:
    """What a change makes beside the station's file and takes away again."""
    return {name for name in station.names() - OWN if name.startswith("station.db")}


def finished(station: Station, old: bytes) -> None:
    """What holds after a change, however often it was cut off."""
    keys = station.keys
    assert keys.data != old
    assert not opens(station.home / "station.db", old)
    assert station.counted() == station.records
    assert station.vault.unlock_with_code(station.code).data == keys.data
    assert station.vault.rotation() is None
    assert len(body_of(station.home)["data"]) == 1
    assert leftovers(station) == set()


def test_every_record_is_there_under_the_new_key(station: Station) -> None:
    before, told = station.keys, []

    def progress(done: int, total: int) -> bool:
        told.append((done, total))
        return True

    done = rotate(station.home, before, CATALOGUE, progress)
    assert done is not None
    assert (done.records, done.keys) == (station.records, station.keys)
    finished(station, before.data)
    assert station.keys.private == before.private, "the other keys stay"
    assert told == sorted(told), "progress never goes back"
    assert told[-1][0] == told[-1][1]
    database = station.signed_in()
    register_person(database, person("Vàng Thị Mới"), confirmed_doubts=True)
    assert [hit.full_name for hit in search(database, "vang thi moi", limit=5)] == ["Vàng Thị Mới"]
    assert len(search(database, "lo thi 7", limit=5)) == 1, "the search index came along"
    database.close()


@pytest.mark.parametrize("point", [*POINTS, "ended"])
def test_killed_at_any_point_it_opens_with_every_record_and_goes_on(station: Station, point: str) -> None:
    old = station.keys
    killed(partial(change_until, station, point))
    assert station.counted("Vàng Thị Mới") == station.records - 1, "the nurse signs in and works"
    if station.vault.rotation() is not None:
        assert rotate(station.home, station.keys, CATALOGUE)
    finished(station, old.data)


@pytest.mark.parametrize(
    "points", [("begun", "copied", "marked", "verified"), ("marked", "moved away", "proved", "removed")]
)
def test_killed_again_and_again_it_still_ends(station: Station, points: tuple[str, ...]) -> None:
    old = station.keys
    for again in points:
        killed(partial(change_until, station, again))
    assert rotate(station.home, station.keys, CATALOGUE)
    finished(station, old.data)


def test_killed_in_the_middle_of_the_copy_it_begins_the_copy_again(station: Station) -> None:
    old = station.keys

    def die(done: int, total: int) -> bool:
        if (station.home / "station.db.new").exists():
            os.kill(os.getpid(), signal.SIGKILL)
        return True

    killed(lambda: rotate(station.home, station.keys, CATALOGUE, die))
    assert step_of(station) is Step.COPYING
    assert (station.home / "station.db.new").exists()
    assert station.counted() == station.records
    assert rotate(station.home, station.keys, CATALOGUE)
    finished(station, old.data)


def test_what_was_cut_off_while_it_copied_can_be_given_up(station: Station) -> None:
    old = station.keys
    killed(partial(change_until, station, "verified"))
    assert abandon(station.home, station.keys)
    assert station.keys == old
    assert station.vault.rotation() is None
    assert leftovers(station) == set()


def test_what_is_past_the_swap_is_finished_and_not_given_up(station: Station) -> None:
    old = station.keys
    killed(partial(change_until, station, "moved away"))
    assert not abandon(station.home, station.keys)
    assert rotate(station.home, station.keys, CATALOGUE)
    finished(station, old.data)


@pytest.mark.parametrize("copied", [0, 0.5], ids=["while it copies", "before the swap"])
def test_whoever_stops_it_has_the_old_key_and_nothing_else(station: Station, copied: float) -> None:
    before = station.keys
    assert rotate(station.home, before, CATALOGUE, lambda done, total: done < copied * total) is None
    assert station.keys == before
    assert station.counted() == station.records
    assert leftovers(station) == set()


def test_a_full_disk_leaves_the_old_key_and_nothing_else(station: Station) -> None:
    before = station.keys

    def on_a_small_disk() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        size = (station.home / "station.db").stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (size // 2, size // 2))
        with pytest.raises(Unavailable) as unavailable:
            rotate(station.home, station.keys, CATALOGUE)
        if "an toàn" in unavailable.value.safety:
            os.kill(os.getpid(), signal.SIGKILL)

    killed(on_a_small_disk)
    assert station.keys == before
    assert station.vault.rotation() is None
    assert leftovers(station) == set()


def test_nobody_changes_the_key_under_an_open_window(station: Station) -> None:
    database, before = station.signed_in(), station.keys
    with pytest.raises(Unavailable, match="TR-K15"):
        rotate(station.home, before, CATALOGUE)
    assert station.vault.rotation() is None
    register_person(database, person("Vàng Thị Mới"), confirmed_doubts=True)
    database.close()
    assert station.keys == before


def test_nobody_opens_the_station_while_its_key_is_changed(station: Station) -> None:
    keys, refused = station.keys, []

    def look(point: str) -> None:
        child = os.fork()
        if child == 0:
            try:
                station.signed_in()
            except Unavailable as unavailable:
                os._exit(0 if unavailable.code == "TR-K14" else 2)
            finally:
                os._exit(3)
        refused.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))

    rotate(station.home, keys, CATALOGUE, watch=lambda point: look(point) if point in POINTS[::3] else None)
    assert refused == [0] * len(POINTS[::3])


def test_only_one_changes_the_key(station: Station) -> None:
    keys = station.keys
    with held(station.home), pytest.raises(Unavailable, match="TR-K14"):
        rotate(station.home, keys, CATALOGUE)


def test_a_new_file_that_is_damaged_in_its_place_takes_nothing_away(station: Station) -> None:
    old = station.keys

    def damage(point: str) -> None:
        if point == "in place":
            with (station.home / "station.db").open("r+b") as file:
                file.seek(9 * 4096)
                file.write(bytes(64))

    with pytest.raises(Unavailable, match="T-304"):
        rotate(station.home, old, CATALOGUE, watch=damage)
    assert step_of(station) is Step.PROVING
    assert opens(station.home / "station.db.old-1", old.data), "the old file, and its key, are kept"
    assert len(station.keys.generations) == 2


def test_a_backup_put_back_in_the_middle_is_not_taken_for_the_new_file(station: Station) -> None:
    old, backup = station.keys, station.home.parent / "backup.db"
    shutil.copy(station.home / "station.db", backup)
    killed(partial(change_until, station, "in place"))
    shutil.copy(backup, station.home / "station.db")
    assert station.counted() == station.records
    assert rotate(station.home, station.keys, CATALOGUE)
    assert not opens(station.home / "station.db", old.data)
    assert opens(station.home / "station.db.old-1", old.data), "what was not proved is not removed"


def test_everybody_keeps_their_way_in(station: Station) -> None:
    keys = station.keys
    station.vault.grant(keys, "mai", "", "một mật khẩu khác hẳn", entitled=False)
    (glass,) = station.vault.make_glass_codes(keys, 1)
    mai = station.vault.unlock("mai", "một mật khẩu khác hẳn").private
    assert rotate(station.home, keys, CATALOGUE)
    assert station.vault.unlock("mai", "một mật khẩu khác hẳn").data == station.keys.data
    assert station.vault.unlock("mai", "một mật khẩu khác hẳn").private == mai
    assert station.vault.break_glass_with_code(glass) == keys.private.seal


def test_who_has_left_opens_no_newer_copy(station: Station, tmp_path: Path) -> None:
    """Mai has copied the slot file before she was removed; the file she steals later is under another key."""
    station.vault.grant(station.keys, "mai", "", "một mật khẩu khác hẳn", entitled=False)
    for name in ("vault.json", "vault.bak.json"):
        shutil.copy(station.home / name, tmp_path / name)
    station.vault.remove_user(station.keys, "mai")
    assert station.vault.advised() == (1, 0)
    assert rotate(station.home, station.keys, CATALOGUE)
    assert station.vault.advised() == (0, 0)
    stolen = Vault.open(tmp_path, parameters=FLOOR).unlock("mai", "một mật khẩu khác hẳn")
    assert not opens(station.home / "station.db", stolen.data)


def test_a_slot_planted_in_the_file_is_given_no_new_key(station: Station) -> None:
    before = station.keys
    station.vault.grant(before, "mai", "", "một mật khẩu khác hẳn", entitled=False)
    public = next(slot["public"] for slot in body_of(station.home)["slots"] if slot["kind"] == "code")

    def plant(body) -> None:
        next(slot for slot in body["slots"] if slot.get("login") == "mai")["public"] = public

    rewritten(station.home, plant)
    with pytest.raises(Unavailable, match="TR-K13"):
        rotate(station.home, before, CATALOGUE)
    assert station.vault.rotation() is None


def test_keys_from_before_a_change_are_told_to_sign_in_again(station: Station) -> None:
    before = station.keys
    killed(partial(change_until, station, "verified"))
    with pytest.raises(Refused) as refused:
        rotate(station.home, before, CATALOGUE)
    assert refused.value.code == "keys_stale"
    with pytest.raises(Refused) as refused:
        station.vault.grant(before, "mai", "", "một mật khẩu khác hẳn", entitled=False)
    assert refused.value.code == "rotation_unfinished"
    station.vault.set_password(station.vault.unlock_with_code(station.code), "hanh", "sau khi quên mật khẩu")
    assert station.vault.unlock("hanh", "sau khi quên mật khẩu").generations[0] == before.data
    station.vault.change_password("hanh", "sau khi quên mật khẩu", PASSWORD)
