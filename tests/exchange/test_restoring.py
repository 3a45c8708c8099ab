"""`restore` puts a checked backup in the file's place, deletes nothing, and never continues the old chain."""

from pathlib import Path

import pytest

from station_app.app import home
from station_app.app.restoring import restore
from station_app.common.errors import Refused, Unavailable
from station_app.exchange.service import enroll, events, names, synchronise
from station_app.people.model import Person
from station_app.store.backup import back_up
from station_app.store.database import Database
from station_app.store.identity import sidecar
from station_app.store.vault import FLOOR
from tests.exchange.test_epochs import names as people
from tests.stations import MovableClock

PASSWORD = "suối trong mường hoa"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "tram"
    clock = MovableClock()
    home.found(folder, code="12345", name="Trạm", login="hanh", password=PASSWORD, cost=FLOOR, clock=clock)
    return folder


def sign_in(place: Path) -> Database:
    return home.unlock(place, "hanh", PASSWORD, cost=FLOOR, clock=MovableClock())


def register(database: Database, name: str) -> None:
    with database.writing() as session:
        session.add(Person(full_name=name, birth_date="1988", sex="female"))


def saved(database: Database, place: Path, target: Path) -> Path:
    return back_up(database, database.key, target).folder


def test_a_restored_backup_goes_on_under_a_new_name_and_hears_what_it_had_sent(province, place, tmp_path):
    """pitfall 09, pitfall 14: the present file is set aside, never overwritten."""
    pc = sign_in(place)
    enroll(pc, province.url, province.code())
    register(pc, "trước bản sao")
    synchronise(pc)
    folder = saved(pc, place, tmp_path / "usb")
    register(pc, "đã gửi")
    synchronise(pc)
    register(pc, "chưa gửi: chỉ còn trong tệp để riêng")
    before = names(pc).present
    pc.close()
    done = restore(place, folder, "hanh", PASSWORD, cost=FLOOR, clock=MovableClock())
    assert done.set_aside is not None
    pc = sign_in(place)
    assert (names(pc).present, names(pc).former) == (done.device, (before,))
    assert done.device != before
    assert synchronise(pc).match is True
    assert people(pc) == ["trước bản sao", "đã gửi"]
    assert "khôi phục" in events(pc)[0].words
    pc.close()
    aside = sign_in(done.set_aside)
    assert "chưa gửi: chỉ còn trong tệp để riêng" in people(aside)
    assert names(aside).present != before, "what lies aside is a copy, too"
    aside.close()


def test_a_backup_founds_a_new_pc_after_the_old_one_has_burnt(place, tmp_path):
    pc = sign_in(place)
    register(pc, "còn trong bản sao")
    folder = saved(pc, place, tmp_path / "usb")
    pc.close()
    done = restore(tmp_path / "mới", folder, "hanh", PASSWORD, cost=FLOOR)
    assert done.set_aside is None
    pc = sign_in(tmp_path / "mới")
    assert people(pc) == ["còn trong bản sao"]
    pc.close()


def test_what_is_no_sound_backup_touches_nothing(place, tmp_path):
    pc = sign_in(place)
    register(pc, "đang dùng")
    folder = saved(pc, place, tmp_path / "usb")
    pc.close()
    content = bytearray((folder / home.FILE).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / home.FILE).write_bytes(content)
    noted = sidecar(place / home.FILE).read_bytes()
    with pytest.raises(Unavailable, match="hỏng"):
        restore(place, folder, "hanh", PASSWORD, cost=FLOOR)
    with pytest.raises(Refused, match="Không thấy"):
        restore(place, tmp_path, "hanh", PASSWORD, cost=FLOOR)
    with pytest.raises(Refused):
        restore(place, folder, "hanh", "sai mật khẩu rồi", cost=FLOOR)
    assert sidecar(place / home.FILE).read_bytes() == noted
    pc = sign_in(place)
    assert people(pc) == ["đang dùng"]
    pc.close()


def test_losing_what_lies_beside_the_file_costs_nothing(place):
    pc = sign_in(place)
    register(pc, "một")
    before = names(pc).present
    pc.close()
    for left in (b"", b"[]", b"{", b'{"device": 3}'):
        sidecar(place / home.FILE).write_bytes(left)
        pc = sign_in(place)
        assert names(pc).present == before
        pc.close()
    sidecar(place / home.FILE).unlink()
    pc = sign_in(place)
    assert names(pc).present == before
    pc.close()
