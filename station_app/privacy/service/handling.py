"""Writing a request down and taking it step by step to its answer; each step is one transaction."""

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from station_app.common.days import PartialDate
from station_app.common.errors import Refused
from station_app.people.model import Person
from station_app.privacy.model import Consent, DataRequest, ProcessingRestriction
from station_app.privacy.rules.deadlines import CLOSED
from station_app.privacy.rules.speaking import Objection, age_of, capacity_objection
from station_app.privacy.rules.using import ALL, PERMIT
from station_app.privacy.service.packs import deadlines_on, retention_on
from station_app.privacy.service.rights import require_right
from station_app.privacy.service.wording import refuse_telling, refuse_words
from station_app.privacy.wire import ENTITIES
from station_app.staff import service as staff
from station_app.store import audit
from station_app.store.audit import Action
from station_app.store.database import Database, Opened
from station_app.store.entry import require
from station_app.store.verbs import Values, fetch, put

REQUEST, CONSENT, RESTRICTION = ENTITIES
RECEIVED, ACKNOWLEDGED, ACCEPTED = "received", "acknowledged", "accepted"
DONE, REFUSED, CANCELLED = "done", "refused", "cancelled"
STOPPING: Final = ("restriction", "objection", "deletion")
"""Requests after which data is used for less."""
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""None that is read for another: the code is said over the telephone."""


def register_request(database: Database, values: Values, *, confirmed: bool = False) -> str:
    """Writes a request down. Raises Refused, with code "ask" for what is only asked once."""
    today = database.clock.today()
    filled = {"status": RECEIVED, "received_on": today.isoformat()} | _said(values)
    filled["code"] = _new_code(str(filled["received_on"]))
    require(REQUEST, filled)
    refuse_telling(REQUEST, filled)
    with database.writing() as session:
        request = DataRequest(**filled)
        _check(session, request, today, confirmed=confirmed)
        session.add(request)
        session.flush()
        return request.id


def correct_request(
    database: Database,
    id: str,
    values: Values,
    reason: str | None = None,
    opened: Sequence[Opened] = (),
    *,
    confirmed: bool = True,
) -> None:
    """What was written down wrongly. A request never moves to another person: it is made anew."""
    refuse_telling(REQUEST, values)
    with database.writing(reason=reason, opened=opened) as session:
        request = fetch(session, DataRequest, id)
        if values.get("person", request.person) != request.person:
            raise Refused("Yêu cầu ghi nhầm người: huỷ đi, rồi ghi lại cho đúng người.", "person")
        put(request, values)
        require(REQUEST, {field.name: getattr(request, field.name) for field in REQUEST.fields})
        _check(session, request, database.clock.today(), confirmed=confirmed)


def acknowledge(database: Database, id: str, on: date | None = None) -> None:
    """The person has been told that the request was received."""
    with database.writing() as session:
        request = _open(session, id)
        day = on or database.clock.today()
        _refuse_before(request, day, "acknowledged_on")
        request.acknowledged_on = day.isoformat()
        if request.status == RECEIVED:
            request.status = ACKNOWLEDGED
        _note(database, request, "acknowledged")


def extend(database: Database, id: str, reason: str) -> None:
    """Once, with a reason that the person is told."""
    require_right(database)
    if not reason.strip():
        raise Refused("Gia hạn thì phải ghi lý do và báo cho người yêu cầu.", "extension_reason")
    refuse_words([("extension_reason", reason)])
    with database.writing(reason=reason) as session:
        request = _open(session, id)
        if request.extended_on:
            raise Refused("Yêu cầu này đã gia hạn một lần; luật chỉ cho một lần.", "extension_reason")
        request.extended_on = database.clock.today().isoformat()
        request.extension_reason = reason.strip()
        _note(database, request, "extended")


def decide(database: Database, id: str, decision: str, reason: str | None = None) -> None:
    """Granted and partly granted go on to be carried out; a refusal closes the request with its reason."""
    require_right(database)
    if decision != "granted" and not (reason or "").strip():
        raise Refused("Từ chối hoặc chỉ làm một phần thì phải ghi lý do.", "decision_reason")
    refuse_words([("decision_reason", reason)])
    today = database.clock.today().isoformat()
    with database.writing(reason=reason) as session:
        request = _open(session, id)
        request.decision = decision
        request.decision_reason = (reason or "").strip() or None
        request.decided_on = today
        request.decided_by = _name(database)
        request.status = REFUSED if decision == "refused" else ACCEPTED
        if decision == "refused":
            request.done_on = today
        _note(database, request, f"decided {decision}")


def complete(database: Database, id: str, on: date | None = None) -> None:
    """What was decided is done and the person has the answer; what must follow from it is written with it."""
    require_right(database)
    day = on or database.clock.today()
    with database.writing(reason=_because(database, id)) as session:
        request = _open(session, id)
        if not request.decided_on:
            raise Refused("Chưa có quyết định. Ghi quyết định trước.", "decision")
        _refuse_before(request, day, "done_on")
        request.done_on, request.status = day.isoformat(), DONE
        _consequences(session, request, day)
        _note(database, request, "done")


def cancel_request(database: Database, id: str, reason: str) -> None:
    """The person takes the request back."""
    if not reason.strip():
        raise Refused("Ghi lý do người yêu cầu rút lại.", "note")
    refuse_words([("note", reason)])
    with database.writing(reason=reason) as session:
        request = _open(session, id)
        request.status, request.done_on = CANCELLED, database.clock.today().isoformat()
        request.note = reason.strip()
        _note(database, request, "cancelled")


def withdraw_request(database: Database, id: str, reason: str) -> None:
    """Written down by mistake; it stays in the history."""
    if not reason.strip():
        raise Refused("Huỷ bản ghi thì phải ghi lý do.", "reason")
    with database.writing(reason=reason) as session:
        fetch(session, DataRequest, id).gone = (
            reason if reason.startswith("nhập nhầm") else f"nhập nhầm: {reason}"
        )


def _note(database: Database, request: DataRequest, detail: str) -> None:
    """In the same save: a step that is undone leaves no note."""
    person = f"person:{request.person}"
    audit.note(
        database,
        Action.REQUEST_HANDLED,
        entity="data_request",
        record=request.id,
        about=person,
        detail=detail,
    )


def _because(database: Database, id: str) -> str:
    with database.reading() as session:
        return because(fetch(session, DataRequest, id).code or "")


def because(code: str) -> str:
    """The reason under which all that follows from a request is written, and found again."""
    return f"theo yêu cầu {code}"


def _consequences(session: Session, request: DataRequest, day: date) -> None:
    """A granted restriction or objection holds from this day; a withdrawn consent is withdrawn. Of what was
    to be deleted, that goes which nothing obliges the station to keep, and the rest is restricted."""
    if request.kind == "deletion":
        person = fetch(session, Person, request.person or "")
        put(person, dict.fromkeys(retention_on(day).erasable.get("person", ())))
    if request.kind in STOPPING:
        session.add(
            ProcessingRestriction(
                person=request.person,
                scope=request.purpose or ALL,
                valid_from=day.isoformat(),
                reason=f"Theo yêu cầu {request.code}",
                request=request.id,
            )
        )
    if request.kind == "withdrawal":
        for consent in _standing_consents(session, request):
            consent.withdrawn_on, consent.request = day.isoformat(), request.id
            consent.withdrawal_reason = because(request.code or "")


def _standing_consents(session: Session, request: DataRequest) -> list[Consent]:
    standing = select(Consent).where(
        Consent.person == request.person,
        Consent.gone.is_(None),
        Consent.withdrawn_on.is_(None),
        Consent.decision == PERMIT,
    )
    about = request.purpose or ALL
    return [one for one in session.scalars(standing) if about in (ALL, one.purpose)]


def _open(session: Session, id: str) -> DataRequest:
    request = fetch(session, DataRequest, id)
    if request.status in CLOSED:
        raise Refused("Yêu cầu này đã đóng. Có việc mới thì ghi yêu cầu mới.", "status", code="closed")
    return request


def _check(session: Session, request: DataRequest, today: date, *, confirmed: bool) -> None:
    with session.no_autoflush:
        person = _person(session, request.person)
    received = _day(request.received_on, "received_on")
    if received > today:
        raise Refused(f"{received:%d/%m/%Y} là ngày chưa tới. Xem lại ngày nhận.", "received_on")
    found = capacity_objection(
        request.capacity or "",
        request.requester_paper,
        age_of(born(person), received),
        deadlines_on(received),
    )
    object_to(found, confirmed=confirmed)


def object_to(found: Objection | None, *, confirmed: bool) -> None:
    """Firm objections always stop; the others once, with code "ask"."""
    if found and (found.firm or not confirmed):
        raise Refused(found.words, found.field, code="refused" if found.firm else "ask")


def born(person: Person) -> PartialDate | None:
    """The birth date, or None where it is not known or another program wrote something else."""
    try:
        return PartialDate.parse_iso(person.birth_date) if person.birth_date else None
    except Refused:
        return None


def _person(session: Session, person: str | None) -> Person:
    try:
        return fetch(session, Person, person or "")
    except Refused as refusal:
        raise refusal.at("person") from None


def _day(text: str | None, field: str) -> date:
    day = PartialDate.parse_iso(text or "").exact
    if day is None:
        raise Refused("Cần đủ ngày, tháng, năm.", field)
    return day


def _refuse_before(request: DataRequest, day: date, field: str) -> None:
    if request.received_on and day.isoformat() < request.received_on:
        raise Refused("Ngày này trước ngày nhận yêu cầu. Xem lại ngày.", field)


def _said(values: Values) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "")}


def _name(database: Database) -> str | None:
    return staff.name_of(database, [database.author.user]).get(database.author.user)


def _new_code(received_on: str) -> str:
    """Read by people, unique without asking anybody: the day and four signs by chance."""
    chance = "".join(secrets.choice(_LETTERS) for _ in range(4))
    return f"YC{received_on.replace('-', '')[2:8]}-{chance}"
