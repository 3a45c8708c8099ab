"""A PC whose file was restored or copied goes on under a new name: nothing is lost, and nobody is asked."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from sqlalchemy import text

from station_app.common.errors import Unavailable
from station_app.exchange.service import enroll, line_state, questions, recomputed_digests, synchronise
from station_app.people.model import Person
from station_app.store.database import Database
from station_app.store.inspection import inspect
from sync.gateway.enrolment import revoke
from tests.stations import copied, opened
from tests.sync.worlds import Crash

Copies = Callable[..., Database]
both = pytest.mark.parametrize("province", ["sqlite", "postgresql"], indirect=True)


def register(database: Database, *names: str) -> list[str]:
    made = []
    for name in names:
        with database.writing() as session:
            person = Person(full_name=name, birth_date="1988", sex="female")
            session.add(person)
        made.append(person.id)
    return made


def phone(database: Database, person: str, value: str) -> None:
    with database.writing(reason="hỏi lại") as session:
        session.get_one(Person, person).phone = value


def names(database: Database) -> list[str]:
    with database.reading() as session:
        return sorted(session.scalars(text("SELECT full_name FROM person")))


def device(database: Database) -> str:
    with database.reading() as session:
        return database.raw(session).execute("SELECT device FROM sync_self").fetchone()[0]


def formers(database: Database) -> list[str]:
    with database.reading() as session:
        rows = database.raw(session).execute("SELECT device FROM sync_former ORDER BY number").fetchall()
    return [row[0] for row in rows]


def happened(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        rows = database.raw(session).execute("SELECT kind, detail FROM sync_event ORDER BY number").fetchall()
    return [(kind, json.loads(detail)["reason"]) for kind, detail in rows]


def settle_all(*stations: Database) -> None:
    """Rounds until all have heard all; every one of them is green and all hold the same."""
    for _ in range(2):
        for station in stations:
            outcome = synchronise(station)
            assert outcome.match is True, outcome.differing
    for station in stations:
        receipt = synchronise(station).receipt
        assert receipt is not None
        assert receipt.digests == recomputed_digests(station)
        assert names(station) == names(stations[0])
        assert line_state(station).unsent == 0


@pytest.fixture
def copies(tmp_path) -> Iterator[Copies]:
    """`copies(a)` is a copy of its file as it is now, opened by a program that notices nothing; `machine` is
    where it is opened."""
    made: list[Database] = []

    def copy(database: Database, machine: str | None = None) -> Database:
        made.append(opened(copied(database, tmp_path / f"copy{len(made)}.db"), database, machine))
        return made[-1]

    yield copy
    for database in made:
        database.close()


def at_home(database: Database, machine: str = "this") -> None:
    with database.taking_in() as intake:
        intake.raw.execute("UPDATE sync_self SET machine = ?", (machine,))


@both
def test_pitfall_09_a_copied_disk_goes_on_under_a_new_name_and_the_original_under_its_own(
    province, enrolled, copies
):
    """pitfall 09: a clone forks history. Both wrote before either met the province."""
    a, b = enrolled("A"), enrolled("B")
    [shared] = register(a, "trước khi chép")
    synchronise(a)
    at_home(a)
    clone = copies(a, "another")
    assert (formers(clone), happened(clone)) == ([device(a)], [("epoch", "moved")])
    register(clone, "của bản sao")
    register(a, "của bản gốc")
    phone(a, shared, "0911")
    phone(clone, shared, "0922")
    before = device(a)
    settle_all(a, clone, b)
    assert (device(a), formers(a)) == (before, [])
    assert names(b) == ["của bản gốc", "của bản sao", "trước khi chép"]
    assert {"0911", "0922"} <= {old.value for old in inspect(b, "person", shared).history}


def test_a_file_that_was_never_told_its_machine_adopts_the_one_it_is_opened_on(enrolled, copies):
    a = enrolled("A")
    assert device(copies(a, "any")) == device(a)


def test_pitfall_09_a_pc_restored_without_noticing_hears_what_it_had_written(province, enrolled, copies):
    """pitfall 09: an older file takes the place of the newer one, and meets the province before it writes."""
    a, b = enrolled("A"), enrolled("B")
    register(a, "một", "hai")
    synchronise(a)
    restored = copies(a)
    register(a, "sau bản sao lưu", "và nữa")
    synchronise(a)
    synchronise(restored)
    assert formers(restored) == [device(a)]
    assert ("epoch", "restored") in happened(restored)
    register(restored, "sau khi khôi phục")
    settle_all(restored, b)
    assert names(b) == ["hai", "một", "sau bản sao lưu", "sau khi khôi phục", "và nữa"]


@both
def test_pitfall_09_a_restored_pc_that_wrote_first_says_it_anew_with_author_and_time(
    province, enrolled, copies
):
    """pitfall 09: two contents claim the same dots; the PC finds where they part and says its own anew."""
    a, b = enrolled("A"), enrolled("B")
    [shared] = register(a, "chung")
    synchronise(a)
    synchronise(b)
    restored = copies(a)
    phone(a, shared, "0911 sau bản sao lưu")
    register(a, "sau bản sao lưu")
    synchronise(a)
    form = restored.opened("person", shared)
    [mine] = register(restored, "ghi trước khi gặp lại")
    phone(restored, shared, "0922 ghi trước")
    phone(restored, shared, "0933 sửa lại")
    told = inspect(restored, "person", shared).history
    later = restored.opened("person", shared)
    outcome = synchronise(restored)
    assert outcome.match is True
    assert ("reissued", "fork") in happened(restored)
    anew = inspect(restored, "person", shared).history
    assert {(w.value, w.author, w.time, w.reason) for w in told} <= {
        (w.value, w.author, w.time, w.reason) for w in anew
    }
    assert {w.device for w in anew if w.value == "0933 sửa lại"} == {device(restored)}
    with restored.reading() as session:
        assert session.get_one(Person, mine).device == device(restored)
    # Forms that were open all the while: the older one never saw 0933, the later one did.
    with restored.writing(opened=[later]) as session:
        session.get_one(Person, shared).phone = "0944 từ biểu mẫu mở sau"
    with restored.writing(opened=[form]) as session:
        session.get_one(Person, shared).note = "từ biểu mẫu mở trước"
    settle_all(restored, b)
    assert inspect(b, "person", shared).fields["note"] == "từ biểu mẫu mở trước"
    with restored.reading() as session:
        state = restored.shelf(session).load([("person", shared)])["person", shared]
    assert {*state.fields["phone"].values()} == {"0911 sau bản sao lưu", "0944 từ biểu mẫu mở sau"}
    assert not questions(b)


def test_pitfall_09_an_older_file_in_the_same_place_is_noticed_before_its_first_write(
    province, enrolled, tmp_path
):
    """pitfall 09: what lies beside the file knows how far this PC had written."""
    a = enrolled("A")
    register(a, "một")
    synchronise(a)
    backup = copied(a, tmp_path / "backup.bin")
    register(a, "hai")
    synchronise(a)
    known = device(a)
    a.close()
    backup.rename(a.path)
    again = opened(a.path, a)
    assert (formers(again), happened(again)) == ([known], [("epoch", "restored")])
    register(again, "ba")
    settle_all(again)
    assert names(again) == ["ba", "hai", "một"]
    again.close()


def test_two_programs_of_one_copied_file_that_both_wrote_and_neither_noticed(province, enrolled, copies):
    a, b = enrolled("A"), enrolled("B")
    register(a, "chung")
    synchronise(a)
    twin = copies(a)
    register(a, "của A 1", "của A 2")
    register(twin, "của bản kia 1", "của bản kia 2", "của bản kia 3")
    shared = device(a)
    settle_all(twin, a, b)
    assert (device(twin), formers(a)) == (shared, [shared])
    assert len(names(b)) == 6


def test_a_copy_of_a_copy_and_a_backup_restored_twice(province, enrolled, copies):
    a, b = enrolled("A"), enrolled("B")
    register(a, "chung")
    synchronise(a)
    at_home(a)
    first = copies(a, "máy 2")
    register(first, "bản sao, chưa gửi")
    second = copies(first, "máy 3")
    register(second, "bản sao của bản sao")
    third = copies(a, "máy 4")
    register(third, "khôi phục lần hai")
    assert formers(second) == [device(a), device(first)]
    register(a, "bản gốc")
    settle_all(second, third, first, a, b)
    assert len(names(b)) == 5
    assert len({device(pc) for pc in (a, first, second, third)}) == 4


def test_what_an_earlier_name_had_not_sent_is_sent_by_both_copies_and_held_once(province, enrolled, copies):
    a, b = enrolled("A"), enrolled("B")
    register(a, "đã gửi")
    synchronise(a)
    at_home(a)
    register(a, "chưa gửi 1", "chưa gửi 2")
    clone = copies(a, "another")
    register(clone, "của bản sao")
    assert line_state(clone).unsent == 3
    settle_all(clone, a, b)
    assert names(b) == ["chưa gửi 1", "chưa gửi 2", "của bản sao", "đã gửi"]
    assert device(a) in formers(clone)


def test_a_straggler_on_another_branch_is_said_anew_with_all_that_followed_it(province, enrolled, copies):
    """A copy wrote unnoticed under the old name and was noticed later; the old name has gone on elsewhere."""
    a, b = enrolled("A"), enrolled("B")
    [shared] = register(a, "chung")
    synchronise(a)
    at_home(a)
    clone = copies(a, "this")
    register(clone, "bản sao, tên cũ")
    phone(clone, shared, "0922 tên cũ")
    clone = copies(clone, "another")
    phone(clone, shared, "0933 tên mới")
    assert device(clone) != device(a)
    forgotten = device(clone)
    register(a, "bản gốc 1", "bản gốc 2")
    phone(a, shared, "0911 bản gốc")
    synchronise(a)
    settle_all(clone, a, b)
    assert device(clone) != forgotten
    assert formers(clone) == [device(a)]
    assert names(b) == ["bản gốc 1", "bản gốc 2", "bản sao, tên cũ", "chung"]
    with b.reading() as session:
        state = b.shelf(session).load([("person", shared)])["person", shared]
    assert {*state.fields["phone"].values()} == {"0911 bản gốc", "0933 tên mới"}


def test_a_station_copied_before_its_enrolment_is_another_pc_with_the_same_records(province, station, copies):
    a = station("A")
    register(a, "nhập sẵn")
    at_home(a)
    clone = copies(a, "another")
    assert (device(clone) != device(a), formers(clone)) == (True, [])
    for pc in (a, clone):
        enroll(pc, province.url, province.code())
    register(clone, "của bản sao")
    settle_all(a, clone)
    assert names(a) == ["của bản sao", "nhập sẵn"]


def test_pitfall_26_a_power_cut_while_a_pc_gets_a_new_name_leaves_it_as_it_was(province, enrolled):
    """pitfall 26: the new name, what is said anew and the renamed records come together or not at all."""
    a = enrolled("A")
    [shared] = register(a, "một")
    synchronise(a)
    phone(a, shared, "0911")
    before = (device(a), recomputed_digests(a), line_state(a), formers(a))
    with suppress(Crash), a.taking_in() as intake:
        intake.part_ways(device=device(a), after=1, reason="fork", now="2026-11-21T01:00:00Z")
        raise Crash
    assert (device(a), recomputed_digests(a), line_state(a), formers(a)) == before
    assert a.renamings == []
    phone(a, shared, "0922")
    settle_all(a)


def test_pitfall_13_who_is_revoked_takes_along_whom_it_vouched_for_and_keeps_its_data(
    province, enrolled, copies
):
    """pitfall 13: a PC that is locked out loses nothing."""
    a, b = enrolled("A"), enrolled("B")
    register(a, "chung")
    synchronise(a)
    at_home(a)
    clone = copies(a, "another")
    register(clone, "của bản sao")
    synchronise(clone)
    assert revoke(province.warehouse, device(clone)) == [device(clone)]
    assert synchronise(a).match is True
    assert revoke(province.warehouse, device(a)) == [device(a), device(clone)]
    later = copies(a, "a third")
    for pc in (a, clone, later):
        with pytest.raises(Unavailable, match="thu hồi"):
            synchronise(pc)
        assert "chung" in names(pc)
    assert synchronise(b).match is True
