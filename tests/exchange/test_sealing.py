"""Sealed on one PC, read on the other by those who may, unsealed in the warehouse into a place of its own."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import text

from station_app.app.rooms import CATALOGUE
from station_app.exchange.questions import read_desk
from station_app.exchange.sealing import tend
from station_app.people.service import register_person
from station_app.store.database import Database
from station_app.store.inspection import inspect
from station_app.store.seal_granting import keep_granted
from station_app.store.seal_keys import SealGrant, SealKey
from station_app.store.unsealing import keys_wanted
from station_app.store.vault.keys import Private
from station_app.visits.service import correct_visit, record_visit, visits_of
from sync.change import Value
from sync.gateway.export import export
from sync.gateway.warehouse import Warehouse, open_warehouse
from sync.sealed import MARK, new_private, public_name, public_of
from tests.exchange.conftest import NOW_MS
from tests.exchange.wired import join, meet

SECRET: dict[str, Value] = {
    "reason": "sút cân",
    "diagnosis": "Nhiễm HIV giai đoạn 3",
    "icd10_main": "B20",
    "pulse": 88,
}


@dataclass
class Stations:
    a: Database
    b: Database
    warehouse: Warehouse

    def rounds(self) -> None:
        for database in (self.a, self.b, self.a, self.b):
            assert meet(database, self.warehouse).match is not False

    def rows(self, table: str) -> list[dict]:
        on = self.warehouse.engine.dialect.name
        if on != "postgresql":
            table = table.replace("warehouse.", "").replace("restricted.", "restricted_")
        with self.warehouse.engine.begin() as connection:
            return [dict(row) for row in connection.execute(text(f"SELECT * FROM {table}")).mappings()]


def holding(database: Database) -> Private:
    """The keys of a physician at this PC; the nurse's lack the seal."""
    seal = new_private()
    database.private = Private(b"o" * 32, seal, box=public_of(seal))
    return database.private


@pytest.fixture
def stations(request, station, tmp_path) -> Iterator[Stations]:
    if getattr(request, "param", "sqlite") == "postgresql":
        url = request.getfixturevalue("postgres")()
    else:
        url = f"sqlite:///{tmp_path / 'kho.db'}"
    warehouse = open_warehouse(url, CATALOGUE, lambda: NOW_MS)
    yield Stations(join(station("A"), warehouse), join(station("B"), warehouse), warehouse)
    warehouse.close()


@pytest.mark.parametrize("stations", ["sqlite", "postgresql"], indirect=True)
def test_a_nurse_writes_on_one_pc_and_a_physician_reads_on_the_other(stations, tmp_path):
    a, b = stations.a, stations.b
    physician_a, physician_b = holding(a), holding(b)
    a.private, b.private = replace(physician_a, seal=None), replace(physician_b, seal=None)
    person = register_person(a, {"full_name": "Giàng Thị Mỷ", "sex": "female", "birth_date": "1988"})
    made = record_visit(a, {"person": person, **SECRET}, confirmed=True)
    stations.rounds()
    assert stations.rows("warehouse.visit") == stations.rows("restricted.visit") == []
    # B's physician has no key of A yet, and is told whose is awaited.
    b.private = physician_b
    tend(b)
    assert visits_of(b, [person], may_see_restricted=True)[person] == ()
    # A's physician has only to sign in, and is told that B's are not readable here until B has granted.
    meet(b, stations.warehouse)
    a.private = physician_a
    tend(a)
    with b.reading() as session:
        assert keys_wanted(session) == []
    meet(a, stations.warehouse)
    with a.reading() as session:
        assert len(keys_wanted(session)) == 1
    stations.rounds()
    [line] = visits_of(b, [person], may_see_restricted=True)[person]
    assert (line.id, line.diagnosis, line.vitals[0].text) == (made, SECRET["diagnosis"], "88 lần/phút")
    with b.reading() as session:
        assert keys_wanted(session) == []
    b.private = replace(physician_b, seal=None)
    assert visits_of(b, [person], may_see_restricted=True)[person] == ()
    # The province has it among the restricted, and nowhere else.
    [row] = stations.rows("restricted.visit")
    assert (str(row["id"]), str(row["person"]), row["pulse"]) == (made, person, 88)
    assert (row["diagnosis"], row["restricted"]) == (SECRET["diagnosis"], "hiv")
    assert stations.rows("warehouse.visit") == stations.rows("warehouse.visit_settled") == []
    assert export(stations.warehouse, tmp_path / "xuat")["visit"] == 0
    files = "".join(file.read_text("utf-8") for file in (tmp_path / "xuat").iterdir())
    assert str(SECRET["diagnosis"]) not in files
    assert MARK not in files
    assert person in files


