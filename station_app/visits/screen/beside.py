"""What the nurse keeps in sight while she writes: the last measurements and the last visits."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

import resources
from station_app.common.days import PartialDate
from station_app.people.service import shown_day
from station_app.shell.refill import Refill
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Card, Chip, TimelineRow, column, put_tip, text
from station_app.visits.screen.reading import Page
from station_app.visits.service import Measured, VisitLine

TOLD_BY_UNIT: Final = ("systolic", "temperature", "spo2", "weight")
"""Signs that need no name beside their unit; pulse and breath share theirs."""


class Beside(QWidget):
    """A column at the right of the form."""

    def __init__(self) -> None:
        super().__init__()
        self.vitals = Refill(SIZES.step)
        self.past = Refill()
        self._days: list[QLabel] = []
        self._narrow = False
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, SIZES.gap, 0)
        whole.setSpacing(SIZES.pad)
        whole.addWidget(Card(text("Lần đo gần nhất", "strong"), self.vitals))
        whole.addWidget(Card(text("Các lần khám trước", "strong"), self.past))
        whole.addStretch(1)

    def set_narrow(self, narrow: bool) -> None:
        """Where there is little room the days of the measurements give way; the tips still say them."""
        self._narrow = narrow
        for day in self._days:
            day.setHidden(narrow)

    def show_page(self, page: Page) -> None:
        self._days = [text(PartialDate.of(one.on).shown if one.on else "", "small") for one in page.vitals]
        self.vitals.show_parts(_measured(page.vitals, self._days))
        self.set_narrow(self._narrow)
        rows: list[QWidget] = [_short_row(line) for line in page.past]
        self.past.show_parts(*(rows or [text("Chưa khám ở đây lần nào.", "soft", wrap=True)]))


def _short_row(line: VisitLine) -> QWidget:
    """A visit where there is little width: day and diagnosis, under them what was done."""
    when = PartialDate.of(line.on).shown if line.on else ""
    pressure = next((one.text for one in line.vitals if one.sign == "systolic"), "")
    detail = " · ".join(part for part in (pressure, line.treatment or "") if part)
    parts = [text(f"{when} · {_found(line)}", wrap=True)]
    if detail:
        parts.append(text(detail, "soft", wrap=True))
    return column(*parts, gap=0)


def visit_row(line: VisitLine) -> QWidget:
    """One visit of a life; a restricted one says so."""
    when = PartialDate.of(line.on).shown if line.on else ""
    row = TimelineRow(when, _found(line), _detail(line), "visit", "neutral")
    if not line.restricted:
        return row
    return column(Chip(f"Hạn chế: {restricted_label(line.restricted)}", "danger", "lock"), row, gap=0)


def restricted_label(code: str | None) -> str:
    named = (one.label for one in resources.codes("restricted_categories") if one.code == code)
    return next(named, code or "")


def _found(line: VisitLine) -> str:
    if line.status == "left":
        return "Bỏ về, chưa khám"
    return line.diagnosis or line.reason or "Chưa ghi chẩn đoán"


def _detail(line: VisitLine) -> str:
    told = (one.text for one in line.vitals if one.sign in TOLD_BY_UNIT)
    parts = [line.icd10_main or "", *told, line.treatment or ""]
    if line.follow_up_on:
        parts.append(f"hẹn {shown_day(line.follow_up_on)}")
    return " · ".join(part for part in parts if part)


def _measured(vitals: Sequence[Measured], days: Sequence[QLabel]) -> QWidget:
    if not vitals:
        return text("Chưa đo lần nào.", "soft")
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(SIZES.step)
    grid.setHorizontalSpacing(SIZES.pad)
    grid.setColumnStretch(1, 1)
    for at, (one, day) in enumerate(zip(vitals, days, strict=True)):
        value = text(one.text, wrap=True)
        put_tip(value, day.text())
        grid.addWidget(text(one.label, "soft"), at, 0)
        grid.addWidget(value, at, 1)
        grid.addWidget(day, at, 2)
    return holder
