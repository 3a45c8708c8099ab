"""The warehouse comes back from a backup while stations have gone on: nothing is lost on any side."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import create_engine, select, text

from station_app.app.rooms import CATALOGUE
from station_app.exchange.service import line_state, recomputed_digests
from station_app.people.model import Person
from station_app.store.database import Database
from sync.gateway.backup import Damaged, Occupied, back_up, backed_up, restore
from sync.gateway.epoch import begin_epoch
from sync.gateway.inspection import inspect
from sync.gateway.status import status
from sync.gateway.tables import DEVICE, LOG
from sync.gateway.warehouse import Warehouse, open_warehouse
from sync.round import Turned
from tests.exchange.conftest import NOW_MS
from tests.exchange.wired import join, meet, put_in_place
from tests.stations import copied, opened

NOW = "2026-11-21T01:00:00Z"
Opened = Callable[[str], Warehouse]


@pytest.fixture
def warehouses() -> Iterator[Opened]:
    made: list[Warehouse] = []
    ticks = iter(range(0, 10**9, 1000))

    def make(url: str) -> Warehouse:
        made.append(open_warehouse(url, CATALOGUE, lambda: NOW_MS + next(ticks)))
        return made[-1]

    yield make
    for warehouse in made:
        warehouse.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request, tmp_path) -> Callable[[], str]:
    """Makes addresses of empty databases."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgres")
    numbers = iter(range(100))
    return lambda: f"sqlite:///{tmp_path / f'kho{next(numbers)}.db'}"


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


def phones(database: Database) -> dict[str, str | None]:
    with database.reading() as session:
        rows = session.execute(text("SELECT full_name, phone FROM person WHERE gone IS NULL")).all()
    return {row[0]: row[1] for row in rows}


def all_green(warehouse: Warehouse, *stations: Database) -> None:
    for _ in range(2):
        for station in stations:
            outcome = meet(station, warehouse)
    for station in stations:
        outcome = meet(station, warehouse)
        assert (outcome.match, outcome.differing) == (True, [])
        assert outcome.receipt is not None
        assert outcome.receipt.digests == recomputed_digests(station)
        assert phones(station) == phones(stations[0])
        state = line_state(station)
        assert (state.unsent, state.parked) == (0, 0)
    assert inspect(warehouse) == []


def a_day_of_three(a: Database, b: Database, c: Database, old: Warehouse, shared: str) -> None:
    """What happens after the backup: each writes, the third reads and answers, and is never seen again."""
    register(a, "của A sau bản sao")
    phone(a, shared, "0911")
    meet(a, old)
    register(c, "của C, máy sẽ mất")
    meet(c, old)
    phone(c, shared, "0933 do C sửa")
    meet(c, old)
    meet(b, old)
    register(b, "của B sau bản sao")
    meet(b, old)


def test_a_restored_warehouse_gets_back_what_it_lost_also_of_a_pc_that_is_gone_for_good(
    fresh, warehouses, station, tmp_path
):
    """pitfall 09: the warehouse, too, may go back to yesterday."""
    old = warehouses(fresh())
    a, b, c, d = (join(station(name), old) for name in "ABCD")
    [shared] = register(a, "chung")
    for pc in (a, b, c, d):
        meet(pc, old)
    kept = back_up(old, tmp_path / "kho.tram")
    assert (kept.devices, kept.transactions, kept.records) == (4, 1, 1)
    a_day_of_three(a, b, c, old, shared)
    url = fresh()
    restore(url, tmp_path / "kho.tram", NOW)
    new = warehouses(url)
    assert new.epoch != old.epoch
    assert new.public_key == old.public_key
    register(d, "của D, chưa biết gì")
    all_green(new, a, b, d)
    assert phones(d) == {
        "chung": "0933 do C sửa",
        "của A sau bản sao": None,
        "của B sau bản sao": None,
        "của C, máy sẽ mất": None,
        "của D, chưa biết gì": None,
    }
    assert {event["kind"] for event in status(new)["events"]} >= {"epoch", "testimony"}
    # The lost PC is found again after all: what it has is known, and it goes on.
    register(c, "của C, tìm thấy lại")
    all_green(new, a, b, c, d)


