"""A new PC takes a snapshot: whole, in its own order, over unsent edits, cut or killed anywhere."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select, update
from uuid_utils import uuid7

from station_app.common.errors import Refused
from station_app.exchange import first_sync
from station_app.exchange.service import kept_digests, recomputed_digests, synchronise
from station_app.exchange.service.seeding import seed_from
from station_app.exchange.service.terms import carrier
from station_app.households.model import Household
from sync.change import Key, Transaction
from sync.codec import decode
from sync.gateway.cli import main as warehouse_command
from sync.gateway.seed_cli import seed_content
from sync.gateway.tables import LOG, SNAPSHOT, SNAPSHOT_PART
from sync.round import Broken
from sync.seed import PIECE, Piece, Pieced, Seed, Seeded
from sync.seed_file import pack_seed
from tests.exchange.worlds import CountingStation, World, households, rounds
from tests.gateway.device import Device
from tests.sync.worlds import Crash


def _seeded(station: CountingStation, **more: object) -> bool:
    station.wire.sizes.clear()
    return first_sync.first_sync(station.database, station.wire, **{"least": 1, **more})  # type: ignore[arg-type]


def _paths(station: CountingStation) -> list[str]:
    return [path for path, _ in station.wire.sizes]


@pytest.fixture
def commune(world: World) -> World:
    """Records of two service points, edited twice, in question, waiting, and of a newer program."""
    world.keys = keys = households(world.a, 20)
    rounds(world.a, world.b)
    households(world.b, 20)
    world.a.write({keys[0]: {"code": "HO-A"}}, [])
    world.b.write({keys[0]: {"code": "HO-B"}}, [])
    world.b.write({keys[1]: {"hamlet": "Bản Pho", "life": "gone: nhập nhầm"}}, [])
    rounds(world.a, world.b, world.a)
    newer = Device(world.warehouse)
    newer.write(("telemedicine_call", "call-7", {"minutes": 12, "with": keys[3][1]}))
    newer.write(("household", keys[2][1], {"solar_panels": 3}), read=world.a.state(keys[2]).context)
    newer.sync()
    newer.write(("household", keys[4][1], {"note": "1"}), read=world.a.state(keys[4]).context)
    newer.write(("household", keys[4][1], {"note": "2"}))
    newer.hear(newer.exchange(newer.ask((4, 4))))  # the one before it is still on its way
    return world


@pytest.fixture
def few(world: World) -> World:
    """A few records of each of two service points."""
    for station in (world.a, world.b):
        households(station, 5)
        rounds(station)
    rounds(world.a)
    return world


def test_a_snapshot_gives_what_the_log_gives(commune):
    taken, replayed = commune.another("C"), commune.another("D")
    assert _seeded(taken)
    rounds(taken, replayed)
    assert taken.digests() == replayed.digests()
    assert commune.agree(taken, replayed)
    assert taken.last is not None
    assert taken.last.received == 0
    with taken.database.reading() as session:
        raw = taken.database.raw(session)
        assert raw.execute("SELECT count(*) FROM sync_held").fetchone() == (1,)
    key = commune.keys[0]
    assert taken.asked(key) == replayed.asked(key) == ["code"]
    assert taken.state(key).marks == replayed.state(key).marks


def test_pitfall_18_the_own_service_point_is_in_use_before_all_is_here(commune):
    """pitfall 18: a first sync is a file in parts, and the PC's own people come first."""
    station = commune.another("C")
    with station.database.taking_in() as intake:
        intake.raw.execute("UPDATE station SET point = 'B'")
    seen: list[tuple[int, int]] = []

    def stop_after_the_first(done: int, of: int) -> None:
        seen.append((done, of))
        raise Crash

    with pytest.raises(Crash):
        _seeded(station, progress=stop_after_the_first)
    with station.database.reading() as session:
        points = station.database.raw(session).execute("SELECT DISTINCT point FROM household").fetchall()
    assert points == [("B",)]
    [(done, of)] = seen
    assert 0 < done < of
    assert _seeded(station, progress=lambda done, of: seen.append((done, of)))
    assert seen == sorted(seen)
    assert seen[-1] == (of, of)
    rounds(station)
    assert commune.agree(station)


