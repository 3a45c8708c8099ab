"""A stick instead of a line: what goes up arrives, what comes back is believed, what is spoiled is not."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from station_app.common.errors import Refused, Unavailable
from station_app.exchange.service import line_state, receipts, recomputed_digests, synchronise
from station_app.exchange.service.bundles import bundles_in, export_bundles, import_bundle, to_carry
from station_app.exchange.station import StationReplica
from station_app.people.model import Person
from station_app.store.database import Database
from sync.bundle_file import write
from sync.epoch import begin_epoch
from sync.gateway.courier import answers, take_in, unasked
from sync.gateway.enrolment import revoke
from sync.gateway.epoch import begin_epoch as begin_new_history
from sync.gateway.impounded import waiting
from tests.exchange.test_service import held, people, register
from tests.stations import MovableClock


def device(database: Database) -> str:
    with database.reading() as session:
        return str(database.raw(session).execute("SELECT device FROM sync_self").fetchone()[0])


def at_the_province(province, files: Sequence[Path], out: Path) -> list[Path]:
    """What IT does there; returns the letters that go back."""
    taken = [take_in(province.warehouse, path.read_bytes()) for path in files]
    return [write(out, raw) for raw in answers(province.warehouse, taken[0])]


def books(database: Database) -> dict[str, list]:
    """All that a letter could have changed."""
    with database.reading() as session:
        raw = database.raw(session)
        names = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE name LIKE 'sync_%'")]
        tables = [name for name in names if name.count("_") == 1]
        return {name: raw.execute(f"SELECT * FROM {name}").fetchall() for name in [*tables, "person"]}


@pytest.fixture
def stick(tmp_path) -> Path:
    return tmp_path / "usb"


def match(database: Database, path: Path) -> bool | None:
    outcome = import_bundle(database, path).outcome
    assert outcome is not None
    return outcome.match


def round_by_stick(province, database: Database, stick: Path):
    done = export_bundles(database, stick)
    back = at_the_province(province, list(done.files), stick)
    return [import_bundle(database, path) for path in bundles_in(stick) if path in back][-1]


@pytest.mark.parametrize("province", ["sqlite", "postgresql"], indirect=True)
def test_a_round_by_stick_is_a_round(province, enrolled, stick):
    a, b = enrolled("A"), enrolled("B")
    made = set(register(b, 2))
    synchronise(b)
    made |= set(register(a, 3, "Lò Văn Pản"))
    done = round_by_stick(province, a, stick)
    assert (done.received, done.acknowledged, done.outcome.match) == (2, 3, True)
    state = line_state(a)
    assert (state.sent, state.written, state.unsent, state.match) == (3, 3, 0, True)
    assert [(line.outcome, line.upto, line.count) for line in receipts(a)] == [("match", 3, 3)]
    assert synchronise(b).received == 3
    assert people(a) == people(b) == made
    assert recomputed_digests(a) == recomputed_digests(b)
    assert synchronise(a).match is True


def test_what_does_not_fit_one_stick_goes_on_the_next_and_arrives_in_any_order(province, enrolled, stick):
    a = enrolled("A")
    for number in range(24):
        with a.writing() as session:
            session.add(Person(full_name=f"Giàng Thị Mỷ {number}", sex="female", note="x" * 6_000))
    done = export_bundles(a, stick, part_mb=0.05)
    assert len(done.files) == 3
    assert (done.transactions, done.left) == (24, 0)
    rest = export_bundles(a, stick / "hai", after=10)
    assert (rest.after, rest.upto, rest.transactions) == (10, 24, 14)
    at_the_province(province, done.files[1:2], stick)
    assert 0 < held(province) < 24
    back = at_the_province(province, [*rest.files, *reversed(done.files)], stick)
    assert held(province) == 24
    assert import_bundle(a, back[-1]).acknowledged == 24
    assert line_state(a).match is True


def test_the_stick_of_a_dead_pc_brings_its_work_in(province, enrolled, stick):
    a = enrolled("A")
    made = register(a, 3)
    files = export_bundles(a, stick).files
    a.close()
    b = enrolled("B")
    at_the_province(province, files, stick)
    synchronise(b)
    assert people(b) == set(made)


def test_a_spoiled_or_strange_letter_is_refused_in_words_and_nothing_is_written(province, enrolled, stick):
    """pitfall 31: a file that is not whole, not ours or not for us writes nothing."""
    a, b = enrolled("A"), enrolled("B")
    register(a)
    up = export_bundles(a, stick).files[0]
    [good] = at_the_province(province, [up], stick)
    [others] = at_the_province(province, export_bundles(b, stick).files, stick)
    raw = good.read_bytes()
    spoiled = {
        "foreign": b"MZ" + raw,
        "truncated": raw[:-7],
        "tampered": raw[:-1] + bytes([raw[-1] ^ 8]),
        "recipient": others.read_bytes(),
        "kind": up.read_bytes(),
    }
    before, said = books(a), set()
    for code, content in spoiled.items():
        file = stick / "thử.tram"
        file.write_bytes(content)
        with pytest.raises(Refused) as told:
            import_bundle(a, file)
        assert told.value.code == f"bundle_{code}"
        assert told.value.reason.endswith("Dữ liệu của trạm không thay đổi.")
        said.add(told.value.reason)
    assert len(said) == len(spoiled)
    assert books(a) == before


def test_news_on_a_stick_expires_and_work_does_not(province, enrolled, stick):
    a = enrolled("A")
    register(a, 2)
    up = export_bundles(a, stick).files
    province.ahead_ms = 400 * 86_400_000
    [back] = at_the_province(province, up, stick)
    assert held(province) == 2
    assert isinstance(a.clock, MovableClock)
    a.clock.move(days=429)
    assert import_bundle(a, back).acknowledged == 2
    a.clock.move(days=2)
    with pytest.raises(Refused, match="quá hạn"):
        import_bundle(a, back)


def test_a_letter_read_twice_or_late_moves_nothing_back(province, enrolled, stick):
    a, b = enrolled("A"), enrolled("B")
    register(a, 2)
    [old] = at_the_province(province, export_bundles(a, stick).files, stick)
    assert match(a, old) is True
    again = import_bundle(a, old)
    assert (again.received, again.acknowledged) == (0, 0)
    assert match(a, old) is True
    register(a)
    register(b)
    province.ahead_ms = 5_000
    synchronise(b)
    synchronise(a)
    before = books(a)
    late = import_bundle(a, old)
    assert (late.outcome, late.received) == (None, 0)
    assert books(a) == before
    assert (line_state(a).match, line_state(a).unsent) == (True, 0)


def test_parts_of_the_news_may_come_in_any_order(province, enrolled, stick):
    a, b = enrolled("A"), enrolled("B")
    made = register(b, 12)
    synchronise(b)
    asked = unasked(province.warehouse, device(a))
    asked.ask.room = 500
    parts = [write(stick, raw) for raw in answers(province.warehouse, asked, part_bytes=900)]
    assert len(parts) > 2
    for path in reversed(parts):
        assert match(a, path) is None
    assert people(a) == set(made)
    assert [match(a, path) for path in parts][-1] is True
    assert bundles_in(stick) == parts


def test_a_revoked_pc_is_told_and_keeps_its_data(province, enrolled, stick):
    """pitfall 12: who loses access keeps what was not sent, and the province keeps it too."""
    a = enrolled("A")
    made = register(a, 2)
    revoke(province.warehouse, device(a))
    [back] = at_the_province(province, export_bundles(a, stick).files, stick)
    with pytest.raises(Unavailable, match="thu hồi") as told:
        import_bundle(a, back)
    assert told.value.code == "T-21-revoked"
    assert people(a) == set(made)
    assert line_state(a).unsent == 2
    assert [kept.transactions for kept in waiting(province.warehouse)] == [2]


def test_without_enrolment_or_without_a_stick_it_says_so(province, enrolled, station, tmp_path):
    with pytest.raises(Refused, match="chưa ghi danh"):
        to_carry(station("Lẻ"))
    a = enrolled("A")
    (tmp_path / "tệp").write_bytes(b"")
    with pytest.raises(Unavailable) as told:
        export_bundles(a, tmp_path / "tệp")
    assert told.value.code == "T-308"
    with pytest.raises(Unavailable) as told:
        import_bundle(a, tmp_path / "không có")
    assert told.value.code == "T-310"


def test_it_is_said_what_will_be_carried(province, enrolled):
    a = enrolled("A")
    assert (to_carry(a).transactions, to_carry(a).newest) == (0, None)
    register(a, 3)
    waiting_here = to_carry(a)
    assert (waiting_here.transactions, waiting_here.newest) == (3, "2026-11-21T01:00:00Z")
    synchronise(a)
    assert to_carry(a).transactions == 0


def test_a_stick_introduces_a_new_name_and_brings_what_the_former_name_had_left(province, enrolled, stick):
    """pitfall 09: a PC that finds itself copied goes on under a new name, by stick as by line."""
    a, b = enrolled("A"), enrolled("B")
    made = register(a, 2)
    former = device(a)
    with a.taking_in() as intake:
        begin_epoch(intake.raw, "machine", "2026-11-21T01:00:00Z")
    made += register(a, 1)
    assert device(a) != former
    done = round_by_stick(province, a, stick)
    assert (done.outcome.match, StationReplica(a).unsent()) == (True, 0)
    synchronise(b)
    assert people(b) == set(made)
    assert synchronise(a).match is True


def test_a_stick_is_understood_after_the_province_has_begun_a_new_history(province, enrolled, stick):
    a, b = enrolled("A"), enrolled("B")
    made = set(register(a, 2)) | set(register(b, 1))
    for pc in (a, b, a):
        synchronise(pc)
    with province.warehouse.engine.begin() as connection:
        province.warehouse.epoch = begin_new_history(connection, "thử", "2026-11-21T01:00:00Z")
    made |= set(register(a, 1))
    done = round_by_stick(province, a, stick)
    assert (done.acknowledged, done.outcome.match) == (1, True)
    assert synchronise(a).match is True
    synchronise(b)
    assert people(a) == people(b) == made
