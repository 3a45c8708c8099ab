"""PCs of a service point without internet: paired, sealed, each other's work kept; all arrives once."""

from collections.abc import Iterator

import pytest

from station_app.common.errors import Refused, Unavailable
from station_app.exchange.relay import books
from station_app.exchange.relay.line import post
from station_app.exchange.relay.meeting import meet
from station_app.exchange.relay.server import Relay
from station_app.exchange.service import enroll, line_state, recomputed_digests, synchronise
from station_app.exchange.service.relay import join, meet_all, part_from, peers
from station_app.people.model import Person
from station_app.store.database import Database
from sync.envelope import signing_key
from sync.gateway.enrolment import revoke
from sync.gateway.impounded import release, waiting
from sync.round import Broken, Turned
from tests.exchange.test_bundles import device, round_by_stick
from tests.exchange.test_service import held, people, register


@pytest.fixture
def relay() -> Iterator:
    """`relay(database)` listens on this machine."""
    on: list[Relay] = []

    def start(database: Database) -> Relay:
        on.append(Relay(database, "127.0.0.1"))
        on[-1].start()
        return on[-1]

    yield start
    for one in on:
        one.stop()


def at(relay: Relay) -> str:
    return f"127.0.0.1:{relay.port}"


def paired(relay: Relay, *others: Database) -> None:
    for other in others:
        join(other, relay.door.open(), at(relay))


def meeting(database: Database):
    [met] = meet_all(database).meetings
    return met


def carried(database: Database, *, forwarded: bool = False) -> list[str]:
    with database.reading() as session:
        rows = database.raw(session).execute(
            "SELECT device FROM sync_carried WHERE (forwarded_at IS NOT NULL) = ? ORDER BY device",
            (forwarded,),
        )
        return [row[0] for row in rows]


def test_pcs_see_each_others_work_without_the_province_and_it_arrives_once(province, enrolled, relay):
    a, b, c = enrolled("A"), enrolled("B"), enrolled("C")
    here = relay(a)
    paired(here, b, c)
    made = set(register(a, 1)) | set(register(b, 2)) | set(register(c, 1))
    for pc in (b, c, b):
        assert meeting(pc).alike
    assert people(a) == people(b) == people(c) == made
    assert recomputed_digests(a) == recomputed_digests(b) == recomputed_digests(c)
    state = line_state(b)
    assert (state.sent, state.unsent, state.match) == (0, 2, None), "a relay is not the province"
    assert peers(b)[0].kept == 2
    assert carried(a) == sorted([device(b), device(c)])
    outcome = synchronise(a)
    assert (outcome.match, held(province)) == (True, 4)
    assert carried(a) == []
    for pc in (b, c):
        told = synchronise(pc)
        assert (told.match, told.received) == (True, 0)
        assert line_state(pc).unsent == 0
    assert held(province) == 4


@pytest.mark.parametrize("order", ["own first", "relay first", "another peer first"])
def test_work_reaches_the_province_by_either_way_in_any_order_once(province, enrolled, relay, order):
    a, b, c = enrolled("A"), enrolled("B"), enrolled("C")
    here = relay(a)
    paired(here, b, c)
    [person] = register(b)
    for phone in ("0911", "0922"):
        with b.writing() as session:
            session.get_one(Person, person).phone = phone
    meeting(b)
    meeting(c)
    line = {"own first": (b, a, c), "relay first": (a, b, c), "another peer first": (c, a, b)}[order]
    for pc in (*line, a, b, c):
        assert synchronise(pc).match is True
    assert held(province) == 1
    with province.warehouse.engine.connect() as connection:
        logged = connection.exec_driver_sql("SELECT device_seq FROM gateway_log ORDER BY seq").scalars().all()
    assert logged == [1, 2, 3]
    assert recomputed_digests(a) == recomputed_digests(b) == recomputed_digests(c)


def test_what_one_pc_heard_of_the_province_the_others_see_too(province, enrolled, relay):
    a, b, far = enrolled("A"), enrolled("B"), enrolled("Xa")
    here = relay(a)
    paired(here, b)
    made = set(register(far, 30))
    synchronise(far)
    synchronise(a)
    done = meeting(b)
    assert (done.joined > 0, done.alike) == (True, True)
    later = register(far, 2)
    synchronise(far)
    synchronise(b)
    meeting(b)
    assert people(a) == people(b) == made | set(later)
    assert synchronise(b).match is True
    assert synchronise(a).match is True


def test_nothing_can_be_read_on_the_local_network(province, enrolled, relay):
    """pitfall 31: what goes over the local network is sealed to one PC and signed by another."""
    a, b = enrolled("A"), enrolled("B")
    here = relay(a)
    paired(here, b)
    register(b, 1, "Giàng Thị Mỷ")
    passed: list[bytes] = []
    answer = here.answer

    class Listening(Relay):
        def answer(self, path: str, body: bytes) -> bytes:
            passed.append(body)
            passed.append(answer(path, body))
            return passed[-1]

    there = Listening(a, "127.0.0.1")
    there.start()
    with b.taking_in() as intake:
        intake.raw.execute("UPDATE sync_peer SET address = ?", (at(there),))
    meeting(b)
    there.stop()
    assert len(passed) >= 4
    for body in passed:
        assert "Giàng".encode() not in body
        assert b"full_name" not in body
        assert b"sync" not in body


