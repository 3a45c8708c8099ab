"""An older, a present and a newer release side by side: what one does not know it keeps and hands on."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from station_app.app.rooms import CATALOGUE
from station_app.exchange.service import enroll, recomputed_digests, synchronise
from station_app.people.model import Person
from station_app.store.connection import connect
from station_app.store.database import Author, Database, create
from sync.catalogue import Catalogue
from sync.gateway.enrolment import create_code
from sync.gateway.warehouse import Warehouse, open_warehouse
from sync.policy import Entity, Field, Kind, Policy
from tests.exchange.wired import join, meet
from tests.flows.province import _wait_for, free_port
from tests.soak.previous import previous_release
from tests.soak.station import Station
from tests.stations import MovableClock

KEY = bytes(range(32))
FACTS = {"code": "12345", "name": "Trạm Y tế xã Mường Hoa"}
TOOTH = "019b0000-0000-7000-8000-00000000c001"
_PERSON = CATALOGUE.entities["person"]


def _with(person: tuple[Field, ...], *more: Entity) -> Catalogue:
    entity = Entity("person", _PERSON.label, person, _PERSON.subject, _PERSON.clinical)
    others = [each for each in CATALOGUE.entities.values() if each.name != "person"]
    return Catalogue([entity, *others, *more])


OLDER = _with(tuple(field for field in _PERSON.fields if field.name != "email"))
"""It knows no e-mail addresses."""
NEWER = _with(
    (*_PERSON.fields, Field("zalo", Kind.TEXT, "Zalo", Policy.REVIEW)),
    Entity("tooth", "Răng", (Field("place", Kind.TEXT, "Vị trí"), Field("state", Kind.TEXT, "Tình trạng"))),
)
"""It has one more field, and one more kind of record."""


def _grown(path: Path) -> None:
    """What the migrations of the newer release would have made."""
    own = connect(path, KEY)
    meta = "gone TEXT, author TEXT, point TEXT, device TEXT, written_at TEXT, sync_meta BLOB"
    own.execute("ALTER TABLE person ADD COLUMN zalo TEXT")
    own.execute(f"CREATE TABLE tooth (id TEXT PRIMARY KEY, place TEXT, state TEXT, {meta})")
    own.close()


@pytest.fixture
def pc(tmp_path: Path) -> Iterator[Callable[[str, Catalogue], Database]]:
    made: list[Database] = []

    def make(name: str, catalogue: Catalogue) -> Database:
        path = tmp_path / f"{name}.db"
        create(path, KEY, OLDER, {**FACTS, "point": name, "point_name": name})
        if catalogue is NEWER:
            _grown(path)
        made.append(Database(path, KEY, catalogue, Author(f"u-{name}", name), clock=MovableClock()))
        return made[-1]

    yield make
    for database in made:
        database.close()


def _registered(database: Database, **values: str) -> str:
    with database.writing() as session:
        person = Person(full_name="Lò Thị Pản", birth_date="1988", sex="female", **values)
        session.add(person)
    return person.id


def _said(database: Database, sql: str, **values: str) -> None:
    with database.writing(reason="sửa") as session:
        session.execute(text(sql), values)


def _read(database: Database, sql: str) -> list[tuple[object, ...]]:
    with database.reading() as session:
        return [tuple(row) for row in session.execute(text(sql))]


def _newer_says(newer: Database, person: str) -> None:
    _said(newer, "UPDATE person SET zalo = '@pan', email = 'pan@xa.vn' WHERE id = :id", id=person)
    _said(newer, "INSERT INTO tooth (id, place, state) VALUES (:id, '46', 'sâu')", id=TOOTH)


@pytest.mark.parametrize("gateway", [OLDER, CATALOGUE, NEWER], ids=["older", "present", "newer"])
def test_pitfall_24_what_a_newer_pc_says_passes_an_older_gateway_and_older_pcs_and_nobody_erases_it(
    tmp_path, pc, gateway
):
    """pitfall 24: unknown fields and kinds of record are kept, counted, handed on and not written over."""
    warehouse = open_warehouse(f"sqlite:///{tmp_path / 'kho.db'}", gateway)
    older, present, newer, another = (
        join(pc(name, catalogue), warehouse)
        for name, catalogue in (("a", OLDER), ("b", CATALOGUE), ("c", NEWER), ("d", NEWER))
    )
    person = _registered(older, phone="0912000001")
    _all_meet(warehouse, older, newer)
    _newer_says(newer, person)
    _all_meet(warehouse, newer, older, present, older)
    # Whoever does not know a field writes the others, also those that the newer one had shown with it.
    _said(older, "UPDATE person SET phone = '0912000002', note = 'sửa trên máy cũ' WHERE id = :id", id=person)
    _said(present, "UPDATE person SET occupation = 'nông dân' WHERE id = :id", id=person)
    _all_meet(warehouse, older, present, newer, another, older, present, newer)
    wanted = [("@pan", "pan@xa.vn", "0912000002", "nông dân")]
    for pc_of_the_newer_release in (newer, another):
        assert _read(pc_of_the_newer_release, "SELECT zalo, email, phone, occupation FROM person") == wanted
        assert _read(pc_of_the_newer_release, "SELECT id, place, state FROM tooth") == [(TOOTH, "46", "sâu")]
    assert _read(present, "SELECT email FROM person") == [("pan@xa.vn",)]
    digests = recomputed_digests(newer)
    assert "tooth" in digests
    assert all(recomputed_digests(each) == digests for each in (older, present, another))
    warehouse.close()
    _the_upgraded_warehouse_shows_it(tmp_path)


def _all_meet(warehouse: Warehouse, *pcs: Database) -> None:
    for each in pcs:
        outcome = meet(each, warehouse)
        assert (outcome.match, outcome.waiting) == (True, 0)


def _the_upgraded_warehouse_shows_it(folder: Path) -> None:
    upgraded = open_warehouse(f"sqlite:///{folder / 'kho.db'}", NEWER)
    with upgraded.engine.connect() as connection:
        assert connection.execute(text("SELECT zalo, email FROM person")).all() == [("@pan", "pan@xa.vn")]
        assert connection.execute(text("SELECT place, state FROM tooth")).all() == [("46", "sâu")]
    upgraded.close()


def test_pitfall_24_an_older_pc_that_is_upgraded_shows_what_it_had_kept(tmp_path, pc):
    """pitfall 24: an upgrade neither hides nor loses what came before it."""
    warehouse = open_warehouse(f"sqlite:///{tmp_path / 'kho.db'}", CATALOGUE)
    newer, older = join(pc("c", NEWER), warehouse), join(pc("a", OLDER), warehouse)
    person = _registered(newer)
    _newer_says(newer, person)
    _all_meet(warehouse, newer, older)
    digests = recomputed_digests(older)
    older.close()
    _grown(older.path)
    upgraded = Database(older.path, KEY, NEWER, older.author, clock=MovableClock())
    assert _read(upgraded, "SELECT zalo, email FROM person") == [("@pan", "pan@xa.vn")]
    assert _read(upgraded, "SELECT place, state FROM tooth") == [("46", "sâu")]
    assert recomputed_digests(upgraded) == digests
    assert meet(upgraded, warehouse).match is True
    upgraded.close()
    warehouse.close()


# The release before this one, as it was built


@pytest.fixture(scope="module")
def previous() -> Path:
    site = previous_release()
    if site is None:
        pytest.skip("this clone has no history: the release before this one cannot be built")
    return site


@contextmanager
def _gateway(database: str, site: Path | None, log: Path) -> Iterator[str]:
    port = free_port()
    arguments = ["--database", database, "serve", "--port", str(port), "--host", "127.0.0.1"]
    path = {"PYTHONPATH": str(site), "PYTHONSAFEPATH": "1"} if site else {}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "sync.gateway", *arguments],
            stdout=output, stderr=output, env={**os.environ, **path}, cwd="/" if site else None,
        )  # fmt: skip
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(url, process, log)
            yield url
        finally:
            process.terminate()
            process.wait(timeout=20)


def test_pitfall_24_the_release_before_carries_what_it_does_not_know_and_erases_none_of_it(
    tmp_path, pc, previous
):
    """pitfall 24: version 0.1.0 as it was released, between a PC of this release and one of the next."""
    url = f"sqlite:///{tmp_path / 'kho.db'}"
    newer, present = pc("c", NEWER), pc("b", CATALOGUE)
    old = Station("old", tmp_path, previous)
    with _gateway(url, None, tmp_path / "gateway.log") as address:
        codes = _codes(url, 3)
        try:
            old.found(address, codes[0])
            for database, code in zip((newer, present), codes[1:], strict=True):
                enroll(database, address, code)
            person = _registered(newer, phone="0912000001")
            _newer_says(newer, person)
            assert synchronise(newer).match is True
            assert old.ask("sync")["match"] is True
            old.ask("open", entity="person", record=person)
            old.ask("save", entity="person", record=person, values={"note": "sửa trên bản 0.1.0"})
            assert old.ask("sync")["match"] is True
            digests = old.ask("dump")["digests"]
        finally:
            old.end()
        for database in (present, newer):
            assert synchronise(database).match is True
            assert recomputed_digests(database) == digests
    wanted = [("@pan", "pan@xa.vn", "sửa trên bản 0.1.0")]
    assert _read(newer, "SELECT zalo, email, note FROM person WHERE zalo IS NOT NULL") == wanted
    assert _read(newer, "SELECT place, state FROM tooth") == [("46", "sâu")]
    _the_upgraded_warehouse_keeps_all(url)


def _codes(url: str, count: int) -> list[str]:
    opened = open_warehouse(url)
    try:
        return [create_code(opened, station="12345", point=f"Điểm {number}") for number in range(count)]
    finally:
        opened.close()


def _the_upgraded_warehouse_keeps_all(url: str) -> None:
    opened = open_warehouse(url, NEWER)
    with opened.engine.connect() as connection:
        rows = connection.execute(text("SELECT zalo, note FROM person WHERE zalo IS NOT NULL")).all()
    opened.close()
    assert rows == [("@pan", "sửa trên bản 0.1.0")]


def test_pitfall_24_a_pc_of_this_release_speaks_with_the_gateway_of_the_release_before(
    tmp_path, pc, previous
):
    """pitfall 24: a station may be upgraded before the province is, whose warehouse then follows."""
    url = f"sqlite:///{tmp_path / 'kho.db'}"
    present, newer = pc("b", CATALOGUE), pc("c", NEWER)
    with _gateway(url, previous, tmp_path / "gateway.log") as address:
        for database in (present, newer):
            enroll(database, address, _old_code(url, previous))
        person = _registered(newer)
        _newer_says(newer, person)
        for database in (newer, present):
            assert synchronise(database).match is True
        _said(present, "UPDATE person SET note = 'sửa' WHERE id = :id", id=person)
        for database in (present, newer):
            assert synchronise(database).match is True
    warehouse = open_warehouse(url, CATALOGUE)
    _all_meet(warehouse, present, newer)
    warehouse.close()
    assert recomputed_digests(present) == recomputed_digests(newer)
    assert _read(newer, "SELECT zalo, note FROM person") == [("@pan", "sửa")]


def _old_code(url: str, site: Path) -> str:
    script = (
        "import sys; from sync.gateway.warehouse import open_warehouse;"
        "from sync.gateway.enrolment import create_code;"
        "print(create_code(open_warehouse(sys.argv[1]), station='12345', point='x'))"
    )
    environment = {**os.environ, "PYTHONPATH": str(site), "PYTHONSAFEPATH": "1"}
    done = subprocess.run(
        [sys.executable, "-c", script, url],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
        cwd="/",
    )
    return done.stdout.strip()