def test_pitfall_23_progress_never_goes_back_nor_beyond_the_end(few):
    """pitfall 23: progress is in records, also of what was taken before the power went."""
    station, seen = few.another("C"), [(0, 0)]

    def told(done: int, of: int) -> None:
        seen.append((done, of))
        if len(seen) == 2:
            raise Crash

    with pytest.raises(Crash):
        _seeded(station, progress=told)
    assert _seeded(station, progress=told)
    assert seen == sorted(seen)
    assert [pair for pair in seen if pair[0] > pair[1]] == []
    assert seen[-1][0] == seen[-1][1] == 10


def test_a_cut_at_any_question_costs_that_question_only(few):
    station = few.another("C")
    cuts = 0
    for after in (0, 1, 1, 1, 1, 1):
        station.wire.cut_after = after
        try:
            done = first_sync.first_sync(station.database, station.wire, least=1)
            break
        except Broken:
            cuts += 1
    assert done
    assert cuts > 1
    assert _paths(station).count("/v2/snapshot") == 1
    rounds(station)
    assert few.agree(station)


def test_a_crash_while_a_part_is_joined_changes_nothing(few):
    station = few.another("C")

    def crash(done: int, of: int) -> None:
        raise Crash

    for _ in range(2):
        with pytest.raises(Crash):
            _seeded(station, progress=crash)
        station.restart()
    assert first_sync.begun(station.database) is not None
    assert _seeded(station)
    assert "/v2/snapshot" not in _paths(station)
    assert first_sync.begun(station.database) is None
    rounds(station)
    assert few.agree(station)


def test_pitfall_12_what_is_unsent_survives_a_snapshot(commune):
    """pitfall 12: what this PC has and has not sent is never thrown away, nor covered by what comes."""
    station = commune.another("C")
    with commune.warehouse.engine.connect() as connection:
        device, payload, stamp = connection.execute(
            select(LOG.c.device, LOG.c.payload, LOG.c.stamp).order_by(LOG.c.seq).limit(1)
        ).one()
    first: Transaction = decode(device, bytes(payload), stamp)
    station.hear([first])
    key: Key = first.changes[5].key
    station.write({key: {"code": "HO-C"}}, [])
    commune.a.write({key: {"code": "HO-A5"}}, [])
    rounds(commune.a)
    [own] = households(station)
    assert _seeded(station)
    assert station.written() == 2
    assert set(station.state(key).fields["code"].values()) == {"HO-C", "HO-A5"}
    rounds(station, commune.a)
    assert station.last is not None
    assert station.last.acknowledged == 2
    assert commune.a.row(own)["code"] == "HO-0"
    assert commune.agree(station)


def test_pitfall_20_no_answer_is_longer_than_a_slow_line_bears(world):
    """pitfall 20: pieces are cut by bytes, and go on where they stopped."""
    station = world.another("C")
    chance = random.Random(7)
    for _ in range(10):
        households(world.a, note=chance.randbytes(12_000).hex())
    rounds(world.a)
    assert _seeded(station)
    sizes = [size for path, size in station.wire.sizes if path == "/v2/snapshot-part"]
    assert len(sizes) > 1
    assert max(sizes) < 64 * 1024
    rounds(station)
    assert world.agree(station)


def test_a_small_scope_comes_through_the_log(few):
    station = few.another("C")
    assert not first_sync.first_sync(station.database, station.wire)
    assert _paths(station) == ["/v2/snapshot"]
    assert first_sync.begun(station.database) is None


def test_one_snapshot_serves_all_who_ask_until_it_is_old(few):
    first, second = few.another("C"), few.another("D")
    assert _seeded(first)
    households(few.a, 3)
    rounds(few.a)
    assert _seeded(second)
    rounds(first, second)
    with few.warehouse.engine.connect() as connection:
        assert len(connection.execute(select(SNAPSHOT)).all()) == 1
    assert few.agree(first, second)


def test_a_part_that_came_damaged_is_fetched_again(few):
    station = few.another("C")
    station.wire.cut_after = 1
    with pytest.raises(Broken):
        _seeded(station)
    with few.warehouse.engine.begin() as connection:
        kept = connection.execute(select(SNAPSHOT_PART.c.number, SNAPSHOT_PART.c.body)).all()
    for spoilt in (True, False):
        with few.warehouse.engine.begin() as connection:
            for number, body in kept:
                changed = bytes(len(body)) if spoilt else body
                connection.execute(
                    update(SNAPSHOT_PART).where(SNAPSHOT_PART.c.number == number).values(body=changed)
                )
        if spoilt:
            with pytest.raises(Broken):
                _seeded(station)
    assert _seeded(station)
    rounds(station)
    assert few.agree(station)