def test_a_stranger_is_turned_away_and_so_is_one_no_longer_trusted(province, enrolled, relay):
    a, b = enrolled("A"), enrolled("B")
    here = relay(a)
    with b.taking_in() as intake:
        with a.reading() as session:
            key = books.own(a.raw(session))
        public = signing_key(key[1]).public_key().public_bytes_raw()
        books.keep_peer(intake.raw, device(a), public, "A", at(here), "2026-11-21T01:00:00Z")
    register(b)
    with pytest.raises(Turned, match="chưa ghép đôi"):
        meet(b, peers(b)[0])
    assert people(a) == set()
    paired(here, b)
    meeting(b)
    part_from(a, device(b))
    assert meet_all(b).silent == {device(a): "Máy này chưa ghép đôi với máy hỏi."}
    with pytest.raises(Turned):
        post(at(here), "/lan", b"GET / HTTP/1.0")
    with pytest.raises(Broken, match="404"):
        post(at(here), "/v2", b"")


def test_a_pc_of_another_station_is_refused(province, enrolled, station, relay):
    a, other = enrolled("A"), station("Khác")
    enroll(other, province.url, province.code(station="54321"))
    here = relay(a)
    with pytest.raises(Refused, match="hai trạm khác nhau"):
        join(other, here.door.open(), at(here))
    assert peers(a) == peers(other) == []


def test_a_wrong_code_gets_three_tries_and_an_old_one_none(province, enrolled, relay):
    a, b = enrolled("A"), enrolled("B")
    here = relay(a)
    code = here.door.open()
    wrong = f"{(int(code) + 1) % 10**8:08d}"
    for _ in range(3):
        with pytest.raises(Refused, match="Mã ghép đôi không đúng"):
            join(b, wrong, at(here))
    with pytest.raises(Refused, match="không mở ghép đôi"):
        join(b, code, at(here))
    assert peers(a) == peers(b) == []
    code = here.door.open()
    a.clock.move(minutes=11)
    assert here.door.code is None
    with pytest.raises(Refused, match="hết hạn"):
        join(b, code, at(here))
    code = here.door.open()
    join(b, f"{code[:4]} {code[4:]}", at(here))
    assert [peer.device for peer in peers(a)] == [device(b)]
    with pytest.raises(Refused):
        join(b, code, at(here))


def test_two_relays_at_once_and_relays_of_relays_are_harmless(province, enrolled, relay):
    a, b, c = enrolled("A"), enrolled("B"), enrolled("C")
    first, second = relay(a), relay(b)
    paired(first, b, c)
    paired(second, a, c)
    made = set(register(a)) | set(register(b)) | set(register(c))
    for pc in (c, a, b, c, a, b):
        meet_all(pc)
    assert people(a) == people(b) == people(c) == made
    for pc in (b, a, c):
        assert synchronise(pc).match is True
    assert held(province) == 3


def test_a_relay_that_is_off_is_a_broken_line_and_on_again_goes_on(province, enrolled, relay):
    a, b = enrolled("A"), enrolled("B")
    here = relay(a)
    paired(here, b)
    register(b)
    here.stop()
    assert meet_all(b).silent == {device(a): "không trả lời"}
    assert line_state(b).unsent == 1
    with pytest.raises(Unavailable) as told:
        join(b, "12345678", at(here))
    assert told.value.code == "T-222"
    here.start()
    with b.taking_in() as intake:
        intake.raw.execute("UPDATE sync_peer SET address = ?", (at(here),))
    assert meeting(b).alike


def test_a_revoked_author_keeps_nobody_elses_work_back(province, enrolled, relay):
    """pitfall 06: what the province refuses of one PC does not hold up the one that carries it."""
    a, b, c = enrolled("A"), enrolled("B"), enrolled("C")
    here = relay(a)
    paired(here, b, c)
    register(a), register(b), register(c)
    meeting(b)
    meeting(c)
    revoke(province.warehouse, device(b))
    synchronise(a)
    assert line_state(a).unsent == 0
    assert carried(a, forwarded=True) == [device(c)]
    assert carried(a) == [device(b)], "kept for a person"
    assert synchronise(c).match is True


def test_many_deletions_wait_for_a_person_on_the_local_network_too(province, enrolled, relay):
    """pitfall 10: more deletions than a day's work has do not leave the PC, whichever way is open."""
    a, b = enrolled("A"), enrolled("B")
    here = relay(a)
    paired(here, b)
    made = register(a, 60)
    synchronise(a)
    meeting(b)
    with a.writing(reason="xoá cả danh sách") as session:
        for person in made:
            session.get_one(Person, person).gone = "nhập nhầm"
    assert not meeting(b).alike
    with b.reading() as session:
        assert all(session.get_one(Person, person).gone is None for person in made)


def test_the_stick_of_a_relay_takes_what_it_carries_of_others(province, enrolled, relay, tmp_path):
    a, b, c = enrolled("A"), enrolled("B"), enrolled("C")
    here = relay(a)
    paired(here, b, c)
    register(a), register(b, 2), register(c)
    meeting(b)
    meeting(c)
    revoke(province.warehouse, device(c))
    round_by_stick(province, a, tmp_path / "usb")
    assert held(province) == 3
    assert carried(a, forwarded=True) == [device(b)]
    assert [(kept.device, kept.transactions) for kept in waiting(province.warehouse)] == [(device(c), 1)]
    assert release(province.warehouse, device(c)) == 1
    assert synchronise(b).match is True
    assert (held(province), line_state(b).unsent) == (4, 0)