def test_the_same_correction_on_two_pcs_is_no_question_and_another_one_is(stations):
    a, b = stations.a, stations.b
    holding(a)
    holding(b)
    person = register_person(a, {"full_name": "Giàng Thị Mỷ", "sex": "female", "birth_date": "1988"})
    made = record_visit(a, {"person": person, **SECRET}, confirmed=True)
    for database in (a, b):
        tend(database)
    stations.rounds()
    for database in (a, b):
        correct_visit(database, made, {"outcome": "1"}, reason="x", confirmed=True)
    stations.rounds()
    with a.reading() as session:
        assert a.raw(session).execute("SELECT fields FROM sync_question").fetchall() == [("[]",)]
    assert read_desk(a).total == 0
    correct_visit(a, made, {"outcome": "2"}, reason="x", confirmed=True)
    correct_visit(b, made, {"outcome": "3"}, reason="x", confirmed=True)
    stations.rounds()
    [card] = read_desk(a).cards or [None]
    assert card is not None
    assert {candidate.value for candidate in card.candidates} == {"2", "3"}
    assert card.subject == "Giàng Thị Mỷ"
    assert card.restricted
    [row] = stations.rows("restricted.visit")
    assert row["_in_question"] in (["outcome"], '["outcome"]')
    assert stations.rows("restricted.visit_settled") == []
    a.private = replace(a.private, seal=None) if a.private else None
    assert read_desk(a).total == 0


def test_two_pcs_that_seal_the_same_record_at_once_ask_nobody(stations):
    a, b = stations.a, stations.b
    person = register_person(a, {"full_name": "Giàng Thị Mỷ", "sex": "female", "birth_date": "1988"})
    made = record_visit(a, {"person": person, **SECRET}, confirmed=True)
    stations.rounds()
    [row] = stations.rows("warehouse.visit")
    assert row["diagnosis"] == SECRET["diagnosis"]
    # Both are upgraded: each seals what lies open, under a key of its own.
    holding(a)
    holding(b)
    for database in (a, b):
        tend(database)
    stations.rounds()
    for database in (a, b):
        tend(database)
    stations.rounds()
    for database in (a, b):
        assert inspect(database, "visit", made).conflicts == {}
        with database.reading() as session:
            raw = database.raw(session)
            assert raw.execute("SELECT fields FROM sync_question WHERE fields <> '[]'").fetchall() == []
    assert stations.rows("warehouse.visit") == []
    assert [row["diagnosis"] for row in stations.rows("restricted.visit")] == [SECRET["diagnosis"]]


def test_a_value_written_while_another_pc_sealed_the_record_is_sealed_as_well(stations):
    a, b = stations.a, stations.b
    holding(a)
    holding(b)
    person = register_person(a, {"full_name": "Giàng Thị Mỷ", "sex": "female", "birth_date": "1988"})
    made = record_visit(a, {"person": person, "reason": "sốt", "diagnosis": "Sốt"}, confirmed=True)
    for database in (a, b):
        tend(database)
    stations.rounds()
    correct_visit(a, made, {"diagnosis": "Nhiễm HIV"}, reason="có kết quả", confirmed=True)
    correct_visit(b, made, {"diagnosis": "Sốt xuất huyết"}, reason="khám lại", confirmed=True)
    stations.rounds()
    for database in (a, b):
        found = inspect(database, "visit", made)
        assert {one.value for one in found.conflicts["diagnosis"]} == {"Nhiễm HIV", "Sốt xuất huyết"}
        with database.reading() as session:
            raw = database.raw(session)
            [row] = raw.execute("SELECT * FROM visit").fetchall()
            past = raw.execute("SELECT value FROM sync_history WHERE field <> 'life'").fetchall()
        assert "Sốt xuất huyết".encode() not in row[-1]
        assert all(MARK in value for (value,) in past)


def test_a_key_that_a_nurse_writes_into_the_file_is_granted_nothing(stations):
    a, b = stations.a, stations.b
    holding(a)
    holding(b)
    for database in (a, b):
        tend(database)
    stations.rounds()
    hers = new_private()
    with b.writing() as session:
        session.add(SealKey(public_key=public_of(hers).hex()))
    stations.rounds()
    for database in (a, b):
        tend(database)
    stations.rounds()
    with a.reading() as session:
        granted_to = {row.to_key for row in session.query(SealGrant)}
    assert public_name(public_of(hers)).hex() not in granted_to
    assert len(granted_to) == 3  # A, B and the province


def test_a_new_key_of_a_pc_is_believed_when_the_one_before_vouches_for_it(stations):
    a, b = stations.a, stations.b
    holding(a)
    old = holding(b)
    for database in (a, b):
        tend(database)
    stations.rounds()
    seal = new_private()
    assert old.seal is not None
    b.private = Private(old.own, seal, (old.seal,), public_of(seal))
    assert keep_granted(b)
    stations.rounds()
    with a.reading() as session:
        opener = a.seals.opener(a.raw(session))
    assert opener is not None
    assert {public_name(public_of(seal)), public_name(public_of(old.seal))} <= opener.ring.keys()
