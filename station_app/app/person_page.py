"""A person's page from every room: what the banner says, and the timeline of a life."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from station_app.common.days import PartialDate
from station_app.common.errors import Refused
from station_app.health_records import service as health_records
from station_app.health_records.service import Alerts
from station_app.households import service as households
from station_app.households.screen.notes import MemberNotes, Note
from station_app.immunization import service as immunization
from station_app.immunization.rules import DueDose, State
from station_app.people.screen.banner import Flag, Surroundings
from station_app.people.screen.list import Home
from station_app.privacy import service as privacy
from station_app.shell.parts import Part
from station_app.shell.refill import Refill
from station_app.shell.screen import Changes, Frame
from station_app.shell.theme import SIZES
from station_app.shell.theme import State as Look
from station_app.shell.widgets import EmptyState, TimelineRow, text
from station_app.store.database import Database
from station_app.visits import service as visits

RESTRICTED_USE = "Hạn chế xử lý dữ liệu"
MARK = Note(RESTRICTED_USE, "attention", "shield")
MOST_FLAGS, MOST_EVENTS = 6, 80
SOON_DAYS = 14


def homes(database: Database, people: Sequence[str]) -> Mapping[str, Home]:
    """Where people live, for the list of people."""
    found = households.places(database, people)
    return {person: Home(place.hamlet, place.head_name) for person, place in found.items()}


def about(database: Database, person: str) -> Surroundings:
    """What the banner says beside the person's own record."""
    today = database.clock.today()
    place = households.places(database, [person]).get(person)
    alerts = health_records.alerts_of(database, [person])[person]
    marks = (
        [Flag(RESTRICTED_USE, "attention", "shield")] if privacy.restricted_now(database, [person]) else []
    )
    words, look = _next(immunization.due_of(database, [person], today)[person], today)
    return Surroundings(
        household=place.household if place else None,
        household_words=f"Hộ {place.head_name or place.code} · {place.hamlet}" if place else "",
        flags=(*(Flag(note.words, note.state, note.icon) for note in _alerts(alerts)), *marks)[:MOST_FLAGS],
        next_words=words,
        next_state=look,
    )


def notes(database: Database, people: Sequence[str]) -> Mapping[str, MemberNotes]:
    """Alerts and what waits, for the cards of a household."""
    today = database.clock.today()
    alerts = health_records.alerts_of(database, people)
    due = immunization.due_of(database, people, today)
    back = _expected(database, people)
    marked = privacy.restricted_now(database, people)
    return {
        person: MemberNotes(
            (*_alerts(alerts[person]), *([MARK] if person in marked else [])),
            (*_due(person, due[person]), *back.get(person, ())),
        )
        for person in people
    }


def _alerts(alerts: Alerts) -> Iterator[Note]:
    for allergy in alerts.allergies:
        yield Note(f"Dị ứng {allergy.substance}", "danger", "allergy")
    for condition in alerts.conditions:
        yield Note(condition.name, "attention", "heart")


def _due(person: str, doses: Sequence[DueDose]) -> Iterator[Note]:
    for dose in doses:
        late = dose.state is State.OVERDUE
        if late or dose.state is State.DUE:
            word = "quá hẹn" if late else "đến lịch"
            look: Look = "danger" if late else "information"
            yield Note(f"{dose.label}, {word}", look, "syringe", f"person/{person}/dose")


def _expected(database: Database, people: Sequence[str]) -> Mapping[str, Sequence[Note]]:
    found = {}
    for one in visits.follow_ups_due(database, database.clock.today(), persons=people):
        look: Look = "danger" if one.overdue else "information"
        found[one.person] = [Note(f"Hẹn khám lại {one.due_on:%d/%m}", look, "calendar")]
    return found


def _next(doses: Sequence[DueDose], today: date) -> tuple[str, Look]:
    late = [dose for dose in doses if dose.state is State.OVERDUE]
    due = [dose for dose in doses if dose.state is State.DUE]
    if late or due:
        first = (late or due)[0]
        more = len(late) + len(due) - 1
        words = f"{first.label}, {'quá hẹn' if late else 'đến lịch'}"
        return (f"{words} và {more} mũi nữa" if more else words), "danger" if late else "information"
    coming = [dose for dose in doses if dose.due]
    if not coming:
        return "", "neutral"
    day = coming[0].due
    assert day is not None
    look: Look = "information" if (day - today).days <= SOON_DAYS else "neutral"
    return f"Mũi tới: {coming[0].label}, {day:%d/%m/%Y}", look


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, by its canonical day."""

    on: str
    title: str
    detail: str
    icon: str
    look: Look = "neutral"


class Timeline(Part):
    """The life as the station knows it, the latest first."""

    def __init__(self, frame: Frame, database: Database) -> None:
        super().__init__(frame)
        self._database, self._person = database, ""
        self.rows = Refill(0)
        self.body.setContentsMargins(SIZES.step, SIZES.gap, SIZES.gap, 0)
        self.body.addWidget(self.rows)
        self.body.addStretch(1)

    def show_record(self, record: str) -> None:
        self._person = record
        self.frame.work.run_latest(
            "timeline", partial(life_of, self._database, record), self._show, owner=self
        )

    def on_changes(self, changes: Changes) -> None:
        self.show_record(self._person)

    def _show(self, events: Sequence[Event]) -> None:
        if not events:
            words = "Lượt khám, mũi tiêm và bệnh mạn tính sẽ hiện ở đây theo thứ tự thời gian."
            self.rows.show_parts(EmptyState("Chưa có việc gì được ghi", words, icon="clock"))
            return
        shown: list[TimelineRow | object] = []
        year = ""
        for event in events[:MOST_EVENTS]:
            if event.on[:4] != year:
                year = event.on[:4]
                shown.append(text(year or "Chưa rõ ngày", "strong"))
            shown.append(TimelineRow(_day(event.on), event.title, event.detail, event.icon, event.look))
        self.rows.show_parts(*shown)  # type: ignore[arg-type]


def life_of(database: Database, person: str) -> list[Event]:
    """Every event that may be shown to everyone; what is restricted is not among them."""
    events = [*_visits(database, person), *_doses(database, person), *_illness(database, person)]
    return sorted(events, key=lambda event: event.on, reverse=True)


def _visits(database: Database, person: str) -> Iterator[Event]:
    for line in visits.visits_of(database, [person])[person]:
        title = line.diagnosis or line.reason or "Lượt khám"
        on = line.on.isoformat() if line.on else ""
        yield Event(on, f"Khám: {title}", line.treatment or "", "visit", "information")


def _doses(database: Database, person: str) -> Iterator[Event]:
    days: dict[str, list[str]] = {}
    for dose in immunization.doses_of(database, [person])[person]:
        number = f" mũi {dose.dose_number}" if dose.dose_number else ""
        days.setdefault(dose.given_on or "", []).append(f"{dose.label}{number}")
    for day, labels in days.items():
        yield Event(day, f"Tiêm: {', '.join(labels)}", "", "syringe", "done")


def _illness(database: Database, person: str) -> Iterator[Event]:
    found = health_records.record(database, person)
    for condition in found.conditions:
        yield Event(
            condition.since or "", f"Bệnh: {condition.said}", condition.note or "", "heart", "attention"
        )
    for allergy in found.allergies:
        yield Event(allergy.noted_on or "", f"Dị ứng: {allergy.said}", "", "allergy", "danger")


def _day(iso: str) -> str:
    try:
        return PartialDate.parse_iso(iso).shown
    except Refused:
        return ""
