"""One's own password: how long it must be, and changing it."""

from station_app.common.errors import Refused
from station_app.staff.service import records
from station_app.staff.service.phone import has_phone
from station_app.store import audit, policy
from station_app.store.audit import Action
from station_app.store.database import Database
from station_app.store.vault import Vault, password_objection


def least_length(database: Database, login: str) -> int:
    """Less with a second check by the phone; by the policy in force, never below the law."""
    terms = policy.current(database)
    return terms.password_length_with_phone if has_phone(database, login) else terms.password_length


def change_password(database: Database, vault: Vault, login: str, old: str, new: str) -> None:
    """The old one proves who is asking. Raises Refused under `new` with what to do instead."""
    if new == old:
        raise Refused("Mật khẩu mới giống mật khẩu cũ. Chọn mật khẩu khác.", "new", code="password_same")
    least = least_length(database, login)
    if reason := password_objection(new, login, least=least, about=about(database)):
        raise Refused(reason, "new", code="password_weak")
    try:
        vault.change_password(login, old, new, least=least)
    except Refused as refusal:
        raise refusal.at("old") from None
    audit.note(database, Action.KEY_CHANGED, entity="user", record=database.author.user, detail="password")


def about(database: Database) -> tuple[str, ...]:
    """What a thief would try first: the names of the person, the station and its service point."""
    station = database.station()
    me = records.name_of(database, [database.author.user]).get(database.author.user, "")
    return tuple(name for name in (me, station.name, station.point_name) if name)
