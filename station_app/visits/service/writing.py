"""From the door to the drawer: receive, begin, measure, close; correct with a reason, take back a slip."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta, timezone

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

import resources
from station_app.common.days import VIETNAM, PartialDate, age_in_months, parse_instant, to_instant
from station_app.common.errors import Refused
from station_app.common.names import fold
from station_app.people.model import Person, PersonSearch
from station_app.store.database import Database, Opened
from station_app.store.entry import require
from station_app.store.listing import about, rows
from station_app.store.resealing import Labels
from station_app.store.restriction import kept_label, restricted_category
from station_app.store.verbs import Row, Value, Values, Verbs, fetch, put, reasoned
from station_app.visits.model import Visit
from station_app.visits.rules import (
    SIGNS,
    Doubt,
    against_closing,
    against_follow_up,
    against_vitals,
    other_codes,
)
from station_app.visits.wire import ENTITIES

VISIT = ENTITIES[0]
ASK = "ask"
"""The code of a refusal that the nurse answers by saving again, with `confirmed`."""
WAITING, SEEN, CLOSED, LEFT = "waiting", "seen", "closed", "left"
OPEN = (WAITING, SEEN)
USUAL_TYPE = "01"


def receive(
    database: Database,
    *,
    person: str,
    reason: str,
    visit_type: str = USUAL_TYPE,
    arrived_at: str | None = None,
    confirmed: bool = False,
    **more: Value,
) -> str:
    """Puts a person into the reception queue of this service point. Asks where they already wait."""
    now = to_instant(database.clock.now())
    values: dict[str, Value] = {
        **more,
        "person": person,
        "reason": reason,
        "visit_type": visit_type,
        "arrived_at": arrived_at or now,
        "status": WAITING,
    }
    require(VISIT, values)
    with database.writing() as session:
        patient = _patient(session, person)
        if not confirmed:
            _ask_if_waiting(session, database, person)
        visit = Visit()
        _put(visit, values)
        _checked(database, patient, visit, confirmed)
        session.add(visit)
    return visit.id


def start_visit(database: Database, visit: str, *, practitioner: str | None = None) -> None:
    """The person is called in. Beginning twice changes nothing."""
    with database.writing() as session:
        record = _open(session, visit)
        if record.status == WAITING:
            record.status = SEEN
            record.started_at = record.started_at or to_instant(database.clock.now())
        record.practitioner = practitioner or record.practitioner


def record_vitals(
    database: Database,
    visit: str,
    values: Values,
    *,
    opened: Sequence[Opened] = (),
    confirmed: bool = False,
) -> None:
    """Only vital signs; a closed visit is corrected instead, with a reason."""
    strange = next((name for name in values if name not in SIGNS), None)
    if strange:
        raise Refused("Mục này không phải dấu hiệu sinh tồn.", strange)
    with database.writing(opened=opened) as session:
        record = _open(session, visit)
        _put(record, values)
        _checked(database, _patient(session, record.person), record, confirmed)


def save_visit(
    database: Database, visit: str, values: Values, *, opened: Sequence[Opened] = (), confirmed: bool = False
) -> None:
    """Keeps what is written so far of a visit that goes on."""
    with database.writing(opened=opened) as session:
        record = _open(session, visit)
        _put(record, _own(values))
        _checked(database, _patient(session, record.person), record, confirmed)


def close_visit(
    database: Database, visit: str, values: Values, *, opened: Sequence[Opened] = (), confirmed: bool = False
) -> None:
    """Raises Refused without a diagnosis. From now on the visit is only corrected, with a reason."""
    with database.writing(opened=opened) as session:
        record = _open(session, visit)
        _put(record, _own(values))
        now = to_instant(database.clock.now())
        record.status = CLOSED
        record.started_at = record.started_at or now
        record.ended_at = record.ended_at or now
        _checked(database, _patient(session, record.person), record, confirmed)


def leave(database: Database, visit: str) -> None:
    """The person went away without being seen."""
    with database.writing() as session:
        record = _open(session, visit)
        record.status, record.ended_at = LEFT, to_instant(database.clock.now())


def correct_visit(
    database: Database,
    visit: str,
    values: Values,
    *,
    reason: str | None,
    opened: Sequence[Opened] = (),
    confirmed: bool = False,
) -> None:
    reasoned(VISIT, reason)
    with database.writing(reason=reason, opened=opened) as session:
        record = fetch(session, Visit, visit)
        if values.get("person", record.person) != record.person:
            raise Refused("Lượt khám này ghi nhầm người: huỷ đi, rồi tiếp nhận đúng người.", "person")
        _put(record, values)
        _checked(database, _patient(session, record.person), record, confirmed)


def withdraw_visit(database: Database, visit: str, reason: str) -> None:
    if not reason.strip():
        raise Refused("Huỷ một lượt khám thì phải ghi lý do.", "reason")
    with database.writing(reason=reason) as session:
        fetch(session, Visit, visit).gone = reason


def record_visit(database: Database, values: Values, *, confirmed: bool = False) -> str:
    """A whole visit written down afterwards: closed where it has a diagnosis, else waiting."""
    now = to_instant(database.clock.now())
    found = {name: value for name, value in values.items() if value not in (None, "")}
    diagnosed = found.get("diagnosis") or found.get("icd10_main")
    completed = {
        "visit_type": USUAL_TYPE,
        "status": CLOSED if diagnosed else WAITING,
        "arrived_at": now,
    } | found
    require(VISIT, completed)
    with database.writing() as session:
        patient = _patient(session, str(completed["person"]))
        visit = Visit()
        _put(visit, completed)
        _checked(database, patient, visit, confirmed)
        session.add(visit)
    return visit.id


def find_visits(database: Database, query: str, limit: int) -> list[Row]:
    """Newest first, by a visit's or person's id, a name or a code. What is restricted is never listed."""
    statement = (
        select(Visit)
        .where(Visit.gone.is_(None), Visit.person.is_not(None), Visit.restricted.is_(None))
        .order_by(Visit.arrived_at.desc(), Visit.id.desc())
    )
    if asked := query.strip():
        named = select(PersonSearch.person).where(PersonSearch.folded.contains(fold(asked)))
        statement = statement.where(or_(about(Visit, asked, named), Visit.icd10_main == asked.upper()))
    with database.reading() as session:
        return rows(session, statement, limit)


def label(visit: Visit) -> str | None:
    """The restricted category of what a visit says, whoever wrote it."""
    said = ". ".join(
        text for text in (visit.reason, visit.diagnosis, visit.symptoms, visit.treatment, visit.note) if text
    )
    return restricted_category(f"{visit.icd10_main or ''} {visit.icd10_other or ''}", None, words=said)


def _put(visit: Visit, values: Values) -> None:
    """Every way of writing a visit sets its label: a restricted diagnosis may stand in an ordinary visit."""
    before, was = visit.restricted, label(visit)
    put(visit, values)
    visit.restricted = kept_label(visit.restricted, label(visit), before=before, was=was)


def _own(values: Values) -> Mapping[str, Value]:
    """Whom a visit is about and when it began are not the form's to change."""
    return {name: value for name, value in values.items() if name not in ("person", "arrived_at", "status")}


