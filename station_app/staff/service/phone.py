"""The second check of the signed-in person on this PC: set up, asked at sign-in, taken away."""

from dataclasses import dataclass

from station_app.common.days import to_instant
from station_app.common.errors import Refused
from station_app.store import audit, policy
from station_app.store.audit import Action
from station_app.store.database import Database
from station_app.store.station import PhoneSecret
from station_app.store.vault import Vault, password_objection
from station_app.store.vault.own_box import opened_by_own, sealed_for_own
from station_app.store.vault.phone_code import PhoneCheck, new_phone_check, phone_uri, typed_secret

SECOND = "second"
"""The field, and the beginning of the codes, of a refusal that asks for the phone's six digits."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What is shown while the phone is set up; nothing of it is kept before a code from the phone fits."""

    check: PhoneCheck
    uri: str
    typed: str
    paper_codes: tuple[str, ...]


def has_phone(database: Database, login: str) -> bool:
    with database.reading() as session:
        return session.get(PhoneSecret, login) is not None


def begin_phone(database: Database, login: str) -> Enrolment:
    check, codes = new_phone_check()
    uri = phone_uri(check.secret, login, database.station().name)
    return Enrolment(check, uri, typed_secret(check.secret), tuple(codes))


def confirm_phone(database: Database, login: str, enrolment: Enrolment, typed: str) -> None:
    """From now on a sign-in asks for the phone. Raises Refused unless the phone shows the right digits."""
    after = enrolment.check.accepting(typed, database.clock.now())
    if after is None or after.paper != enrolment.check.paper:
        raise Refused(
            "Sáu chữ số chưa đúng. Xem lại giờ của điện thoại và của máy này rồi gõ mã đang hiện.",
            SECOND,
            code="second_wrong",
        )
    _keep(database, login, after)
    audit.note(
        database, Action.ACCOUNT_CHANGED, entity="user", record=database.author.user, detail="phone on"
    )


def pass_phone(database: Database, vault: Vault, login: str, typed: str) -> None:
    """At sign-in, after the password. What was accepted is on the disk as used before anything opens."""
    name, kept = f"{login} phone", _read(database, login)
    if kept is None:
        # The password was set anew with the paper code or by the head: the old check went with the old key.
        _forget(database, login, "phone lost")
        return
    if not typed.strip():
        raise Refused("Gõ 6 chữ số đang hiện trên điện thoại.", SECOND, code="second_needed")
    vault.attempts.refuse_while_waiting(name)
    after = kept.accepting(typed, database.clock.now())
    if after is None:
        vault.attempts.failed(name)
        raise Refused(
            "Mã xác nhận chưa đúng, hoặc đã dùng rồi. Chờ điện thoại hiện mã mới; mất điện thoại thì gõ một "
            "mã giấy, hoặc nhờ trưởng trạm đặt lại.",
            SECOND,
            code="second_wrong",
        )
    vault.attempts.succeeded(name)
    _keep(database, login, after)


def paper_codes_left(database: Database, login: str) -> int:
    kept = _read(database, login)
    return len(kept.paper) if kept else 0


def drop_phone(database: Database, vault: Vault, login: str, password: str) -> None:
    """One's own second check is taken away. The password proves who asks, and must be long enough without."""
    vault.unlock(login, password)
    least = policy.current(database).password_length
    if reason := password_objection(password, login, least=least):
        raise Refused(f"Chưa bỏ được: {reason} Đổi mật khẩu dài hơn trước.", "password", code="password_weak")
    _forget(database, login, "phone off")


def _forget(database: Database, login: str, detail: str) -> None:
    with database.writing() as session:
        if kept := session.get(PhoneSecret, login):
            session.delete(kept)
    audit.note(database, Action.ACCOUNT_CHANGED, entity="user", record=database.author.user, detail=detail)


def _read(database: Database, login: str) -> PhoneCheck | None:
    """None for what lies under another key than that of the signed-in person."""
    with database.reading() as session:
        kept = session.get(PhoneSecret, login)
    content = opened_by_own(_own(database), _purpose(login), kept.sealed) if kept else None
    return PhoneCheck.from_bytes(content) if content else None


def _keep(database: Database, login: str, check: PhoneCheck) -> None:
    sealed = sealed_for_own(_own(database), _purpose(login), check.to_bytes())
    with database.writing() as session:
        kept = session.get(PhoneSecret, login)
        since = kept.since if kept else to_instant(database.clock.now())
        session.merge(PhoneSecret(login=login, sealed=sealed, since=since))


def _own(database: Database) -> bytes:
    assert database.private is not None, "somebody has signed in"
    return database.private.own


def _purpose(login: str) -> str:
    return f"phone {login}"
