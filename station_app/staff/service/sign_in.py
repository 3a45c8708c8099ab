"""What stands between a right password and the work: the phone, a password of one's own, the policy."""

from contextlib import suppress
from dataclasses import dataclass

from station_app.common.errors import Refused, Unavailable
from station_app.staff.rules import Right
from station_app.staff.service import rights
from station_app.staff.service.idling import note_use
from station_app.staff.service.keyholders import follow
from station_app.staff.service.passwords import change_password, least_length
from station_app.staff.service.phone import has_phone, pass_phone
from station_app.store import policy
from station_app.store.database import Database
from station_app.store.vault import Vault
from station_app.store.vault.passwords import password_form

MUST_CHANGE = "must_change"
"""The code of a refusal that is answered with a new password."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What is asked of whoever has signed in, without keeping them out."""

    short_password: bool = False
    """From a release that took eight signs."""
    phone_wanted: bool = False
    """By the policy their role has a second check, and they have none yet."""


def pass_in(
    database: Database, vault: Vault, login: str, password: str, *, second: str = "", new: str | None = None
) -> Advice:
    """The password was right. Raises Refused for what must be there before anything opens."""
    rights.require(database, Right.HOLD_KEY)
    terms = policy.take_in(database, vault.home).policy
    if has_phone(database, login):
        pass_phone(database, vault, login, second)
    if new is None and any(slot.must_change for slot in vault.logins() if slot.login == login):
        raise Refused(
            "Mật khẩu này do người khác đặt. Đặt mật khẩu của riêng mình rồi mới vào sổ.",
            "new",
            code=MUST_CHANGE,
        )
    if new is not None:
        change_password(database, vault, login, password, new)
        password = new
    note_use(database, login)
    if rights.may(database, Right.ADMIT):
        with suppress(Refused, Unavailable):  # what cannot be taken away now keeps nobody out
            follow(database, vault)
    wanted = rights.role_of(database) in terms.phone_for and not has_phone(database, login)
    return Advice(len(password_form(password)) < least_length(database, login), wanted)
