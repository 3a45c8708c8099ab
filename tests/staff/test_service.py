"""Accounts: the head first, one login each, nobody locks the station out."""

import pytest

from station_app.common.errors import Refused
from station_app.staff.service import (
    VERBS,
    add_user,
    correct_user,
    deactivate,
    first_head,
    name_of,
    user_named,
    users,
    withdraw_user,
)
from station_app.store.database import Author, Database

NURSE = {"name": "Đặng Thị Hạnh", "login": "hanh", "role": "nurse"}


@pytest.fixture
def head(database: Database) -> str:
    return first_head(database, name="GIÀNG A PÁO", login="Pao", title="Bác sĩ")


def test_the_first_head_is_the_author_of_what_they_write(database: Database, head: str) -> None:
    assert head == database.author.user
    (row,) = users(database)
    assert (row.name, row.login, row.role_label, row.active) == ("Giàng A Páo", "pao", "Trưởng trạm", True)
    with pytest.raises(Refused):
        first_head(database, name="Ai Khác", login="khac")


def test_a_login_belongs_to_one_person(database: Database, head: str) -> None:
    hanh = add_user(database, NURSE)
    with pytest.raises(Refused) as refused:
        add_user(database, {**NURSE, "login": "HANH"})
    assert refused.value.field == "login"
    assert "Đặng Thị Hạnh" in refused.value.reason
    withdraw_user(database, hanh, "thử")
    assert add_user(database, NURSE)


def test_only_those_who_admit_people_open_accounts(database: Database, head: str) -> None:
    hanh = add_user(database, NURSE)
    database.acting(Author(hanh, "A"))
    with pytest.raises(Refused, match="trưởng trạm"):
        add_user(database, {**NURSE, "login": "khac"})
    with pytest.raises(Refused, match="trưởng trạm"):
        correct_user(database, hanh, {"role": "head"})
    correct_user(database, hanh, {"title": "Nữ hộ sinh"})
    assert next(row.title for row in users(database) if row.id == hanh) == "Nữ hộ sinh"


def test_the_last_head_can_neither_leave_nor_become_something_else(database: Database, head: str) -> None:
    for attempt in ({"active": False}, {"role": "nurse"}):
        with pytest.raises(Refused) as refused:
            correct_user(database, head, attempt)
        assert refused.value.code == "last_head"
    with pytest.raises(Refused):
        withdraw_user(database, head, "thử")
    other = add_user(database, {**NURSE, "role": "head"})
    deactivate(database, head)
    assert [row.id for row in users(database)] == [other]


def test_who_has_left_is_still_the_author_of_what_they_wrote(database: Database, head: str) -> None:
    hanh = add_user(database, NURSE)
    deactivate(database, hanh, "nghỉ hưu")
    assert user_named(database, "hanh") is None
    assert name_of(database, [hanh, head, "nobody"]) == {hanh: "Đặng Thị Hạnh", head: "Giàng A Páo"}
    assert [row.active for row in users(database, everyone=True)] == [True, False]


def test_withdrawing_needs_a_reason(database: Database, head: str) -> None:
    hanh = add_user(database, NURSE)
    with pytest.raises(Refused):
        withdraw_user(database, hanh, "")


def test_a_script_finds_users_by_name_or_login(database: Database, head: str) -> None:
    hanh = VERBS["user"].new(database, NURSE)
    assert [row["id"] for row in VERBS["user"].find(database, "hạnh", 5)] == [hanh]
    assert len(VERBS["user"].find(database, "", 5)) == 2
