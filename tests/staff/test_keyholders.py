"""Accounts with a key on this PC: real passwords, a real slot file, a head who is signed in."""

import json
from base64 import b64encode

import pytest

from station_app.app import home
from station_app.common.errors import Refused
from station_app.staff import service as staff
from station_app.staff.model import User
from station_app.staff.service import Right
from station_app.store import policy
from station_app.store.database import Database
from station_app.store.vault import FLOOR, Vault
from station_app.store.vault.signing import new_signing_key, signed
from tests.staff.conftest import HANH, HEAD, OWN, PASSWORD
from tests.stations import MovableClock


def holder(database: Database, vault: Vault, user: str) -> staff.Holder:
    return next(one for one in staff.holders(database, vault, everyone=True) if one.user.id == user)


def actions(database: Database) -> list[str]:
    with database.reading() as session:
        rows = database.raw(session).execute(
            "SELECT detail FROM audit_entry WHERE action = 'account_changed' ORDER BY number"
        )
        return [row[0] for row in rows]


def test_a_new_account_sets_a_password_of_its_own_before_anything_opens(head, vault, enter):
    opened = staff.open_account(head, vault, HANH)
    assert opened.first_password
    with pytest.raises(Refused) as asked:
        enter("hanh", opened.first_password)
    assert (asked.value.field, asked.value.code) == ("new", staff.MUST_CHANGE)
    for weak in ("ngắn", opened.first_password, "lothihanh lothihanh", "trạm trạm trạm trạm"):
        with pytest.raises(Refused) as refused:
            enter("hanh", opened.first_password, new=weak)
        assert refused.value.field == "new"
    session = enter("hanh", opened.first_password, new=OWN)
    assert session.author.user == opened.user
    assert enter("Hanh ", OWN)
    with pytest.raises(Refused, match="Sai mật khẩu"):
        enter("hanh", opened.first_password)
    assert not holder(head, vault, opened.user).must_change


