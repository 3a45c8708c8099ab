"""Stations and the warehouse over a real line: nothing is lost, nothing is doubled, and the truth is told."""

import pytest
from sqlalchemy import text

from station_app.common.errors import Refused, Unavailable
from station_app.exchange.service import (
    as_of,
    clock_drift,
    enroll,
    kept_digests,
    line_state,
    quarantined,
    questions,
    receipts,
    recomputed_digests,
    synchronise,
)
from station_app.households.model import Household
from station_app.people.model import Identifier, Person
from station_app.store.database import Database
from station_app.store.inspection import inspect
from station_app.store.settling import settle
from station_app.store.station import Station
from sync.gateway.enrolment import revoke
from tests.faults import Fault
from tests.stations import MovableClock

both = pytest.mark.parametrize("province", ["sqlite", "postgresql"], indirect=True)


def register(database: Database, count: int = 1, name: str = "Giàng Thị Mỷ") -> list[str]:
    made = []
    for number in range(count):
        with database.writing() as session:
            person = Person(full_name=f"{name} {number}", birth_date="1988", sex="female")
            session.add(person)
        made.append(person.id)
    return made


def people(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.scalars(text("SELECT id FROM person")))


def held(province) -> int:
    name = "warehouse.person" if province.warehouse.engine.dialect.name == "postgresql" else "person"
    with province.warehouse.engine.connect() as connection:
        return connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()


@both
def test_two_stations_hold_the_same_after_a_round_each(province, enrolled):
    a, b = enrolled("A"), enrolled("B")
    made = set(register(a, 3)) | set(register(b, 2, "Lò Văn Pản"))
    assert synchronise(a).match is True
    outcome = synchronise(b)
    assert (outcome.acknowledged, outcome.received, outcome.match) == (2, 3, True)
    assert synchronise(a).received == 2
    assert people(a) == people(b) == made
    assert held(province) == 5
    assert recomputed_digests(a) == recomputed_digests(b) == kept_digests(a) == kept_digests(b)
    # Two enrolments, each PC's first question for a snapshot, and three rounds.
    assert len(province.proxy.passed) == 2 + 2 + 3, "an exchange is one round trip"


def test_37_of_37_in_words_only_when_it_is_true(province, enrolled):
    a = enrolled("A")
    register(a, 37)
    before = line_state(a)
    assert (before.sent, before.written, before.unsent, before.match) == (0, 37, 37, None)
    assert as_of(a) is None
    outcome = synchronise(a)
    assert (outcome.acknowledged, outcome.match) == (37, True)
    state = line_state(a)
    assert (state.sent, state.written, state.unsent, state.match) == (37, 37, 0, True)
    assert (state.enrolled, state.parked, state.quarantined, state.questions) == (True, 0, 0, 0)
    assert [(line.outcome, line.upto, line.count) for line in receipts(a)] == [("match", 37, 37)]
    assert as_of(a) == state.last_at
    register(a)
    assert (line_state(a).match, line_state(a).unsent) == (None, 1)


@both
@pytest.mark.parametrize("cut", [Fault(up=700), Fault(down=0), Fault(down=330)])
def test_a_cut_line_loses_and_doubles_nothing(province, enrolled, cut):
    a, b = enrolled("A"), enrolled("B")
    made = register(a, 4)
    province.proxy.fault = cut
    with pytest.raises(Unavailable, match="an toàn trên máy này") as told:
        synchronise(a)
    assert told.value.code == "T-204"
    assert line_state(a).unsent == 4
    register(a)
    province.proxy.heal()
    assert synchronise(a).match is True
    assert synchronise(b).received == 5
    assert held(province) == 5
    assert set(made) < people(b)


@both
def test_a_line_that_repeats_itself_doubles_nothing(province, enrolled):
    a, b = enrolled("A"), enrolled("B")
    province.proxy.fault = Fault(twice=True)
    register(a, 3)
    for pc in (a, b, a):
        assert synchronise(pc).match is True
    assert held(province) == 3
    assert [line.count for line in receipts(a)] == [3, 3]


@both
def test_a_conflict_is_one_question_on_both_and_settled_once(province, enrolled):
    a, b = enrolled("A"), enrolled("B")
    [person] = register(a)
    synchronise(a)
    synchronise(b)
    for pc, phone, born in ((a, "0911", "1988-03-09"), (b, "0922", "1989")):
        with pc.writing(reason="đọc giấy khai sinh") as session:
            found = session.get_one(Person, person)
            found.phone, found.birth_date = phone, born
    for pc in (a, b, a):
        assert synchronise(pc).match is True
    for pc in (a, b):
        assert [(asked.record, asked.fields) for asked in questions(pc)] == [(person, ("birth_date",))]
    assert inspect(a, "person", person).fields["phone"] == inspect(b, "person", person).fields["phone"]
    settle(b, "person", person, "birth_date", "1988-03-09")
    for pc in (b, a):
        assert synchronise(pc).match is True
        assert not questions(pc)
        assert inspect(pc, "person", person).fields["birth_date"] == "1988-03-09"


