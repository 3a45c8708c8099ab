"""A warehouse whose database is not ready is not opened, and leaves nothing behind."""

import psycopg
import pytest
from sqlalchemy.exc import SQLAlchemyError

from sync.gateway.warehouse import open_warehouse

OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def test_a_database_that_takes_no_writes_is_left_without_a_connection(postgres):
    url = postgres()
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        [(name,)] = connection.execute("SELECT current_database()").fetchall()
        connection.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
        with pytest.raises(SQLAlchemyError):
            open_warehouse(url)
        for _ in range(100):  # the server takes a moment to see that a client has gone
            [(left,)] = connection.execute(OTHERS).fetchall()
            if not left:
                break
            connection.execute("SELECT pg_sleep(0.02)")
        assert left == 0