def test_a_snapshot_that_is_gone_is_asked_for_anew(few):
    station = few.another("C")
    station.wire.cut_after = 1
    with pytest.raises(Broken):
        _seeded(station)
    with few.warehouse.engine.begin() as connection:
        connection.execute(SNAPSHOT.delete())
        connection.execute(SNAPSHOT_PART.delete())
    assert _seeded(station)
    assert _paths(station).count("/v2/snapshot") == 1
    rounds(station)
    assert few.agree(station)


def test_nobody_gets_a_piece_of_another_stations_snapshot(few):
    seeded = few.another("C").wire.call("snapshot", Seed(2, 1), Seeded)
    stranger = few.another("X", "54321")
    assert stranger.wire.call("snapshot", Seed(2, 1), Seeded).parts == []
    for part in seeded.parts:
        asked = Piece(2, seeded.cursor, part.number, 0)
        assert stranger.wire.call("snapshot-part", asked, Pieced).body == b""
    assert all(part.size <= PIECE for part in seeded.parts)


def _file_of(world: World, tmp_path: Path) -> Path:
    file = tmp_path / "tram.hat"
    keys = [station.public_key for station in (world.a, world.b, *world.others)]
    file.write_bytes(pack_seed(seed_content(world.warehouse, "12345"), world.warehouse.key, keys, "now"))
    return file


def test_a_snapshot_on_a_stick_gives_the_same(commune, tmp_path):
    station = commune.another("C")
    sown = seed_from(station.database, _file_of(commune, tmp_path))
    assert sown.newer
    households(commune.a)
    rounds(commune.a, station)
    assert station.last is not None
    assert station.last.received == 1
    assert commune.agree(station)
    assert not seed_from(station.database, _file_of(commune, tmp_path)).newer


SPOILT: list[tuple[Callable[[bytes], bytes], str]] = [
    (lambda raw: b"PK" + raw[2:], "foreign"),
    (lambda raw: raw[:-1], "tampered"),
    (lambda raw: raw[:-9] + bytes([raw[-9] ^ 1]) + raw[-8:], "tampered"),
    (lambda raw: raw[:9], "tampered"),
]


def test_a_file_that_is_not_whole_is_refused_in_words(few, tmp_path):
    station, file = few.another("C"), _file_of(few, tmp_path)
    raw = file.read_bytes()
    for spoil, code in SPOILT:
        file.write_bytes(spoil(raw))
        with pytest.raises(Refused) as refused:
            seed_from(station.database, file)
        assert refused.value.code == code
    assert first_sync.begun(station.database) is None


def test_a_file_is_opened_by_the_pcs_it_was_made_for_and_from_the_own_province_only(few, tmp_path):
    file = _file_of(few, tmp_path)
    later = few.another("C")
    with pytest.raises(Refused) as refused:
        seed_from(later.database, file)
    assert refused.value.code == "recipient"
    assert "Bản Dền".encode() not in file.read_bytes()
    with later.database.taking_in() as intake:
        intake.raw.execute("UPDATE sync_line SET gateway_key = ?", (bytes(32),))
    with pytest.raises(Refused) as refused:
        seed_from(later.database, _file_of(few, tmp_path))
    assert refused.value.code == "sender"


def test_the_province_writes_the_file_by_command(few, tmp_path, capsys):
    url = few.warehouse.engine.url.render_as_string()
    out = tmp_path / "hat.hat"
    base = ["--database", url, "--json", "snapshot", "--out", str(out)]
    assert warehouse_command([*base, "--scope", "12345"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["devices"], told["bytes"]) == (2, out.stat().st_size)
    assert warehouse_command([*base, "--scope", "99999"]) == 3


def test_over_a_real_line_the_snapshot_comes_before_the_first_round(enrolled):
    a, b = enrolled("A"), enrolled("B")
    with a.writing() as session:
        session.add_all(Household(id=str(uuid7()), code=f"HO-{n}", hamlet="Bản Dền") for n in range(30))
    synchronise(a)
    with carrier(b) as line:
        assert first_sync.first_sync(b, line, least=1)
    outcome = synchronise(b)
    assert (outcome.received, outcome.match) == (0, True)
    assert kept_digests(a) == recomputed_digests(b)
