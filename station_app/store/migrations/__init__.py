"""The history of the schema. A migration never imports the program: it must run the same in ten years."""

from pathlib import Path

from sqlalchemy import Connection

HEAD = "0003"
"""The newest revision; a test compares it with the folder."""


class TooNew(Exception):
    """The file was written by a newer version of the program."""


def version(connection: Connection) -> str | None:
    present = connection.exec_driver_sql(
        "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
    ).fetchone()
    if present is None:
        return None
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])


class Failed(Exception):
    """The schema could not be brought up to date. The transaction is undone: the file is as it was."""


class TooOld(Exception):
    """The file must be upgraded, and cannot be written."""


def require_head(connection: Connection) -> None:
    """Raises TooNew or TooOld for a file that cannot be read as it is."""
    found = version(connection)
    if found != HEAD:
        raise TooNew(found) if found is not None and found > HEAD else TooOld(found)


def upgrade(connection: Connection) -> None:
    """Brings the schema to HEAD in the open transaction; nothing is imported where it already is.

    Raises TooNew for a file that a newer version wrote and Failed where a step does not go through; either
    way it is left as it is."""
    found = version(connection)
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise TooNew(found)
    from alembic import command  # noqa: PLC0415  # lazy: 0.9 s of imports that a usual start does not need
    from alembic.config import Config  # noqa: PLC0415  # lazy: as above

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except Exception as error:
        raise Failed(found) from error
