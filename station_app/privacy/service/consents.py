"""What people agreed to, purpose by purpose, and where the use of their data is restricted."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from station_app.common.days import PartialDate
from station_app.common.errors import Refused
from station_app.people.model import Person
from station_app.privacy.model import Consent, ProcessingRestriction
from station_app.privacy.rules.speaking import age_of, consent_objection
from station_app.privacy.rules.using import ALL, PERMIT
from station_app.privacy.service.handling import born, object_to
from station_app.privacy.service.packs import deadlines_on, purpose_of
from station_app.privacy.service.wording import refuse_telling, refuse_words
from station_app.privacy.wire import ENTITIES
from station_app.store.database import Database, Opened
from station_app.store.entry import require
from station_app.store.verbs import Values, fetch, put

_, CONSENT, RESTRICTION = ENTITIES


def record_consent(database: Database, values: Values, *, confirmed: bool = True) -> str:
    """One purpose, one answer. Raises Refused where it would not count: nobody who may agree has agreed, or
    nothing proves it."""
    today = database.clock.today()
    filled = {"decision": PERMIT, "given_on": today.isoformat()} | _said(values)
    if filled.get("purpose"):
        filled.setdefault("legal_basis", purpose_of(str(filled["purpose"])).basis)
    require(CONSENT, filled)
    refuse_telling(CONSENT, filled)
    with database.writing() as session:
        consent = Consent(**filled)
        _check(session, consent, today)
        session.add(consent)
        session.flush()
        return consent.id


def correct_consent(
    database: Database, id: str, values: Values, reason: str | None = None, opened: Sequence[Opened] = ()
) -> None:
    refuse_telling(CONSENT, values)
    with database.writing(reason=reason, opened=opened) as session:
        consent = fetch(session, Consent, id)
        for name in ("person", "purpose"):
            if values.get(name, getattr(consent, name)) != getattr(consent, name):
                raise Refused("Ghi nhầm người hoặc nhầm mục đích: huỷ đi, rồi ghi lại.", name)
        put(consent, values)
        require(CONSENT, {field.name: getattr(consent, field.name) for field in CONSENT.fields})
        _check(session, consent, database.clock.today())


def withdraw_consent(database: Database, id: str, reason: str, on: date | None = None) -> None:
    """From this day on the data is not used for that purpose any more; what was done before stays lawful."""
    if not reason.strip():
        raise Refused("Ghi ai rút lại và vì sao, để sau này còn biết.", "reason")
    refuse_words([("reason", reason)])
    day = on or database.clock.today()
    with database.writing(reason=reason) as session:
        consent = fetch(session, Consent, id)
        if consent.withdrawn_on:
            raise Refused("Sự đồng ý này đã rút lại rồi.", "withdrawn_on")
        if consent.given_on and day.isoformat() < consent.given_on:
            raise Refused("Ngày rút lại trước ngày đồng ý. Xem lại ngày.", "withdrawn_on")
        consent.withdrawn_on, consent.withdrawal_reason = day.isoformat(), reason.strip()


def retract_consent(database: Database, id: str, reason: str) -> None:
    """Written down by mistake; it stays in the history."""
    _retract(database, Consent, id, reason)


def restrict(database: Database, values: Values) -> str:
    """From a day on, data is used for care and duties of the state only."""
    today = database.clock.today()
    filled = {"scope": ALL, "valid_from": today.isoformat()} | _said(values)
    require(RESTRICTION, filled)
    refuse_telling(RESTRICTION, filled)
    with database.writing() as session:
        restriction = ProcessingRestriction(**filled)
        with session.no_autoflush:
            _person(session, restriction.person)
        _refuse_backwards(restriction)
        session.add(restriction)
        session.flush()
        return restriction.id


def correct_restriction(
    database: Database, id: str, values: Values, reason: str | None = None, opened: Sequence[Opened] = ()
) -> None:
    refuse_telling(RESTRICTION, values)
    with database.writing(reason=reason, opened=opened) as session:
        restriction = fetch(session, ProcessingRestriction, id)
        if values.get("person", restriction.person) != restriction.person:
            raise Refused("Ghi nhầm người: huỷ đi, rồi ghi lại.", "person")
        put(restriction, values)
        require(RESTRICTION, {field.name: getattr(restriction, field.name) for field in RESTRICTION.fields})
        _refuse_backwards(restriction)


def lift_restriction(database: Database, id: str, reason: str, on: date | None = None) -> None:
    """The last day on which it holds; it stays in the register."""
    if not reason.strip():
        raise Refused("Ghi vì sao thôi hạn chế.", "reason")
    refuse_words([("reason", reason)])
    day = (on or database.clock.today()).isoformat()
    correct_restriction(database, id, {"valid_to": day}, reason)


def retract_restriction(database: Database, id: str, reason: str) -> None:
    _retract(database, ProcessingRestriction, id, reason)


def _retract(database: Database, model: Any, id: str, reason: str) -> None:
    if not reason.strip():
        raise Refused("Huỷ bản ghi thì phải ghi lý do.", "reason")
    with database.writing(reason=reason) as session:
        fetch(session, model, id).gone = reason if reason.startswith("nhập nhầm") else f"nhập nhầm: {reason}"


def _check(session: Session, consent: Consent, today: date) -> None:
    with session.no_autoflush:
        person = _person(session, consent.person)
    given = _day(consent.given_on)
    if given > today:
        raise Refused(f"{given:%d/%m/%Y} là ngày chưa tới. Xem lại ngày.", "given_on")
    found = consent_objection(
        by_person=bool(consent.by_person),
        guardian=consent.guardian_name,
        age=age_of(born(person), given),
        deadlines=deadlines_on(given),
    )
    object_to(found, confirmed=False)
    if consent.decision == PERMIT and consent.legal_basis == "consent":
        _refuse_unproven(consent)


def _refuse_unproven(consent: Consent) -> None:
    """Silence is no consent, and whoever uses data must prove that it was given."""
    if not consent.evidence:
        raise Refused("Đồng ý phải có bằng chứng kiểm lại được. Chọn loại bằng chứng.", "evidence")
    if not (consent.evidence_place or "").strip():
        raise Refused("Ghi giấy hoặc tệp giữ ở đâu, để tìm lại được.", "evidence_place")
    if not consent.told_sensitive:
        raise Refused("Phải báo cho người đó biết đây là dữ liệu nhạy cảm, rồi mới hỏi.", "told_sensitive")


def _person(session: Session, person: str | None) -> Person:
    try:
        return fetch(session, Person, person or "")
    except Refused as refusal:
        raise refusal.at("person") from None


def _day(text: str | None) -> date:
    return PartialDate.parse_iso(text or "").latest


def _refuse_backwards(restriction: ProcessingRestriction) -> None:
    if restriction.valid_to and restriction.valid_from and restriction.valid_to < restriction.valid_from:
        raise Refused("Ngày thôi hạn chế trước ngày bắt đầu. Xem lại ngày.", "valid_to")


def _said(values: Values) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "")}
