"""The sheet of one visit: measured at the left, said and found at the right."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from station_app.shell.fields import Field, LongTextField, TextField
from station_app.shell.forms import Form
from station_app.shell.icd import icd_field, icd_name
from station_app.shell.theme import SIZES
from station_app.store.database import Opened
from station_app.visits.screen.fields import (
    FollowUpField,
    declared,
    show_usual,
    vital_field,
)

PAIRS: Final = (
    ("systolic", "diastolic"),
    ("pulse", "temperature"),
    ("breathing", "spo2"),
    ("weight", "height"),
)
VITALS: Final = tuple(name for pair in PAIRS for name in pair)
REASON, SHEET = "why", "sheet"
WIDEST: Final = 1_000
VITALS_WIDTH: Final = 300


@dataclass(frozen=True, slots=True)
class Sheet:
    """Which visit the form shows, and what of it was read: only what differs is written."""

    visit: str
    before: Mapping[str, Any]
    opened: tuple[Opened, ...]
    ended: bool


class VisitForm(Form):
    """Enter goes down the measured, then the said; Ctrl+Enter ends the visit."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__("Kết thúc khám", width=WIDEST)
        self.vitals = {name: vital_field(name) for name in VITALS}
        self.diagnosis = TextField("diagnosis", "Chẩn đoán", placeholder="Ghi như trong sổ khám")
        self.sheet: Sheet | None = None
        self._given_names: set[str] = set()
        self.icd = icd_field("icd10_main")
        self.follow_up = FollowUpField(today)
        self.why = TextField(REASON, "Lý do sửa", hint="Ví dụ: gõ nhầm, có kết quả mới.")
        left, right = _column(), _column()
        for pair in PAIRS:
            self._row(left, *(self.vitals[name] for name in pair))
        left.addStretch(1)
        self._row(right, declared("reason", today))
        self._row(right, TextField("symptoms", "Triệu chứng"))
        self._row(right, self.icd, self.diagnosis)
        self._row(right, LongTextField("treatment", "Xử trí, điều trị", lines=2))
        self._row(right, self.follow_up, declared("outcome", today))
        self._row(
            right,
            declared("icd10_other", today, placeholder="Ví dụ: I10; E11.9"),
            TextField("note", "Ghi chú"),
        )
        self._row(right, self.why)
        right.addStretch(1)
        self._side_by_side(left, right)
        self.icd.changed.connect(self._name_diagnosis)

    def show_age(self, months: int | None) -> None:
        for field in self.vitals.values():
            show_usual(field, months)

    def begin(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._given_names.clear()
        self.clear()
        self.fill(sheet.before)
        self._set_correcting(sheet.ended)

    def values(self) -> dict[str, Any]:
        """With the sheet: the save may begin when the screen already shows another visit."""
        return {**super().values(), SHEET: self.sheet}

    def _set_correcting(self, correcting: bool) -> None:
        """A visit that has ended is only corrected, and with a reason."""
        self.why.setVisible(correcting)
        self.why.required = correcting
        self.save_button.setText(f"{'Lưu sửa' if correcting else 'Kết thúc khám'}   Ctrl+Enter")

    def fill(self, values: Mapping[str, Any]) -> None:
        super().fill(values)
        self.follow_up.say("")
        for edit in self.findChildren(QLineEdit):
            edit.setCursorPosition(0)

    def _name_diagnosis(self) -> None:
        """The code gives the name, unless one was written."""
        code = self.icd.value()
        if code and self.diagnosis.value() in (None, *self._given_names):
            name = icd_name(code)
            self._given_names.add(name)
            self.diagnosis.set_value(name or None)

    def _row(self, column: QVBoxLayout, *fields: Field) -> None:
        row = QHBoxLayout()
        row.setSpacing(SIZES.wide)
        for field in fields:
            row.addWidget(self._known(field), 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)

    def _side_by_side(self, left: QVBoxLayout, right: QVBoxLayout) -> None:
        both = QWidget()
        line = QHBoxLayout(both)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SIZES.room)
        measured = QWidget()
        measured.setLayout(left)
        measured.setFixedWidth(VITALS_WIDTH)
        line.addWidget(measured, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(right, 1)
        self.put(both)


def changed(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the nurse wrote that was not there before."""
    before = values[SHEET].before
    return {
        name: value
        for name, value in values.items()
        if name not in (SHEET, REASON) and value != before.get(name)
    }


def _column() -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(SIZES.pad)
    return column
