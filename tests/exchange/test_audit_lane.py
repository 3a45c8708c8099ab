"""The audit log reaches the province after everything else, whole, in order, and receipts tell how far."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from station_app.exchange import service
from station_app.exchange.station import StationReplica
from station_app.people.service import register_person
from station_app.store import audit
from station_app.store.audit import Action
from station_app.store.audit_check import Break, Kind, verify
from station_app.store.audit_log import head, triggers
from station_app.store.database import Database
from sync.audit import read
from sync.gateway.events import told
from sync.gateway.inspection import broken_trails
from sync.gateway.tables import AUDIT, AUDIT_BRANCH
from sync.gateway.warehouse import Warehouse
from sync.round import Outcome
from tests.exchange.conftest import Province
from tests.exchange.test_bundles import round_by_stick
from tests.stations import copied, opened
from tests.store.test_audit import entries
from tests.store.test_audit_check import rewrite_from

BOTH = pytest.mark.parametrize("province", ["sqlite", "postgresql"], indirect=True)
WHO = {"full_name": "Giàng Thị Mỷ", "sex": "female", "birth_date": "1988"}


def synchronised(database: Database) -> Outcome:
    """Twice: the first question after enrolling hears that such logs are kept, the second carries entries."""
    service.synchronise(database)
    return service.synchronise(database)


def held(warehouse: Warehouse, branch: int = 0) -> list[tuple[int, str]]:
    """Number and action of what the warehouse holds."""
    asked = select(AUDIT.c.payload).where(AUDIT.c.branch == branch).order_by(AUDIT.c.number)
    with warehouse.engine.connect() as connection:
        found = [read(bytes(payload)) for (payload,) in connection.execute(asked)]
    return [(entry.number, entry.action) for entry in found]


def branches(warehouse: Warehouse) -> list[tuple[int, int, int]]:
    asked = select(AUDIT_BRANCH.c.branch, AUDIT_BRANCH.c.first, AUDIT_BRANCH.c.number)
    with warehouse.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(asked.order_by(AUDIT_BRANCH.c.branch))]


def events(warehouse: Warehouse) -> list[str]:
    with warehouse.engine.connect() as connection:
        return [event["detail"] for event in told(connection) if event["kind"] == "audit"]


def here(database: Database) -> list[tuple[int, str]]:
    return [(entry.number, entry.action) for entry in entries(database)]


def tamper(database: Database, *statements: str) -> None:
    """As whoever has the key of the file can."""
    with database._writer.begin() as connection:
        for name in triggers():
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        for statement in statements:
            connection.exec_driver_sql(statement)


@BOTH
def test_what_was_done_here_is_held_there_and_confirmed(province: Province, enrolled):
    database = enrolled("A")
    register_person(database, WHO)
    audit.note(database, Action.PRINTED, entity="person", record="p")
    outcome = synchronised(database)
    assert held(province.warehouse) == here(database)
    verdict = verify(database)
    assert verdict.sound
    assert verdict.confirmed == verdict.upto
    assert outcome.match
    assert not broken_trails(province.warehouse)


@pytest.mark.parametrize(
    "statement, said",
    [
        ("UPDATE gateway_audit SET payload = x'00' WHERE number = 3", "mục 3 không nối tiếp mục 2"),
        ("DELETE FROM gateway_audit WHERE number = 3", "mục 4 không nối tiếp mục 2"),
        ("DELETE FROM gateway_audit WHERE number > 2", "hết ở mục 2, đã ký nhận đến mục"),
    ],
    ids=["edited", "deleted", "cut off"],
)
def test_a_log_that_was_tampered_with_at_the_province_is_told_there(
    province: Province, enrolled, statement: str, said: str
):
    database = enrolled("A")
    for number in range(5):
        audit.note(database, Action.PRINTED, entity="person", record=f"p{number}")
    synchronised(database)
    with province.warehouse.engine.begin() as connection:
        for name in ("gateway_audit_update", "gateway_audit_delete"):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql(statement)
    (told_there,) = broken_trails(province.warehouse)
    assert said in told_there


@BOTH
def test_a_stick_carries_the_log_as_a_line_does(province: Province, enrolled, tmp_path: Path):
    database = enrolled("A")
    service.synchronise(database)
    register_person(database, WHO)
    for number in range(30):
        audit.note(database, Action.PRINTED, entity="person", record=f"p{number}")
    written = here(database)
    round_by_stick(province, database, tmp_path / "usb")
    assert held(province.warehouse) == [*written, (len(written) + 1, "exported")], (
        "the letter itself is noted"
    )
    assert verify(database).confirmed == len(written) + 1
    assert not broken_trails(province.warehouse)


def test_a_round_with_one_save_carries_its_entry_in_the_same_question(province: Province, enrolled):
    database = enrolled("A")
    register_person(database, WHO)
    synchronised(database)
    register_person(database, {**WHO, "full_name": "Giàng A Páo", "sex": "male"})
    before = len(province.proxy.passed)
    service.synchronise(database)
    assert held(province.warehouse) == here(database)
    assert len(province.proxy.passed) == before + 1


@BOTH
def test_a_long_log_goes_in_portions_and_the_rest_with_the_next_round(province: Province, enrolled):
    database = enrolled("A")
    with database.writing():
        for number in range(6_000):
            audit.note(database, Action.FAILED, entity="station", record=f"{number:036d}", detail="x" * 80)
    service.synchronise(database)
    arrived = len(held(province.warehouse))
    assert 1_000 < arrived < 6_000
    while arrived < 6_000:
        service.synchronise(database)
        assert len(held(province.warehouse)) > arrived
        arrived = len(held(province.warehouse))
    assert held(province.warehouse) == here(database)
    assert verify(database).confirmed == 6_000
    assert not broken_trails(province.warehouse)


def test_nothing_new_is_said_twice(province: Province, enrolled):
    database = enrolled("A")
    register_person(database, WHO)
    for _ in range(3):
        synchronised(database)
    assert branches(province.warehouse) == [(0, 1, 1)]
    assert not events(province.warehouse)


@BOTH
def test_no_path_changes_what_the_warehouse_holds(province: Province, enrolled):
    database = enrolled("A")
    register_person(database, WHO)
    synchronised(database)
    for statement in (update(AUDIT).values(hash=b"0"), delete(AUDIT)):
        with pytest.raises(DBAPIError, match="audit entry"), province.warehouse.engine.begin() as connection:
            connection.execute(statement)


@BOTH
def test_a_log_that_was_cut_is_told_here_and_there(province: Province, enrolled):
    database = enrolled("A")
    for number in range(4):
        audit.note(database, Action.PRINTED, entity="person", record=f"p{number}")
    synchronised(database)
    tamper(database, "DELETE FROM audit_entry WHERE number > 2")
    synchronised(database)
    synchronised(database)
    assert verify(database).breaks == [Break(Kind.CUT, 3, 4)]
    (told_once,) = events(province.warehouse)
    assert "chỉ còn đến mục 2, kho giữ đến mục 4" in told_once
    audit.note(database, Action.PRINTED, entity="person", record="after")
    synchronised(database)
    assert branches(province.warehouse) == [(0, 1, 4), (1, 3, 3)]
    assert held(province.warehouse, 1) == here(database)[2:]
    for _ in range(4):
        audit.note(database, Action.PRINTED, entity="person", record="later")
    synchronised(database)
    assert Kind.REWRITTEN in {found.kind for found in verify(database).breaks}
    assert held(province.warehouse, 1) == here(database)[2:]


@BOTH
def test_a_log_that_was_written_anew_is_told_here_and_there(province: Province, enrolled):
    database = enrolled("A")
    for number in range(5):
        audit.note(database, Action.PRINTED, entity="person", record=f"p{number}")
        synchronised(database)
    tamper(database)
    with database._writer.begin() as connection:
        rewrite_from(4)(connection.connection.driver_connection)
    audit.note(database, Action.PRINTED, entity="person", record="after")
    synchronised(database)
    assert Break(Kind.REWRITTEN, 4, 4) in verify(database).breaks
    assert "khác với bản đã nhận" in events(province.warehouse)[0]
    assert [row[:2] for row in branches(province.warehouse)] == [(0, 1), (1, 6)]
    synchronised(database)
    assert held(province.warehouse, 1) == here(database)[5:]
    assert not broken_trails(province.warehouse)


def test_an_older_copy_of_the_file_goes_on_under_a_new_name_and_the_gap_is_told(
    province: Province, enrolled, tmp_path: Path
):
    database = enrolled("A")
    audit.note(database, Action.PRINTED, entity="person", record="p")
    register_person(database, WHO)
    synchronised(database)
    older = copied(database, tmp_path / "older.db")
    register_person(database, {**WHO, "full_name": "Giàng A Páo", "sex": "male"})
    audit.note(database, Action.PRINTED, entity="person", record="q")
    synchronised(database)
    count = len(here(database))
    database.close()
    for end in ("-wal", "-shm"):
        Path(f"{database.path}{end}").unlink(missing_ok=True)
    shutil.copyfile(older, database.path)
    again = opened(database.path, database)
    audit.note(again, Action.RESTORED, entity="backup")
    synchronised(again)
    synchronised(again)
    verdict = verify(again)
    again.close()
    assert verdict.breaks[0].kind in (Kind.CUT, Kind.REWRITTEN)
    assert verdict.breaks[0].last == count
    assert any("chỉ còn ở kho" in words for words in events(province.warehouse))


def test_a_warehouse_that_lost_entries_gets_them_again(province: Province, enrolled):
    database = enrolled("A")
    for number in range(3):
        audit.note(database, Action.PRINTED, entity="person", record=f"p{number}")
    synchronised(database)
    with province.warehouse.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER gateway_audit_delete")
        connection.execute(delete(AUDIT).where(AUDIT.c.number > 1))
        row = connection.execute(select(AUDIT.c.hash)).one()
        connection.execute(update(AUDIT_BRANCH).values(number=1, head=row.hash))
    audit.note(database, Action.PRINTED, entity="person", record="after")
    synchronised(database)
    assert held(province.warehouse) == here(database)
    assert verify(database).sound


def test_the_head_is_in_the_signed_receipt(province: Province, enrolled):
    database = enrolled("A")
    register_person(database, WHO)
    synchronised(database)
    audit.note(database, Action.PRINTED, entity="person", record="p")
    receipt = service.synchronise(database).receipt
    with database.reading() as session:
        number, after = head(database.raw(session))
    assert receipt is not None
    assert (receipt.audit, receipt.audit_head) == (number, after)


def test_an_idle_round_says_nothing_of_a_log_that_is_confirmed(province: Province, enrolled):
    database = enrolled("A")
    register_person(database, WHO)
    for _ in range(2):
        synchronised(database)
    said = []
    for _ in range(16):
        ask = StationReplica(database).ask()
        said.append(ask.audit is not None)
        service.synchronise(database)
    assert said.count(True) == 1
