"""PostgreSQL is recovered to a moment of yesterday while stations go on: nothing is lost on any side."""

import time

import pytest
from sqlalchemy import text

from station_app.app.rooms import CATALOGUE
from sync.gateway.backup import backed_up
from sync.gateway.status import status
from sync.gateway.warehouse import Warehouse, open_warehouse
from tests.exchange.test_warehouse_restored import all_green, kept_payloads, phone, phones, register
from tests.exchange.wired import join, meet
from tests.postgres import Cluster, cluster


@pytest.fixture
def server():
    with cluster() as made:
        made.initialise()
        yield made


def archiving(server: Cluster) -> tuple[str, ...]:
    archive = server.home / "archive"
    archive.mkdir()
    archive.chmod(0o777)
    return (
        "wal_level=replica",
        "archive_mode=on",
        f"archive_command=cp %p {archive}/%f",
        "max_wal_senders=2",
    )


def ask(warehouse: Warehouse, sql: str) -> str:
    with warehouse.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        return str(connection.execute(text(sql)).scalar_one())


def test_a_warehouse_recovered_to_a_point_in_time_loses_nothing_that_any_pc_has_seen(server, station):
    """pitfall 09, pitfall 26: the real thing, with a base backup, archived WAL and a moment to stop at."""
    with server.serving("data", *archiving(server)):
        url = server.fresh_database()
        old = open_warehouse(url, CATALOGUE)
        a, b, c, d = (join(station(name), old) for name in "ABCD")
        [shared] = register(a, "trước bản sao nền")
        for pc in (a, b, c, d):
            meet(pc, old)
        server.run(
            "pg_basebackup",
            "-h",
            str(server.home),
            "-U",
            "postgres",
            "-D",
            "base",
            "-X",
            "none",
            "-c",
            "fast",
        )
        register(b, "giữa bản sao nền và lúc dừng")
        meet(b, old)
        moment, reached = ask(old, "SELECT clock_timestamp()"), old.wall_ms()
        time.sleep(0.01)
        backed_up(old, reached)
        register(c, "của C, máy sẽ mất")
        phone(c, shared, "0933 do C sửa")
        for pc in (c, a, b):
            meet(pc, old)
        register(a, "của A, sau lúc dừng")
        assert meet(a, old).match is True
        assert kept_payloads(a) == 1, "what is safe is dropped"
        register(b, "của B, chưa gửi")
        before = old.epoch
        ask(old, "SELECT pg_switch_wal()")
        register(d, "của D, chưa gửi")
        old.close()
    (server.home / "base" / "recovery.signal").touch()
    back = (f"restore_command=cp {server.home}/archive/%f %p", f"recovery_target_time={moment}")
    with server.serving("base", *back, "recovery_target_action=promote"):
        new = recovered(url)
        assert new.epoch != before, "another life of the database, another history"
        assert "epoch" in {event["kind"] for event in status(new)["events"]}
        all_green(new, a, b, d)
        assert phones(d) == phones(a)
        assert len(phones(d)) == 6
        assert phones(d)["trước bản sao nền"] == "0933 do C sửa"
        again = open_warehouse(url, CATALOGUE)
        assert again.epoch == new.epoch, "the same life is no reason for another epoch"
        for warehouse in (new, again):
            warehouse.close()


def recovered(url: str) -> Warehouse:
    """Once recovery has ended: until then PostgreSQL takes no writes."""
    deadline = time.monotonic() + 30
    while True:
        try:
            return open_warehouse(url, CATALOGUE)
        except Exception:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