def test_a_warehouse_put_back_behind_everybodys_back_is_noticed_by_the_stations_cursors(
    warehouses, station, tmp_path
):
    """pitfall 09: an older file of the warehouse, with the same epoch written in it."""
    file = tmp_path / "kho.db"
    old = warehouses(f"sqlite:///{file}")
    a, b, c, d = (join(station(name), old) for name in "ABCD")
    [shared] = register(a, "chung")
    for pc in (a, b, c, d):
        meet(pc, old)
    with old.engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    copy = file.read_bytes()
    a_day_of_three(a, b, c, old, shared)
    before = old.epoch
    old.engine.dispose()
    put_in_place(file, copy)
    # The log has grown past their cursors before they come: only the mark tells that it is another.
    register(d, *(f"của D {number}" for number in range(9)))
    meet(d, old)
    all_green(old, a, b, d)
    assert old.epoch != before
    assert len(phones(b)) == 4 + 9


def test_a_new_epoch_without_a_loss_costs_a_word_and_no_news(fresh, warehouses, station):
    warehouse = warehouses(fresh())
    a, b = (join(station(name), warehouse) for name in "AB")
    register(a, *(f"người {number}" for number in range(30)))
    for pc in (a, b):
        assert meet(pc, warehouse).match is True
    with warehouse.engine.begin() as connection:
        begin_epoch(connection, "theo lệnh", NOW)
    outcome = meet(b, warehouse)
    assert (outcome.match, outcome.received) == (True, 0)
    register(a, "người mới")
    meet(a, warehouse)
    assert meet(b, warehouse).received == 1


def test_pitfall_10_an_empty_warehouse_in_the_old_ones_place_deletes_nothing_and_fills_again(
    fresh, warehouses, station, tmp_path
):
    """pitfall 10: what is missing elsewhere is never taken for a deletion."""
    old = warehouses(fresh())
    a, b = (join(station(name), old) for name in "AB")
    back_up(old, tmp_path / "trống.tram")
    register(a, *(f"của A {number}" for number in range(60)))
    register(b, "của B")
    for pc in (a, b, a):
        meet(pc, old)
    url = fresh()
    restore(url, tmp_path / "trống.tram", NOW)
    new = warehouses(url)
    all_green(new, a, b)
    assert len(phones(a)) == 61
    with new.engine.connect() as connection:
        rows = connection.execute(select(LOG.c.device).where(LOG.c.device_seq > 0)).all()
    assert len(rows) == 61, "the transactions themselves came back, not only what they made"


def test_what_a_verified_backup_holds_is_dropped_here_and_comes_back_from_there(
    fresh, warehouses, station, tmp_path
):
    """pitfall 30: what a backup of the province holds is dropped here, and nothing before."""
    old = warehouses(fresh())
    a, b = (join(station(name), old) for name in "AB")
    [shared] = register(a, "chung", "hai", "ba")[:1]
    for pc in (a, b):
        meet(pc, old)
    assert kept_payloads(a) == 3
    back_up(old, tmp_path / "kho.tram")
    register(a, "bốn")
    outcome = meet(a, old)
    assert outcome.receipt is not None
    assert (outcome.receipt.safe, kept_payloads(a)) == (3, 1)
    meet(b, old)
    url = fresh()
    restore(url, tmp_path / "kho.tram", NOW)
    new = warehouses(url)
    phone(a, shared, "0911")
    all_green(new, a, b)
    assert phones(b)["chung"] == "0911"
    assert len(phones(b)) == 4


def test_a_backup_older_than_what_was_called_safe_costs_the_pc_its_name_and_nothing_else(
    fresh, warehouses, station, tmp_path
):
    """Somebody restored the wrong file: the payloads are gone here, the records are not."""
    old = warehouses(fresh())
    a, b = (join(station(name), old) for name in "AB")
    back_up(old, tmp_path / "cũ.tram")
    register(a, "một", "hai")
    for pc in (a, b):
        meet(pc, old)
    back_up(old, tmp_path / "mới.tram")
    register(a, "ba")
    for pc in (a, b):
        meet(pc, old)
    assert kept_payloads(a) == 1
    url = fresh()
    restore(url, tmp_path / "cũ.tram", NOW)
    new = warehouses(url)
    all_green(new, a, b)
    assert sorted(phones(b)) == ["ba", "hai", "một"]


