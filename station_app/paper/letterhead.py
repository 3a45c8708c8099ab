"""Who prints, when, and how far the figures reach: what every sheet carries at its edges."""

from dataclasses import dataclass
from datetime import datetime

NEVER_SYNCED = "Chưa đồng bộ với kho tỉnh lần nào"
_WALL_CLOCK = "%d/%m/%Y %H:%M"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The station as the top of a sheet names it; a line left empty is not printed."""

    authority: str
    station: str
    point: str = ""
    phone: str = ""

    @property
    def contact(self) -> str:
        phone = f"Điện thoại {self.phone}" if self.phone else ""
        return " · ".join(part for part in (self.point, phone) if part)


@dataclass(frozen=True, slots=True)
class Imprint:
    """Printed by whom and when; `as_of` is the last receipt of the province, None before the first."""

    printed_by: str
    printed_at: datetime
    as_of: datetime | None = None

    def __post_init__(self) -> None:
        if self.printed_at.tzinfo is None or (self.as_of and self.as_of.tzinfo is None):
            raise ValueError("a moment on paper needs its offset")

    @property
    def printed(self) -> str:
        by = f", người in: {self.printed_by}" if self.printed_by else ""
        return f"In ngày {self.printed_at.strftime(_WALL_CLOCK)}{by}"

    @property
    def data_as_of(self) -> str:
        if self.as_of is None:
            return NEVER_SYNCED
        # On the wall clock of the station that prints, whatever zone the receipt was kept in.
        received = self.as_of.astimezone(self.printed_at.tzinfo)
        return f"Số liệu tính đến lần kho tỉnh xác nhận {received.strftime(_WALL_CLOCK)}"
