"""Many writers at once: no reader skips a commit that lands late, and no station waits for another."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine, select, text

from sync.gateway.exchange import exchange
from sync.gateway.tables import SCOPE
from sync.gateway.warehouse import open_warehouse
from tests.gateway.device import Device, new_id

STATIONS = ("11111", "22222", "33333")
PUSHES = 12


def push(device):
    for number in range(PUSHES):
        device.write(("person", new_id(), {"full_name": f"Người {number}", "birth_date": "1990"}))
        device.hear(exchange_of(device)(device.unsent()))


def exchange_of(device):
    return device.exchange


def test_a_reader_that_polls_while_many_write_never_skips_one(provincial):
    """pitfall 03: a cursor is a place in one line, whatever commits late."""
    writers = [Device(provincial, station) for station in STATIONS for _ in range(2)]
    readers = [Device(provincial, station) for station in STATIONS]
    heard: dict[str, list[bytes]] = {reader.id: [] for reader in readers}
    done = threading.Event()

    def poll(reader):
        last = False
        while not last:
            last = done.is_set()
            answer = exchange(provincial, reader.ask(room=2_000))
            heard[reader.id] += [bytes(news.payload) for news in answer.news]
            reader.hear(answer)
            last = last and not answer.more

    with ThreadPoolExecutor(len(writers) + len(readers)) as pool:
        polling = [pool.submit(poll, reader) for reader in readers]
        for pushed in [pool.submit(push, writer) for writer in writers]:
            pushed.result()
        done.set()
        for polled in polling:
            polled.result()

    for reader, station in zip(readers, STATIONS, strict=True):
        wrote = [payload for w in writers if w.enrolled.scope == station for payload in w.payloads]
        assert sorted(heard[reader.id]) == sorted(wrote)
        assert exchange(provincial, reader.ask()).receipt.digests == reader.shelf.digests()


def test_a_transaction_held_open_in_one_station_blocks_no_other(provincial):
    slow, quick = Device(provincial, "11111"), Device(provincial, "22222")
    quick.write(("person", new_id(), {"full_name": "Lò Văn Nhanh", "birth_date": "1990"}))
    slow.write(("person", new_id(), {"full_name": "Lò Văn Chậm", "birth_date": "1990"}))
    with ThreadPoolExecutor(2) as pool:
        with provincial.engine.begin() as held:
            held.execute(select(SCOPE).where(SCOPE.c.scope == "11111").with_for_update())
            assert pool.submit(quick.sync).result(timeout=20).receipt.upto == 1
            waiting = pool.submit(slow.sync)
            assert not waiting.done()
        assert waiting.result(timeout=20).receipt.upto == 1


def test_two_stations_that_claim_one_new_id_at_once_do_not_mix(provincial):
    record = new_id()
    devices = [Device(provincial, station) for station in STATIONS]
    for device in devices:
        device.write(("person", record, {"full_name": device.enrolled.scope, "birth_date": "1990"}))
    with ThreadPoolExecutor(len(devices)) as pool:
        outcomes = [pool.submit(device.sync).exception() for device in devices]
    assert [type(outcome).__name__ for outcome in outcomes].count("NoneType") == 1
    with provincial.engine.connect() as connection:
        row = connection.execute(text("SELECT full_name, _scope FROM warehouse.person")).one()
    assert row.full_name == row._scope


@pytest.mark.parametrize("kind", ["postgresql", "sqlite"])
def test_several_processes_may_open_a_new_warehouse_at_once(kind, postgres, tmp_path, catalogue, clock):
    url = postgres() if kind == "postgresql" else f"sqlite:///{tmp_path / 'new.db'}"
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(lambda _: open_warehouse(url, catalogue, clock), range(4)))
    assert len({(warehouse.epoch, warehouse.public_key) for warehouse in opened}) == 1
    for warehouse in opened:
        warehouse.close()
    leftover = create_engine(url)
    leftover.dispose()
