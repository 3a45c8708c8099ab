"""What an account must be, and what each role may do. Pure."""

from station_app.staff.rules.access import NOBODY, Edition, Line, Right, labels, matrix, may, short_labels
from station_app.staff.rules.accounts import HEAD, IT, checked_login, checked_user_name

__all__ = [
    "HEAD",
    "IT",
    "NOBODY",
    "Edition",
    "Line",
    "Right",
    "checked_login",
    "checked_user_name",
    "labels",
    "matrix",
    "may",
    "short_labels",
]
