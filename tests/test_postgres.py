"""The PostgreSQL that tests get is real, empty, and one for each."""

from sqlalchemy import create_engine, text


def test_every_caller_gets_an_empty_database_of_its_own(postgres):
    first, second = create_engine(postgres()), create_engine(postgres())
    with first.begin() as connection:
        connection.execute(text("CREATE TABLE person (name text)"))
        connection.execute(text("INSERT INTO person VALUES ('Lò Thị Đức')"))
        assert connection.scalar(text("SELECT name FROM person")) == "Lò Thị Đức"
    with second.connect() as connection:
        assert connection.scalar(text("SELECT to_regclass('person')")) is None
        assert connection.scalar(text("SHOW server_version_num")).startswith("18")
    first.dispose()
    second.dispose()
