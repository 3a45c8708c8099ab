"""What was given to whom, and where each series stands on a certain day."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from station_app.common.days import PartialDate
from station_app.immunization.model import Dose, DoseTwice
from station_app.immunization.rules import DueDose, Given, State, next_doses
from station_app.immunization.service.packs import day_of, given, schedule_on, vaccine_of
from station_app.people.model import Person
from station_app.store.database import Database
from station_app.store.verbs import fetch


@dataclass(frozen=True, slots=True)
class DoseLine:
    """A dose as a card or a sheet shows it; codes and canonical days, the label of the vaccine beside."""

    id: str
    person: str
    vaccine: str
    label: str
    dose_number: int | None
    given_on: str | None
    given_at: str | None
    lot: str | None
    expiry: str | None
    manufacturer: str | None
    site: str | None
    route: str | None
    program: str | None
    vaccinator: str | None
    historical: bool
    facility: str | None
    reaction: str | None
    note: str | None
    author: str | None
    point: str | None
    doubles: str | None = None
    """The dose of which it may be a second writing; until a person has decided it counts nowhere."""


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """One series of a card: its steps, the one it waits for, and its state in one word."""

    code: str
    label: str
    steps: tuple[DueDose, ...]
    next: DueDose | None
    state: State


@dataclass(frozen=True, slots=True)
class Card:
    """What the dose screen opens with. `selected` is the vaccine to offer first."""

    person: str
    series: tuple[SeriesLine, ...]
    doses: tuple[DoseLine, ...]
    selected: str | None


def doses_of(database: Database, person_ids: Sequence[str]) -> dict[str, tuple[DoseLine, ...]]:
    """The live doses of each person, oldest first; everyone asked about has an entry."""
    with database.reading() as session:
        return _doses(session, person_ids)


def antigen_row(database: Database, person: str, today: date) -> Card:
    """Where every series of one person stands. Raises Refused where the person is not on this PC."""
    with database.reading() as session:
        fetch(session, Person, person)
        doses = _doses(session, [person])[person]
        steps = _coming(session, [person], today).get(person, ())
        labels = {series.code: series.label for series in schedule_on(today, province_of(session)).series}
    series = tuple(
        _line(code, labels.get(code, code), [step for step in steps if step.series == code])
        for code in dict.fromkeys(step.series for step in steps)
    )
    return Card(person, series, doses, _selected(series))


def due_of(database: Database, person_ids: Sequence[str], today: date) -> dict[str, tuple[DueDose, ...]]:
    """The next dose of each open series, the earliest due first, reckoned anew for today.

    The dead and grown people have none; `state` says which are due, overdue or not yet."""
    with database.reading() as session:
        coming = _coming(session, person_ids, today)
    return {person: waiting(coming.get(person, ())) for person in person_ids}


def waiting(steps: Sequence[DueDose]) -> tuple[DueDose, ...]:
    waited = [step for step in steps if step.is_next and step.state is not State.TOO_LATE]
    return tuple(sorted(waited, key=lambda step: (step.due or date.max, step.series)))


def province_of(session: Session) -> str | None:
    province: str | None = session.connection().exec_driver_sql("SELECT province FROM station").scalar()
    return province


def card_of(session: Session, person: str, *, without: str | None = None) -> list[Given]:
    """The live doses of a person as the rules see them."""
    sql = "SELECT vaccine, given_on, id, device, dose_number FROM dose WHERE person = ? AND gone IS NULL"
    found = session.connection().exec_driver_sql(sql, (person,))
    doses = [given(*row) for row in found if row.id != without]
    return [dose for dose in doses if dose]


def _coming(session: Session, person_ids: Sequence[str], today: date) -> dict[str, tuple[DueDose, ...]]:
    schedule = schedule_on(today, province_of(session))
    people = session.execute(
        select(Person.id, Person.birth_date, Person.sex).where(
            Person.id.in_(person_ids), Person.gone.is_(None), Person.died_on.is_(None)
        )
    )
    born: dict[str, tuple[PartialDate, str]] = {}
    for person, birth_date, sex in people:
        if birth := day_of(birth_date):
            born[person] = birth, sex or "unknown"
    cards: dict[str, list[Given]] = defaultdict(list)
    columns = (Dose.person, Dose.vaccine, Dose.given_on, Dose.id, Dose.device, Dose.dose_number)
    for recipient, vaccine, day, record, device, number in session.execute(
        select(*columns).where(Dose.person.in_(born), Dose.gone.is_(None))
    ):
        if recipient and (dose := given(vaccine, day, record, device, number)):
            cards[recipient].append(dose)
    return {
        person: next_doses(schedule, born=birth, sex=sex, given=cards[person], on=today)
        for person, (birth, sex) in born.items()
    }


def _doses(session: Session, person_ids: Sequence[str]) -> dict[str, tuple[DoseLine, ...]]:
    found: dict[str, list[DoseLine]] = {person: [] for person in person_ids}
    statement = (
        select(Dose)
        .where(Dose.person.in_(person_ids), Dose.gone.is_(None))
        .order_by(Dose.given_on, Dose.given_at, Dose.id)
    )
    # The rule's order: of two that may be one, the later is the double.
    doubles = dict(
        session.execute(select(DoseTwice.other, DoseTwice.one).where(DoseTwice.person.in_(person_ids))).all()
    )
    for dose in session.scalars(statement):
        found[dose.person or ""].append(_shown(dose, doubles.get(dose.id)))
    return {person: tuple(doses) for person, doses in found.items()}


def _shown(dose: Dose, doubles: str | None) -> DoseLine:
    return DoseLine(
        id=dose.id,
        person=dose.person or "",
        vaccine=dose.vaccine or "",
        label=vaccine_of(dose.vaccine or "").label,
        dose_number=dose.dose_number,
        given_on=dose.given_on,
        given_at=dose.given_at,
        lot=dose.lot,
        expiry=dose.expiry,
        manufacturer=dose.manufacturer,
        site=dose.site,
        route=dose.route,
        program=dose.program,
        vaccinator=dose.vaccinator,
        historical=bool(dose.historical),
        facility=dose.facility,
        reaction=dose.reaction,
        note=dose.note,
        author=dose.author,
        point=dose.point,
        doubles=doubles,
    )


def _line(code: str, label: str, steps: list[DueDose]) -> SeriesLine:
    coming = next((step for step in steps if step.is_next), None)
    open_step = next((step for step in steps if step.state is not State.DONE), None)
    state = open_step.state if open_step else State.DONE
    return SeriesLine(code, label, tuple(steps), coming, state)


def _selected(series: Sequence[SeriesLine]) -> str | None:
    """The vaccine that has waited longest among those that may be given now."""
    due = [line.next for line in series if line.next and line.state in (State.DUE, State.OVERDUE)]
    return min(due, key=lambda step: step.due or date.max).vaccine if due else None
