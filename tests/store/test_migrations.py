"""The schema that migrations make is the one that the models declare; a file of the future is left alone."""

import re
import secrets
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import create_engine

import station_app.app.home
import station_app.store.fault_log  # noqa: F401
from station_app.app.rooms import CATALOGUE
from station_app.common.errors import Unavailable
from station_app.store import audit_log, migrations
from station_app.store.connection import connect
from station_app.store.database import Author, Database, create
from station_app.store.record import Base
from sync.ledger import TABLES
from sync.rows import Layout
from sync.triggers import triggers

WORDS = (
    "CREATE VIRTUAL TABLE person_words USING fts5(words, content='', contentless_delete=1, prefix='1 2 3',"
    ' tokenize="unicode61 remove_diacritics 0")'
)
VERSIONS = Path(migrations.__file__).parent / "versions"
FACTS = {"code": "1", "name": "n", "point": "A", "point_name": "x"}


def _schema(connection: Any) -> dict[str, str]:
    rows = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'trigger'"
        " AND name <> 'alembic_version' AND name NOT GLOB 'person_words_*'"
    )
    return {name: re.sub(r"\s*([(),])\s*", r"\1", _plain(sql)) for name, sql in rows}


def _plain(sql: str) -> str:
    return " ".join(sql.replace('"', "").split())


def test_migrations_make_what_the_models_declare():
    declared, migrated = (create_engine("sqlite://", module=sqlcipher) for _ in range(2))
    with declared.begin() as connection:
        Base.metadata.create_all(connection)
        for statement in (*TABLES, WORDS):
            connection.exec_driver_sql(statement)
        wanted = _schema(connection.connection.driver_connection)
    with migrated.begin() as connection:
        migrations.upgrade(connection)
        found = _schema(connection.connection.driver_connection)
    for engine in (declared, migrated):
        engine.dispose()
    assert found == wanted


def test_head_is_the_newest_revision_of_the_folder():
    texts = "\n".join(path.read_text("utf-8") for path in VERSIONS.glob("v*.py"))
    assert max(re.findall(r'^revision = "(\d+)"', texts, re.MULTILINE)) == migrations.HEAD


def test_every_synced_table_has_its_triggers_and_no_other(tmp_path: Path):
    key = secrets.token_bytes(32)
    create(tmp_path / "a.db", key, CATALOGUE, FACTS)
    connection = connect(tmp_path / "a.db", key)
    found = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall())
    connection.close()
    wanted = audit_log.triggers()
    for entity in CATALOGUE.entities.values():
        wanted |= triggers(Layout(entity))
    assert found == wanted


def test_triggers_of_an_older_version_are_brought_up_to_date(tmp_path: Path):
    key, path = secrets.token_bytes(32), tmp_path / "a.db"
    create(path, key, CATALOGUE, FACTS)
    connection = connect(path, key)
    connection.execute('DROP TRIGGER "sync_person_insert"')
    connection.execute('DROP TRIGGER "sync_person_delete"')
    connection.execute("CREATE TRIGGER sync_person_delete BEFORE DELETE ON person BEGIN SELECT 1; END")
    connection.execute("CREATE TRIGGER sync_person_old AFTER DELETE ON person BEGIN SELECT 1; END")
    connection.close()
    Database(path, key, CATALOGUE, Author("u", "A")).close()
    connection = connect(path, key)
    found = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE name GLOB 'sync_person_*'"))
    connection.close()
    assert found == triggers(Layout(CATALOGUE.entities["person"]))


def test_a_file_of_the_future_is_refused_in_words_and_left_as_it_is(tmp_path: Path):
    key, path = secrets.token_bytes(32), tmp_path / "a.db"
    create(path, key, CATALOGUE, FACTS)
    connection = connect(path, key)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    connection.close()
    before = path.read_bytes()
    with pytest.raises(Unavailable, match="mới hơn"):
        Database(path, key, CATALOGUE, Author("u", "A"))
    assert path.read_bytes() == before
