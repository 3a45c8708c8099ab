"""Who may decide on requests and hand out a whole record."""

from station_app.common.errors import Refused
from station_app.staff import service as staff
from station_app.store.database import Database


def may_handle(database: Database) -> bool:
    return staff.is_head(database)


def require_right(database: Database) -> None:
    """Anybody may write a request down; deciding on it and handing data out needs the right."""
    if not may_handle(database):
        raise Refused(
            "Chỉ người được giao việc này mới quyết định yêu cầu và giao dữ liệu. Báo trưởng trạm.",
            code="not_entitled",
        )
