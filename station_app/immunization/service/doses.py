"""Recording, correcting and withdrawing a dose: one transaction each, asked of the rules first."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from station_app.common.days import PartialDate, to_instant
from station_app.common.errors import Refused
from station_app.common.names import fold
from station_app.immunization.model import Dose
from station_app.immunization.rules import Given, Objection, Proposed, Reason, judge, objections
from station_app.immunization.schedule import Schedule, Series
from station_app.immunization.service.cards import card_of, province_of
from station_app.immunization.service.packs import day_of, schedule_on, vaccine_of
from station_app.immunization.wire import ENTITIES
from station_app.people.model import Person, PersonSearch
from station_app.store.database import Database, Opened
from station_app.store.entry import require
from station_app.store.listing import about, rows
from station_app.store.verbs import Row, Values, Verbs, fetch, put, reasoned

DOSE = ENTITIES[0]
ASK = "ask"
"""The code of a refusal that the nurse answers by saving again, with `confirmed`."""
NO_LOT = "Chưa ghi số lô. Nhập số lô in trên lọ, hoặc lưu nếu không còn đọc được."
_IMPOSSIBLE = (Reason.FUTURE, Reason.BEFORE_BIRTH, Reason.EXPIRED_LOT)


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseToRecord:
    """A dose as the nurse enters it, in canonical values. What is left out and can be known is filled in."""

    person: str
    vaccine: str
    given_on: str
    dose_number: int | None = None
    given_at: str | None = None
    lot: str | None = None
    expiry: str | None = None
    manufacturer: str | None = None
    site: str | None = None
    route: str | None = None
    volume: str | None = None
    program: str | None = None
    vaccinator: str | None = None
    historical: bool | None = None
    facility: str | None = None
    evidence: str | None = None
    screening: str | None = None
    reaction: str | None = None
    note: str | None = None


def record_dose(database: Database, wanted: DoseToRecord, *, confirmed: bool = False) -> str:
    """Returns the id. Raises Refused under a field; with code "ask" where saving again with `confirmed` is
    the nurse's answer to every question that was shown."""
    values = asdict(wanted)
    require(DOSE, values)
    with database.writing() as session:
        recipient = _recipient(session, wanted.person)
        card = card_of(session, recipient.id)
        schedule, proposed = _proposed(session, values)
        against = _against(database, schedule, proposed, recipient, card)
        _refuse_or_ask(against, confirmed, no_lot=not (wanted.historical or wanted.lot))
        if values["dose_number"] is None:
            values["dose_number"] = _number(schedule, proposed, recipient, card)
        if values["given_at"] is None and wanted.given_on == database.clock.today().isoformat():
            values["given_at"] = to_instant(database.clock.now())
        dose = Dose(**values)
        session.add(dose)
    return dose.id


def correct_dose(
    database: Database, dose: str, values: Values, *, reason: str | None, opened: Sequence[Opened] = ()
) -> None:
    """What was really given is written down even against the schedule; only the impossible is refused."""
    reasoned(DOSE, reason)
    with database.writing(reason=reason, opened=opened) as session:
        record = fetch(session, Dose, dose)
        if values.get("person", record.person) != record.person:
            raise Refused("Mũi này ghi nhầm người: huỷ mũi, rồi ghi lại cho đúng người.", "person")
        put(record, values)
        now = {
            name: getattr(record, name) for name in ("person", "vaccine", "given_on", "expiry", "historical")
        }
        require(DOSE, now)
        recipient = _recipient(session, str(record.person))
        schedule, proposed = _proposed(session, now)
        against = _against(
            database, schedule, proposed, recipient, card_of(session, recipient.id, without=dose)
        )
        _refuse_or_ask([one for one in against if one.refuse and one.reason in _IMPOSSIBLE], confirmed=True)


def withdraw_dose(database: Database, dose: str, reason: str) -> None:
    """Entered in error: the dose stays readable in the history and is counted nowhere. Undo is this too."""
    if not reason.strip():
        raise Refused("Huỷ một mũi tiêm thì phải ghi lý do.", "reason")
    with database.writing(reason=reason) as session:
        fetch(session, Dose, dose).gone = reason


