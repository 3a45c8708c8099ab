"""Forty-five idle days: by the province's time, said before, never the last, undone by the head."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from station_app.common.errors import Refused
from station_app.people.service import register_person
from station_app.staff import service as staff
from station_app.store.database import Author
from tests.staff.conftest import HANH, HEAD, OWN

DAY = timedelta(days=1)
THERE = datetime(2026, 11, 30, 8, tzinfo=UTC)
"""What the province's clock says at the first contact; nothing here asks the PC's."""


@pytest.fixture
def nurse(head, vault, enter) -> str:
    """Has signed in once, and at the first contact with the province was here."""
    first = staff.open_account(head, vault, HANH)
    enter("hanh", first.first_password, new=OWN).close()
    staff.count(head, vault, THERE)
    return first.user


def on_day(head, vault, day: float) -> list[staff.Idle]:
    return staff.count(head, vault, THERE + day * DAY)


def logins(vault) -> list[str]:
    return [slot.login for slot in vault.logins()]


def test_the_head_is_told_ten_days_before_and_the_account_stops_on_the_day(head, vault, nurse, enter):
    assert on_day(head, vault, 34) == []
    (told,) = on_day(head, vault, 35)
    assert (told.name, told.days, told.days_left, told.stopped) == ("Lò Thị Hạnh", 35, 10, False)
    (told,) = on_day(head, vault, 44.5)
    assert told.days_left == 1
    (told,) = on_day(head, vault, 45)
    assert told.stopped
    assert logins(vault) == [HEAD]
    with pytest.raises(Refused, match="ngừng vì lâu không dùng") as refused:
        enter("hanh", OWN)
    assert refused.value.code == "login_stopped"


def test_what_stands_on_the_disk_for_one_who_was_stopped_opens_nothing(head, vault, nurse, place):
    on_day(head, vault, 35)
    on_day(head, vault, 45)
    for name in ("vault.json", "vault.bak.json"):
        slots = json.loads((place / name).read_text())["slots"]
        (mark,) = [slot for slot in slots if slot.get("login") == "hanh"]
        assert mark == {"kind": "stopped", "login": "hanh", "name": "Lò Thị Hạnh"}


def test_the_head_brings_them_back_with_the_password_they_had(head, vault, nurse, enter):
    on_day(head, vault, 35)
    on_day(head, vault, 45)
    assert staff.reopen_account(head, vault, nurse).first_password is None
    assert enter("hanh", OWN).author.user == nurse
    assert on_day(head, vault, 46) == []
    assert logins(vault) == [HEAD, "hanh"]


def test_who_signs_in_is_counted_anew(head, vault, nurse, enter):
    on_day(head, vault, 40)
    enter("hanh", OWN).close()
    assert on_day(head, vault, 45) == []
    assert on_day(head, vault, 79) == []
    assert on_day(head, vault, 80)[0].days_left == 10


def test_a_pc_that_was_offline_for_months_stops_nobody_who_came_meanwhile(head, vault, nurse, enter):
    enter("hanh", OWN).close()
    assert on_day(head, vault, 200) == []
    assert logins(vault) == [HEAD, "hanh"]


def test_after_months_offline_the_head_is_told_first_all_the_same(head, vault, nurse):
    (told,) = on_day(head, vault, 200)
    assert (told.days_left, told.stopped) == (0, False)
    assert not on_day(head, vault, 200.5)[0].stopped
    assert on_day(head, vault, 201)[0].stopped


def test_without_a_contact_nothing_is_counted_whatever_the_clock_of_the_pc_says(head, vault, nurse):
    head.clock.move(days=4_000)
    assert staff.idle(head, vault, None) == []
    assert logins(vault) == [HEAD, "hanh"]


def test_a_province_whose_time_went_back_stops_nobody(head, vault, nurse):
    assert on_day(head, vault, -300) == []
    assert on_day(head, vault, 1) == []


def test_who_writes_on_another_pc_is_not_away(head, vault, nurse):
    """Their records come by sync; here, somebody of that name writes at the PC's own time."""
    ours = head.author
    head.acting(Author(nurse, ours.point), head.private)
    head.clock.move(days=30)
    register_person(head, {"full_name": "Giàng Thị Mỷ", "sex": "2", "birth_date": "1990"})
    head.acting(ours, head.private)
    since = (head.clock.now() - THERE).days + 1
    assert on_day(head, vault, 50) == []
    assert on_day(head, vault, since + 34) == []
    assert on_day(head, vault, since + 35)


def test_the_last_head_with_a_key_here_is_never_stopped(head, vault, nurse, enter):
    session = enter("hanh", OWN)
    for day in (35, 45, 60, 90):
        staff.count(session, vault, THERE + day * DAY)
    assert HEAD in logins(vault)


def test_who_is_signed_in_is_here(head, vault, nurse):
    for day in range(0, 200, 10):
        on_day(head, vault, day)
    assert HEAD in logins(vault)
    assert head.author.user not in [one.user for one in on_day(head, vault, 201)]


def test_a_power_cut_between_keeping_the_slot_and_taking_it_out_loses_nobody(head, vault, nurse, enter):
    on_day(head, vault, 35)

    class Cut(Exception):
        pass

    def keep(slot) -> None:
        raise Cut

    with pytest.raises(Cut):
        vault.stop(head.keys, "hanh", keep)
    assert enter("hanh", OWN)