def test_only_who_admits_people_opens_accounts(head, vault, enter):
    first = staff.open_account(head, vault, HANH)
    nurse = enter("hanh", first.first_password, new=OWN)
    for attempt in (
        lambda: staff.open_account(nurse, vault, {**HANH, "login": "khac"}),
        lambda: staff.reset_password(nurse, vault, head.author.user),
        lambda: staff.change_role(nurse, vault, nurse.author.user, "head"),
        lambda: staff.close_account(nurse, vault, head.author.user),
        lambda: staff.reopen_account(nurse, vault, head.author.user),
        lambda: staff.grant_here(nurse, vault, head.author.user),
        lambda: staff.confirm(nurse, vault, nurse.author.user),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "not_entitled"
    assert [slot.login for slot in vault.logins()] == [HEAD, "hanh"]


def test_it_has_a_record_and_no_key_whatever_is_tried(head, vault, place, enter):
    it = staff.open_account(head, vault, {"name": "Vàng A Tin", "login": "tin", "role": "it"})
    assert it.first_password is None
    with pytest.raises(Refused, match="không có khoá"):
        staff.grant_here(head, vault, it.user)
    with pytest.raises(Refused):
        staff.reset_password(head, vault, it.user)
    for name in ("vault.json", "vault.bak.json"):
        assert "tin" not in [slot.get("login") for slot in json.loads((place / name).read_text())["slots"]]
    with pytest.raises(Refused, match="không có tài khoản"):
        enter("tin", "bất kỳ mật khẩu nào đây")


def test_who_becomes_it_loses_the_key_at_once(head, vault, enter):
    first = staff.open_account(head, vault, HANH)
    staff.change_role(head, vault, first.user, "it")
    assert [slot.login for slot in vault.logins()] == [HEAD]
    with pytest.raises(Refused, match="không có tài khoản"):
        enter("hanh", first.first_password or "", new=OWN)


def test_the_key_of_restricted_records_follows_the_role(head, vault, enter):
    first = staff.open_account(head, vault, HANH)
    assert not holder(head, vault, first.user).entitled
    staff.change_role(head, vault, first.user, "physician")
    assert holder(head, vault, first.user).entitled
    session = enter("hanh", first.first_password, new=OWN)
    assert session.private.seal
    staff.change_role(head, vault, first.user, "nurse")
    assert not holder(head, vault, first.user).entitled
    assert enter("hanh", OWN).private.seal is None


def test_a_role_that_comes_by_sync_takes_at_once_and_gives_only_by_the_heads_hand(head, vault, enter):
    """What another PC, or somebody with a raw connection, writes into the record opens nothing here."""
    first = staff.open_account(head, vault, HANH)
    enter("hanh", first.first_password, new=OWN)
    staff.correct_user(head, first.user, {"role": "physician"})
    assert enter("hanh", OWN).private.seal is None
    enter(HEAD, PASSWORD)
    assert holder(head, vault, first.user).due
    assert enter("hanh", OWN).private.seal is None
    staff.confirm(head, vault, first.user)
    assert enter("hanh", OWN).private.seal
    staff.correct_user(head, first.user, {"role": "nurse"})
    enter(HEAD, PASSWORD)
    assert enter("hanh", OWN).private.seal is None


def test_a_closed_account_opens_nothing_and_comes_back_with_a_first_password(head, vault, enter):
    first = staff.open_account(head, vault, HANH)
    enter("hanh", first.first_password, new=OWN)
    staff.close_account(head, vault, first.user, "nghỉ sinh")
    assert [slot.login for slot in vault.logins()] == [HEAD]
    with pytest.raises(Refused):
        enter("hanh", OWN)
    back = staff.reopen_account(head, vault, first.user)
    assert back.first_password
    assert enter("hanh", back.first_password, new=OWN).author.user == first.user
    assert staff.name_of(head, [first.user])[first.user] == "Lò Thị Hạnh"


def test_nobody_closes_themselves_and_the_last_head_stays(head, vault):
    with pytest.raises(Refused, match="Không tự đóng"):
        staff.close_account(head, vault, head.author.user)
    with pytest.raises(Refused, match="phải còn một trưởng trạm"):
        staff.change_role(head, vault, head.author.user, "nurse")


def test_a_forgotten_password_is_reset_and_the_first_one_is_to_be_changed(head, vault, enter):
    first = staff.open_account(head, vault, HANH)
    enter("hanh", first.first_password, new=OWN)
    again = staff.reset_password(head, vault, first.user)
    assert again.first_password != first.first_password
    with pytest.raises(Refused, match="Sai mật khẩu"):
        enter("hanh", OWN)
    with pytest.raises(Refused) as asked:
        enter("hanh", again.first_password)
    assert asked.value.code == staff.MUST_CHANGE
    assert enter("hanh", again.first_password, new=OWN)


def test_one_that_was_cut_short_is_seen_and_put_right(head, vault, enter):
    """The record stands and the key does not: as after a power cut between the two."""
    user = staff.add_user(head, HANH)
    assert holder(head, vault, user).login is None
    opened = staff.grant_here(head, vault, user)
    assert enter("hanh", opened.first_password, new=OWN).author.user == user


def test_a_login_that_another_person_has_on_this_pc_gets_a_number(head, vault, enter):
    staff.open_account(head, vault, HANH)
    with head.writing() as session:  # an account of that login, opened on another PC at the same time
        session.add(User(name="Giàng Thị Hạnh", login="hanh", role="nurse", active=True))
    other = next(row.id for row in staff.users(head) if row.name == "Giàng Thị Hạnh")
    opened = staff.grant_here(head, vault, other)
    assert opened.login == "hanh2"
    assert enter("hanh2", opened.first_password, new=OWN).author.user == other


def test_a_role_outside_the_matrix_gets_no_key(head, vault):
    opened = staff.open_account(head, vault, {**HANH, "role": "visitor"})
    assert opened.first_password is None


def test_what_happened_to_accounts_stands_in_the_log(head, vault, enter):
    first = staff.open_account(head, vault, HANH)
    staff.change_role(head, vault, first.user, "physician")
    staff.close_account(head, vault, first.user)
    assert actions(head) == ["opened", "role physician", "seal granted", "closed", "key taken"]


def test_a_policy_that_asks_more_is_asked_of_the_next_password(head, vault, enter, place):
    pem, public = new_signing_key(OWN)
    policy.trust(head, public)
    text = b"serial = 1\n[passwords]\nlength = 24\n"
    (place / policy.FILE).write_bytes(text)
    (place / policy.SIGNATURE).write_bytes(b64encode(signed(pem, OWN, text)))
    entry = home.sign_in(place, HEAD, PASSWORD, cost=FLOOR, clock=MovableClock())
    entry.database.close()
    assert entry.advice.short_password
    first = staff.open_account(head, vault, HANH)
    with pytest.raises(Refused, match="ít nhất 24"):
        enter("hanh", first.first_password, new=OWN)


def test_every_right_that_the_screens_ask_for_is_the_heads(head):
    assert all(staff.may(head, right) for right in Right if right is not Right.SIGN_POLICY)