@both
def test_a_broken_value_waits_in_quarantine_until_it_is_corrected(province, enrolled):
    a = enrolled("A")
    [person] = register(a)
    with a.writing() as session:
        wrong = Identifier(person=person, type="SDDCN", value="001188000001", valid_from="31/02")
        session.add(wrong)
    register(a, 2, "không bị chặn")
    assert synchronise(a).match is True
    [waiting] = quarantined(a)
    assert (waiting.entity, waiting.record) == ("identifier", wrong.id)
    assert "Có giá trị từ" in waiting.reason
    assert line_state(a).quarantined == 1
    assert held(province) == 3
    with a.writing() as session:
        session.get_one(Identifier, wrong.id).valid_from = "2020-02"
    synchronise(a)
    assert quarantined(a) == []


def test_a_clock_years_ahead_is_noticed_and_does_not_win(province, enrolled):
    """pitfall 02: no wall clock decides what is newer."""
    a, b = enrolled("A"), enrolled("B")
    [person] = register(a)
    synchronise(a)
    synchronise(b)
    assert isinstance(a.clock, MovableClock)
    assert isinstance(b.clock, MovableClock)
    a.clock.move(days=3_650)
    with a.writing() as session:
        session.get_one(Person, person).phone = "từ tương lai"
    synchronise(a)
    assert (clock_drift(a) or 0) > 3_600 * 24 * 3_000
    province.ahead_ms = 60_000
    b.clock.move(minutes=2)
    with b.writing() as session:
        session.get_one(Person, person).phone = "hôm nay"
    for pc in (b, a):
        synchronise(pc)
    assert inspect(a, "person", person).fields["phone"] == "hôm nay"
    assert inspect(b, "person", person).fields["phone"] == "hôm nay"
    assert abs(clock_drift(b) or 0) < 600


def test_one_row_touched_behind_the_back_is_seen_and_named(province, enrolled):
    a = enrolled("A")
    register(a, 2)
    with a.writing() as session:
        session.add(Household(code="H1", hamlet="1"))
    assert synchronise(a).match is True
    with a.taking_in() as intake:
        intake.raw.execute("UPDATE sync_digest SET sum = zeroblob(32) WHERE entity = 'person'")
    outcome = synchronise(a)
    assert (outcome.match, outcome.differing) == (False, ["person"])
    state = line_state(a)
    assert (state.match, state.differing) == (False, ("person",))


@both
def test_a_restored_pc_goes_on_after_what_it_had_sent(province, enrolled, station, tmp_path):
    a = enrolled("A")
    register(a, 2)
    synchronise(a)
    a.fold_log()
    backup = a.path.read_bytes()
    later = register(a, 2, "sau bản sao lưu")
    synchronise(a)
    _put_back(a, backup)
    assert not set(later) & people(a)
    assert synchronise(a).match is True
    assert set(later) <= people(a)
    [newest] = register(a, 1, "sau khi khôi phục")
    outcome = synchronise(a)
    assert (outcome.acknowledged, outcome.match) == (1, True)
    b = enrolled("B")
    synchronise(b)
    assert newest in people(b)
    assert people(b) == people(a)


def _put_back(database: Database, backup: bytes) -> None:
    """Another disk with an older file: connections of before are gone with the old one."""
    database._readers.dispose()
    database._writer.dispose()
    for end in ("-wal", "-shm"):
        database.path.with_name(database.path.name + end).unlink(missing_ok=True)
    database.path.write_bytes(backup)


def test_what_a_raw_connection_wrote_goes_with_the_next_round(province, enrolled):
    a, b = enrolled("A"), enrolled("B")
    [person] = register(a)
    synchronise(a)
    with a._writer.connect() as connection:
        connection.connection.driver_connection.execute("UPDATE person SET phone = 'cửa sau'")
        connection.commit()
    outcome = synchronise(a)
    assert (outcome.acknowledged, outcome.match) == (1, True)
    synchronise(b)
    assert inspect(b, "person", person).fields["phone"] == "cửa sau"


def test_enrolling(province, station):
    a = station("A")
    with pytest.raises(Refused, match="chưa ghi danh"):
        synchronise(a)
    with pytest.raises(Refused, match="https"):
        enroll(a, "http://kho.tinh.vn", "AAAAA-BBBBB")
    with pytest.raises(Unavailable, match="Mã ghi danh"):
        enroll(a, province.url, "AAAAA-BBBBB")
    code = province.code()
    assert enroll(a, province.url, code) == "Bản Dền"
    assert enroll(a, province.url + "/", code) == "Bản Dền", "the first answer may have been lost"
    with a.reading() as session:
        assert session.get_one(Station, 1).point_name == "Bản Dền"
    with pytest.raises(Refused, match="đã ghi danh"):
        enroll(a, "https://kho.khac.vn", code)
    with pytest.raises(Unavailable, match="đã được dùng"):
        enroll(station("B"), province.url, code)


def test_a_pc_that_was_revoked_keeps_its_data(province, enrolled):
    a = enrolled("A")
    register(a, 2)
    synchronise(a)
    with a.reading() as session:
        (device,) = a.raw(session).execute("SELECT device FROM sync_self").fetchone()
    revoke(province.warehouse, device)
    with pytest.raises(Unavailable, match="thu hồi"):
        synchronise(a)
    assert len(people(a)) == 2


def test_a_long_backlog_goes_in_pages_and_is_whole(province, enrolled):
    a, b = enrolled("A"), enrolled("B")
    with a.writing() as session:
        session.add_all([Person(full_name=f"Lò Văn {n}", birth_date="1990") for n in range(300)])
    register(a, 220)
    assert synchronise(a).match is True
    outcome = synchronise(b)
    assert (outcome.received, outcome.match) == (221, True)
    assert len(people(b)) == 520
