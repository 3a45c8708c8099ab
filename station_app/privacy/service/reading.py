"""What the register, the page of a request and a person's page show, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from station_app.common.days import PartialDate
from station_app.common.errors import Refused
from station_app.people.model import Person
from station_app.people.service import people_named, shown_day
from station_app.privacy.model import Consent, DataRequest, ProcessingRestriction
from station_app.privacy.rules.deadlines import CLOSED, Due, Facts, Stage, Standing, Urgency, due, standing
from station_app.privacy.rules.speaking import Speaker, age_of, speaker, speaks
from station_app.privacy.rules.using import PERMIT
from station_app.privacy.service.handling import born
from station_app.privacy.service.packs import calendar, deadlines_on
from station_app.privacy.service.rights import may_handle
from station_app.privacy.wire import ENTITIES
from station_app.store.database import Database
from station_app.store.entry import label_of
from station_app.store.verbs import Entity, fetch

REQUEST, CONSENT, RESTRICTION = ENTITIES
_STEPS = {
    Stage.ACKNOWLEDGE: "Báo đã nhận yêu cầu",
    Stage.DECIDE: "Quyết định",
    Stage.CARRY_OUT: "Thực hiện và trả lời",
}


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request in the register. `next_step` is what the station owes; empty when nothing."""

    id: str
    code: str
    person: str
    name: str
    kind: str
    kind_label: str
    received_on: str
    status: str
    status_label: str
    standing: Standing
    next_step: str

    @property
    def is_open(self) -> bool:
        return self.standing.stage is not Stage.CLOSED


@dataclass(frozen=True, slots=True)
class RequestCard:
    """One request whole: what was asked, by whom, what was decided, and its days. `labels` are in words."""

    id: str
    person: str
    name: str
    values: dict[str, Any]
    labels: dict[str, str]
    due: Due
    standing: Standing
    next_step: str
    legal_basis: str

    @property
    def code(self) -> str:
        return self.labels["code"]


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """`stands`: permitted and not withdrawn."""

    id: str
    purpose: str
    purpose_label: str
    basis_label: str
    stands: bool
    ask_again: bool
    """Those who answered then are not those who must answer now: a child has grown."""
    words: str
    detail: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class RestrictionLine:
    id: str
    scope_label: str
    holds: bool
    words: str
    reason: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class PersonRights:
    """All that a person's page says of their rights."""

    person: str
    requests: tuple[RequestLine, ...]
    consents: tuple[ConsentLine, ...]
    restrictions: tuple[RestrictionLine, ...]
    may_handle: bool
    """Whether the signed-in person may decide on requests and hand the record out."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many requests are open, and of these how many are late or nearly so."""

    open: int
    overdue: int
    soon: int


def requests(
    database: Database, *, everything: bool = False, person: str | None = None
) -> tuple[RequestLine, ...]:
    """Open ones, what is due soonest first; with `everything` the closed ones after them, newest first."""
    statement = select(DataRequest).where(DataRequest.gone.is_(None))
    if person:
        statement = statement.where(DataRequest.person == person)
    if not everything:
        is_open = or_(DataRequest.status.is_(None), DataRequest.status.not_in(CLOSED))
        statement = statement.where(is_open)
    with database.reading() as session:
        rows = session.scalars(statement.order_by(DataRequest.id.desc())).all()
    names = people_named(database, {row.person for row in rows if row.person})
    today = database.clock.today()
    lines = [_line(row, names, today) for row in rows]
    waiting = sorted((one for one in lines if one.is_open), key=lambda one: one.standing.due)
    return (*waiting, *(one for one in lines if not one.is_open))


def waiting(database: Database) -> Waiting:
    lines = requests(database)
    return Waiting(
        len(lines),
        sum(one.standing.urgency is Urgency.OVERDUE for one in lines),
        sum(one.standing.urgency is Urgency.SOON for one in lines),
    )


def request_card(database: Database, id: str) -> RequestCard:
    """Raises Refused where there is no such request, or it was withdrawn."""
    today = database.clock.today()
    with database.reading() as session:
        row = fetch(session, DataRequest, id)
        values = _values(REQUEST, row)
    facts = facts_of(row)
    deadlines = deadlines_on(facts.received_on)
    found = standing(facts, today, deadlines, calendar())
    return RequestCard(
        row.id,
        row.person or "",
        people_named(database, [row.person or ""]).get(row.person or "", ""),
        values,
        {field.name: label_of(field, values[field.name]) for field in REQUEST.fields},
        due(facts, deadlines, calendar()),
        found,
        _STEPS.get(found.stage, ""),
        deadlines.legal_basis,
    )


