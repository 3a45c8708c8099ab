"""How the state of a series is said and coloured, here and on the due list."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import resources
from station_app.common.days import PartialDate
from station_app.immunization.rules import DueDose
from station_app.immunization.rules import State as Standing
from station_app.immunization.service import DoseLine, SeriesLine
from station_app.shell.theme import State

MONTHS_FROM_DAYS: Final = 60
UNBROKEN: Final = "\u00a0"
COLOURS: Final[dict[Standing, State]] = {
    Standing.DONE: "done",
    Standing.NOT_YET: "neutral",
    Standing.DUE: "information",
    Standing.OVERDUE: "attention",
    Standing.TOO_LATE: "neutral",
}
ICONS: Final[dict[Standing, str]] = {
    Standing.DONE: "done",
    Standing.NOT_YET: "clock",
    Standing.DUE: "calendar",
    Standing.OVERDUE: "warning",
    Standing.TOO_LATE: "minus",
}


def day(on: date | None) -> str:
    return PartialDate.of(on).shown if on else ""


def late(due: date, today: date) -> str:
    """How long a dose is waited for, in the measure a nurse would use."""
    days = (today - due).days
    if days < MONTHS_FROM_DAYS:
        return f"{days} ngày"
    return f"{days // 30} tháng" if days < 2 * 365 else f"{days // 365} năm"


def standing(line: SeriesLine, today: date) -> str:
    """The state of a series in a few words."""
    coming = line.next
    match line.state:
        case Standing.DONE:
            return "đủ" if len(line.steps) > 1 else "đã tiêm"
        case Standing.OVERDUE if coming and coming.due:
            return f"quá hẹn {late(coming.due, today)}"
        case Standing.NOT_YET if coming and coming.due:
            return f"hẹn {day(coming.due)}"
        case Standing.DUE:
            return "đến lịch"
    return str(line.state.value)


def progress(line: SeriesLine) -> str:
    """Which dose of how many, for a series of several."""
    done = sum(step.state is Standing.DONE for step in line.steps)
    return f"{done}/{len(line.steps)}" if len(line.steps) > 1 else ""


def step_words(step: DueDose) -> str:
    """One step of a card: given when, or due when."""
    if step.state is Standing.DONE:
        said = step.given_on.shown if step.given_on else "đủ nhờ vắc xin phối hợp"
    elif step.due and step.state is not Standing.TOO_LATE:
        said = f"hẹn {day(step.due)}"
    else:
        said = step.state.value
    return f"{step.number}: {said}".replace(" ", UNBROKEN)


def code_label(list_name: str, code: str | None) -> str:
    return next((one.label for one in resources.codes(list_name) if one.code == code), code or "")


def dose_words(dose: DoseLine) -> str:
    """Lot and place of a dose, in one line."""
    parts = [
        f"lô {dose.lot}" if dose.lot else "",
        code_label("injection_sites", dose.site),
        dose.vaccinator or "",
        f"nhập bù{f', {dose.facility}' if dose.facility else ''}" if dose.historical else "",
        f"phản ứng: {dose.reaction}" if dose.reaction else "",
    ]
    return " · ".join(part for part in parts if part)


def dose_title(dose: DoseLine) -> str:
    return f"{dose.label} · mũi {dose.dose_number}" if dose.dose_number else dose.label


def waiting(lines: Sequence[SeriesLine]) -> int:
    return sum(line.state in (Standing.DUE, Standing.OVERDUE) for line in lines)
