"""The log as a table for whoever inspects the station; it leaves by the one door, locked."""

from station_app.audit.service.reading import Wanted, _entries
from station_app.common.cells import sheet_of_cells
from station_app.staff import service as staff
from station_app.staff.service import Right
from station_app.store.audit_log import FIELDS
from station_app.store.database import Database

MOST = 1_000_000


def as_csv(database: Database, wanted: Wanted) -> bytes:
    """Every field as it is kept: ids and codes, no names. Raises Refused without the right."""
    staff.require(database, Right.READ_AUDIT)
    rows = [
        ["" if value is None else str(value) for value in entry]
        for entry in _entries(database, wanted, None, MOST)
    ]
    return sheet_of_cells([list(FIELDS), *rows])
