"""The provincial end, on a real PostgreSQL and on SQLite."""
