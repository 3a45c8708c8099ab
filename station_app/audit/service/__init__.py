"""What the head reads of the audit log, checks and hands out."""

from station_app.audit.service.checking import Checked, check
from station_app.audit.service.reading import (
    GROUPS,
    MOST_PRINTED,
    Line,
    Wanted,
    count_entries,
    devices,
    in_words,
    lines,
    sheet_lines,
)
from station_app.audit.service.table import as_csv

__all__ = [
    "GROUPS",
    "MOST_PRINTED",
    "Checked",
    "Line",
    "Wanted",
    "as_csv",
    "check",
    "count_entries",
    "devices",
    "in_words",
    "lines",
    "sheet_lines",
]
