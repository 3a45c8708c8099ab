"""Who may decide on requests and hand out a whole record."""

from station_app.staff import service as staff
from station_app.staff.rules import Right
from station_app.store.database import Database


def may_handle(database: Database) -> bool:
    return staff.may(database, Right.PRIVACY_REQUESTS)


def require_right(database: Database) -> None:
    """Anybody may write a request down; deciding on it and handing data out needs the right."""
    staff.require(database, Right.PRIVACY_REQUESTS)