def test_a_name_that_a_restored_warehouse_has_forgotten_is_vouched_for_again(warehouses, station, tmp_path):
    old = warehouses(f"sqlite:///{tmp_path / 'kho.db'}")
    a, b = (join(station(name), old) for name in "AB")
    register(a, "chung")
    meet(a, old)
    back_up(old, tmp_path / "kho.tram")
    with a.taking_in() as intake:
        intake.raw.execute("UPDATE sync_self SET machine = 'this'")
    first = opened(copied(a, tmp_path / "một.db"), a, "another")
    register(first, "tên thứ hai")
    meet(first, old)
    second = opened(copied(first, tmp_path / "hai.db"), first, "a third")
    register(second, "tên thứ ba")
    for pc in (second, b):
        meet(pc, old)
    restore(f"sqlite:///{tmp_path / 'mới.db'}", tmp_path / "kho.tram", NOW)
    new = warehouses(f"sqlite:///{tmp_path / 'mới.db'}")
    all_green(new, second, first, a, b)
    assert sorted(phones(b)) == ["chung", "tên thứ ba", "tên thứ hai"]
    assert len(status(new)["devices"]) == 4
    for pc in (first, second):
        pc.close()


def test_a_pc_enrolled_after_the_backup_needs_a_code_and_loses_nothing(warehouses, station, tmp_path):
    old = warehouses(f"sqlite:///{tmp_path / 'kho.db'}")
    a = join(station("A"), old)
    back_up(old, tmp_path / "kho.tram")
    b = join(station("B"), old)
    register(b, "của B, đã gửi")
    for pc in (b, a):
        meet(pc, old)
    restore(f"sqlite:///{tmp_path / 'mới.db'}", tmp_path / "kho.tram", NOW)
    new = warehouses(f"sqlite:///{tmp_path / 'mới.db'}")
    with pytest.raises(Turned, match="ghi danh"):
        meet(b, new)
    register(b, "của B, chờ mã mới")
    join(b, new)
    all_green(new, a, b)
    assert sorted(phones(a)) == ["của B, chờ mã mới", "của B, đã gửi"]


def kept_payloads(database: Database) -> int:
    with database.reading() as session:
        return int(database.raw(session).execute("SELECT count(*) FROM sync_outbox").fetchone()[0])


@pytest.mark.parametrize(
    "sql",
    [
        pytest.param("UPDATE gateway_log SET payload = x'5b5d'", id="a payload"),
        pytest.param("UPDATE gateway_device SET head = x'00'", id="a chain"),
        pytest.param("UPDATE gateway_record SET state = x''", id="a record"),
        pytest.param("DELETE FROM gateway_log", id="the log"),
    ],
)
def test_a_backup_that_cannot_be_proved_makes_nothing_safe(warehouses, station, tmp_path, sql):
    url = f"sqlite:///{tmp_path / 'kho.db'}"
    warehouse = warehouses(url)
    a = join(station("A"), warehouse)
    register(a, "một")
    meet(a, warehouse)
    other = create_engine(url)
    with other.begin() as connection:
        connection.execute(text(sql))
    other.dispose()
    with pytest.raises(Damaged):
        back_up(warehouse, tmp_path / "kho.tram")
    assert not (tmp_path / "kho.tram").exists()
    with warehouse.engine.connect() as connection:
        assert set(connection.scalars(select(DEVICE.c.safe))) == {0}


def test_a_truncated_or_foreign_file_restores_nothing_and_a_warehouse_is_never_overwritten(
    fresh, warehouses, station, tmp_path
):
    warehouse = warehouses(fresh())
    a = join(station("A"), warehouse)
    register(a, "một")
    meet(a, warehouse)
    file = tmp_path / "kho.tram"
    back_up(warehouse, file)
    whole = file.read_bytes()
    for broken in (whole[:-20], whole[: len(whole) // 2], b"PK\x03\x04 foreign", b""):
        file.write_bytes(broken)
        with pytest.raises(Damaged):
            restore(fresh(), file, NOW)
    file.write_bytes(whole)
    with pytest.raises(Occupied):
        restore(warehouse.engine.url.render_as_string(hide_password=False), file, NOW)


def test_who_backs_postgresql_up_himself_says_up_to_when(fresh, warehouses, station):
    warehouse = warehouses(fresh())
    a = join(station("A"), warehouse)
    register(a, "một")
    meet(a, warehouse)
    between = warehouse.wall_ms()
    register(a, "hai")
    meet(a, warehouse)
    backed_up(warehouse, between)
    outcome = meet(a, warehouse)
    assert outcome.receipt is not None
    assert (outcome.receipt.safe, kept_payloads(a)) == (1, 1)
