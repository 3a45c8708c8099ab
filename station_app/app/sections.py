"""What each room has to say about a person on a household summary; restricted records never come this way."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from station_app.common.days import PartialDate
from station_app.health_records import service as health_records
from station_app.health_records.service import Alerts
from station_app.households.sheet import Section, Tone
from station_app.immunization import service as immunization
from station_app.immunization.rules import DueDose, State
from station_app.immunization.service import DoseLine
from station_app.store.database import Database
from station_app.visits import service as visits
from station_app.visits.service import Measured, VisitLine

HORIZON_DAYS = 92
"""Three months ahead are worth a family's paper; what comes later will be printed again."""
_VISITS = 5
_ASKED = "có mũi ghi hai lần, chờ quyết"


def sections_of(database: Database, persons: Sequence[str], today: date) -> dict[str, tuple[Section, ...]]:
    """Each person's sections, what may harm first."""
    alerts = health_records.alerts_of(database, persons)
    due = immunization.due_of(database, persons, today)
    given = immunization.doses_of(database, persons)
    vitals = visits.last_vitals(database, persons)
    seen = visits.visits_of(database, persons, limit=_VISITS)
    return {
        person: (
            _allergies(alerts[person]),
            *_tasks(due.get(person, ()), seen.get(person, ()), today),
            _conditions(alerts[person]),
            _vitals(vitals.get(person, ())),
            *_given(given.get(person, ())),
        )
        for person in persons
    }


def _allergies(alerts: Alerts) -> Section:
    return Section("Dị ứng", tuple(line.said for line in alerts.allergies), Tone.ALERT)


def _conditions(alerts: Alerts) -> Section:
    risks = tuple(line.said for line in alerts.risk_factors)
    return Section("Bệnh đang theo dõi", tuple(line.said for line in alerts.conditions) + risks)


def _vitals(measured: Sequence[Measured]) -> Section:
    days = [sign.on for sign in measured if sign.on]
    latest = f" ({max(days):%d/%m/%Y})" if days else ""
    return Section(f"Đo gần nhất{latest}", tuple(f"{sign.label} {sign.text}" for sign in measured))


def _tasks(due: Sequence[DueDose], seen: Sequence[VisitLine], today: date) -> tuple[Section, ...]:
    overdue: list[str] = []
    coming: list[str] = []
    for dose in due:
        if dose.state is State.OVERDUE:
            overdue.append(f"Tiêm {dose.label}{_since(dose.due, 'đã đến hẹn từ')}")
        elif dose.due and (dose.due - today).days <= HORIZON_DAYS:
            coming.append(f"Tiêm {dose.label}{_since(max(dose.earliest or dose.due, dose.due), 'từ')}")
    follow_up = _follow_up(seen)
    if follow_up:
        day, words = follow_up
        (overdue if day < today else coming).append(words)
    return (
        Section("Quá hẹn", tuple(overdue), Tone.OVERDUE),
        Section("Cần làm", tuple(coming), Tone.DUE),
    )


def _since(day: date | None, word: str) -> str:
    return f", {word} {day:%d/%m/%Y}" if day else ""


def _follow_up(seen: Sequence[VisitLine]) -> tuple[date, str] | None:
    """The appointment of the newest visit; an older one was kept or overtaken by it."""
    newest = max(seen, key=lambda line: line.arrived_at or "", default=None)
    day = PartialDate.parse_iso(newest.follow_up_on).exact if newest and newest.follow_up_on else None
    if day is None or newest is None:
        return None
    about = f" ({newest.diagnosis})" if newest.diagnosis else ""
    return day, f"Khám lại ngày {day:%d/%m/%Y}{about}"


def _given(doses: Sequence[DoseLine]) -> tuple[Section, ...]:
    """One line a vaccine: which doses, and when the last was given. What may be one dose written twice is
    told once, and told to be in question."""
    if not doses:
        return ()
    lines = []
    for label, group in groupby(sorted(doses, key=lambda dose: dose.label), key=lambda dose: dose.label):
        told = list(group)
        given = sorted((dose for dose in told if not dose.doubles), key=lambda dose: dose.given_on or "")
        if not given:
            lines.append(f"{label}: {_ASKED}")
            continue
        numbers = ", ".join(str(dose.dose_number) for dose in given if dose.dose_number)
        last = PartialDate.parse_iso(given[-1].given_on).shown if given[-1].given_on else ""
        which = f" mũi {numbers}" if numbers else ""
        asked = f"; {_ASKED}" if len(given) < len(told) else ""
        lines.append(f"{label}{which}{f' ({last})' if last else ''}{asked}")
    return (Section("Đã tiêm", tuple(lines)),)