def find_request(database: Database, asked: str) -> str:
    """The id of a request by its id or its code. Raises Refused where there is none."""
    with database.reading() as session:
        query = select(DataRequest.id).where(
            DataRequest.gone.is_(None),
            (DataRequest.id == asked) | (DataRequest.code == asked.strip().upper()),
        )
        found = session.scalars(query).first()
    if found is None:
        raise Refused(f"Không có yêu cầu nào mang mã {asked} trên máy này.", "request", code="not_found")
    return found


def person_rights(database: Database, person: str) -> PersonRights:
    today = database.clock.today()
    with database.reading() as session:
        consents = _about(session, Consent, person)
        who = speaker(age_of(born(fetch(session, Person, person)), today), deadlines_on(today))
        restrictions = _about(session, ProcessingRestriction, person)
    return PersonRights(
        person,
        requests(database, everything=True, person=person),
        tuple(_consent(row, who) for row in consents),
        tuple(_restriction(row, today) for row in restrictions),
        may_handle(database),
    )


def facts_of(row: DataRequest) -> Facts:
    """A request that another program wrote without a readable day counts from the day it was written."""
    received = _day(row.received_on) or _day((row.written_at or "")[:10]) or date.min
    return Facts(
        kind=row.kind or "",
        received_on=received,
        third_party=bool(row.third_party),
        acknowledged_on=_day(row.acknowledged_on),
        extended_on=_day(row.extended_on),
        decided_on=_day(row.decided_on),
        status=row.status or "",
    )


def _line(row: DataRequest, names: dict[str, str], today: date) -> RequestLine:
    facts = facts_of(row)
    found = standing(facts, today, deadlines_on(facts.received_on), calendar())
    return RequestLine(
        row.id,
        row.code or "",
        row.person or "",
        names.get(row.person or "", ""),
        row.kind or "",
        _label(REQUEST, "kind", row.kind),
        shown_day(row.received_on),
        row.status or "",
        _label(REQUEST, "status", row.status),
        found,
        _STEPS.get(found.stage, ""),
    )


def _consent(row: Consent, who: Speaker) -> ConsentLine:
    stands = row.decision == PERMIT and not row.withdrawn_on
    ask_again = stands and not speaks(by_person=bool(row.by_person), guardian=row.guardian_name, who=who)
    said = f"{_label(CONSENT, 'decision', row.decision)} ngày {shown_day(row.given_on)}"
    if row.withdrawn_on:
        said = f"{said}; rút lại ngày {shown_day(row.withdrawn_on)}"
    evidence = _label(CONSENT, "evidence", row.evidence)
    detail = [
        "Trẻ đã sang tuổi: phải hỏi lại" if ask_again else "",
        f"Người trả lời: {row.guardian_name}" if row.guardian_name else "",
        f"Gửi cho: {row.recipient}" if row.recipient else "",
        f"{evidence}, giữ ở {row.evidence_place}" if evidence and row.evidence_place else evidence,
        row.withdrawal_reason or "",
    ]
    return ConsentLine(
        row.id,
        row.purpose or "",
        _label(CONSENT, "purpose", row.purpose),
        _label(CONSENT, "legal_basis", row.legal_basis),
        stands,
        ask_again,
        said,
        " · ".join(part for part in detail if part),
        _values(CONSENT, row),
    )


def _restriction(row: ProcessingRestriction, today: date) -> RestrictionLine:
    first, last = _day(row.valid_from), _day(row.valid_to, last=True)
    holds = (first is None or first <= today) and (last is None or today <= last)
    until = f" đến {shown_day(row.valid_to)}" if row.valid_to else ""
    words = f"Từ {shown_day(row.valid_from)}{until}"
    return RestrictionLine(
        row.id,
        _label(RESTRICTION, "scope", row.scope),
        holds,
        words,
        row.reason or "",
        _values(RESTRICTION, row),
    )


def _about(session: Session, model: Any, person: str) -> Sequence[Any]:
    rows: Sequence[Any] = session.scalars(
        select(model).where(model.person == person, model.gone.is_(None)).order_by(model.id.desc())
    ).all()
    return rows


def _values(entity: Entity, row: Any) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in entity.fields}


def _label(entity: Entity, name: str, value: str | None) -> str:
    field = entity.field(name)
    assert field is not None
    return label_of(field, value)


def _day(text: str | None, *, last: bool = False) -> date | None:
    try:
        day = PartialDate.parse_iso(text) if text else None
    except Refused:
        return None
    return None if day is None else day.latest if last else day.earliest