def _checked(database: Database, patient: Person, visit: Visit, confirmed: bool) -> None:
    values = {field.name: getattr(visit, field.name) for field in VISIT.fields}
    require(VISIT, values)
    visit.icd10_other = other_codes(visit.icd10_other, visit.icd10_main)
    if not visit.diagnosis and visit.icd10_main:
        visit.diagnosis = _title(visit.icd10_main)
    day = _day(database, visit)
    died = PartialDate.parse_iso(patient.died_on) if patient.died_on else None
    if died and day > died.latest:
        raise Refused(f"Người này đã mất ngày {died.shown}.", "person")
    months = _months(patient, day)
    _refuse_or_ask(_doubts(values, months, day), confirmed)


def _doubts(values: Values, months: int | None, day: date) -> list[Doubt]:
    follow_up = values["follow_up_on"]
    found = list(against_vitals(values, months=months))
    found += against_follow_up(PartialDate.parse_iso(str(follow_up)) if follow_up else None, day)
    if values["status"] == CLOSED:
        found += against_closing(values, months=months)
    return sorted(found, key=lambda doubt: not doubt.refuse)


def _refuse_or_ask(doubts: Iterable[Doubt], confirmed: bool) -> None:
    asked = []
    for doubt in doubts:
        if doubt.refuse:
            raise Refused(doubt.text, doubt.field)
        asked.append(doubt)
    if asked and not confirmed:
        raise Refused("\n".join(doubt.text for doubt in asked), asked[0].field, code=ASK)


def _ask_if_waiting(session: Session, database: Database, person: str) -> None:
    since = to_instant(database.clock.now() - timedelta(hours=12))
    waiting = session.scalar(
        select(Visit.arrived_at).where(
            Visit.person == person, Visit.status.in_(OPEN), Visit.gone.is_(None), Visit.arrived_at >= since
        )
    )
    if waiting:
        at = parse_instant(waiting).astimezone(timezone(VIETNAM)).strftime("%H:%M")
        raise Refused(
            f"Người này đã được tiếp nhận lúc {at} và đang chờ. Lưu nếu là lượt khác.", "person", ASK
        )


def _open(session: Session, visit: str) -> Visit:
    record = fetch(session, Visit, visit)
    if record.status not in OPEN:
        raise Refused(
            "Lượt khám đã kết thúc. Muốn sửa thì dùng “Sửa lượt khám” và ghi lý do.", "id", "closed"
        )
    return record


def _patient(session: Session, person: str | None) -> Person:
    try:
        with session.no_autoflush:
            return fetch(session, Person, person or "")
    except Refused as refusal:
        raise refusal.at("person") from None


def _day(database: Database, visit: Visit) -> date:
    moment = parse_instant(visit.arrived_at) if visit.arrived_at else database.clock.now()
    if visit.arrived_at and moment > database.clock.now() + timedelta(minutes=5):
        raise Refused("Giờ đến khám chưa tới. Xem lại ngày giờ.", "arrived_at")
    return moment.astimezone(timezone(VIETNAM)).date()


def _months(patient: Person, day: date) -> int | None:
    try:
        born = PartialDate.parse_iso(patient.birth_date).earliest if patient.birth_date else None
    except Refused:
        born = None
    return age_in_months(born, day) if born and born <= day else None


def _title(icd10: str) -> str:
    return next((code.label for code in resources.codes("icd10_common") if code.code == icd10), icd10)


def _correct(
    database: Database, visit: str, values: Values, reason: str | None, opened: Sequence[Opened]
) -> None:
    correct_visit(database, visit, values, reason=reason, opened=opened, confirmed=True)


LABELS: Labels = {Visit: label}
VERBS = {
    "visit": Verbs(
        new=lambda database, values: record_visit(database, values, confirmed=True),
        correct=_correct,
        withdraw=withdraw_visit,
        find=find_visits,
    )
}