def find_doses(database: Database, query: str, limit: int) -> list[Row]:
    """Newest first; by a person's id or name, a dose's id, a vaccine or a lot."""
    statement = select(Dose).where(Dose.gone.is_(None)).order_by(Dose.given_on.desc(), Dose.id.desc())
    if asked := query.strip():
        named = select(PersonSearch.person).where(PersonSearch.folded.contains(fold(asked)))
        statement = statement.where(or_(about(Dose, asked, named), Dose.vaccine == asked, Dose.lot == asked))
    with database.reading() as session:
        return rows(session, statement, limit)


@dataclass(frozen=True, slots=True)
class _Recipient:
    id: str
    born: PartialDate | None
    sex: str
    died: PartialDate | None


def _recipient(session: Session, person: str) -> _Recipient:
    """Four columns and no more: this is read at every dose of a session."""
    sql = "SELECT birth_date, sex, died_on FROM person WHERE id = ? AND gone IS NULL"
    found = session.connection().exec_driver_sql(sql, (person,)).first()
    if found:
        return _Recipient(person, day_of(found[0]), found[1] or "unknown", day_of(found[2]))
    try:
        fetch(session, Person, person)
    except Refused as refusal:
        raise refusal.at("person") from None
    raise AssertionError(person)


def _proposed(session: Session, values: Values) -> tuple[Schedule, Proposed]:
    on = PartialDate.parse_iso(str(values["given_on"]))
    proposed = Proposed(
        vaccine_of(str(values["vaccine"])),
        on,
        day_of(str(values["expiry"])) if values.get("expiry") else None,
        bool(values.get("historical")),
    )
    return schedule_on(on.latest, province_of(session)), proposed


def _against(
    database: Database, schedule: Schedule, proposed: Proposed, recipient: _Recipient, card: Sequence[Given]
) -> Sequence[Objection]:
    died, born = recipient.died, recipient.born
    if died and proposed.on.earliest > died.latest:
        raise Refused(f"Người này đã mất ngày {died.shown}. Xem lại ngày tiêm.", "given_on")
    if born is None:
        return ()
    today = database.clock.today()
    return objections(schedule, proposed, born=born, sex=recipient.sex, given=card, today=today)


def _refuse_or_ask(against: Sequence[Objection], confirmed: bool, *, no_lot: bool = False) -> None:
    for objection in against:
        if objection.refuse:
            # "Too soon" alone would puzzle who is only writing the same dose a second time.
            doubled = [one.text for one in against if one.reason is Reason.DUPLICATE]
            raise Refused("\n".join([*doubled, objection.text]), objection.field)
    questions = [(one.text, one.field) for one in against] + ([(NO_LOT, "lot")] if no_lot else [])
    if questions and not confirmed:
        raise Refused("\n".join(text for text, _ in questions), questions[0][1], code=ASK)


def _number(schedule: Schedule, proposed: Proposed, recipient: _Recipient, card: Sequence[Given]) -> int:
    """Its place in the series that the product is best for; else how often this product was given."""
    mine = Given(proposed.vaccine, proposed.on, "\uffff")
    taking = [s for s in schedule.series if s.history is None and _takes(s, proposed)]
    if recipient.born and taking:
        series = max(taking, key=lambda one: max(len(need) for step in one.steps for need in step.needs))
        done = 0
        for one in judge(schedule, series, recipient.born, [*card, mine]):
            if one.given is mine:
                return one.step.number if one.step else done + 1
            done += one.counts or one.step is None
    return 1 + sum(dose.vaccine.code == proposed.vaccine.code for dose in card)


def _takes(series: Series, proposed: Proposed) -> bool:
    return any(step.takes(proposed.vaccine.antigens) for step in series.steps)


def _new(database: Database, values: Values) -> str:
    """A script has nobody to ask: what is only unlikely is taken as meant."""
    require(DOSE, values)
    return record_dose(database, DoseToRecord(**values), confirmed=True)  # type: ignore[arg-type]


def _correct(
    database: Database, record: str, values: Values, reason: str | None, opened: Sequence[Opened]
) -> None:
    correct_dose(database, record, values, reason=reason, opened=opened)


VERBS = {"dose": Verbs(new=_new, correct=_correct, withdraw=withdraw_dose, find=find_doses)}
