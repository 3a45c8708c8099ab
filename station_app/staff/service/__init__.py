"""Accounts and rights: who works here, and what the signed-in person may do."""

from station_app.staff.rules import HEAD, IT, NOBODY, Right
from station_app.staff.service.records import (
    USER,
    VERBS,
    UserRow,
    add_user,
    correct_user,
    deactivate,
    find_users,
    first_head,
    name_of,
    user_named,
    users,
    withdraw_user,
)
from station_app.staff.service.rights import guard, may, require, role_of

__all__ = [
    "HEAD",
    "IT",
    "NOBODY",
    "USER",
    "VERBS",
    "Right",
    "UserRow",
    "add_user",
    "correct_user",
    "deactivate",
    "find_users",
    "first_head",
    "guard",
    "may",
    "name_of",
    "require",
    "role_of",
    "user_named",
    "users",
    "withdraw_user",
]
