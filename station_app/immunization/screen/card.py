"""The vaccination part of a person's page: every series with its doses, and how a dose is corrected."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from station_app.common.errors import Refused
from station_app.immunization import service
from station_app.immunization.screen import words
from station_app.immunization.screen.correcting import DoseCorrection
from station_app.immunization.service import DoseLine, SeriesLine
from station_app.people.service import shown_day
from station_app.shell.parts import Part, PartOffer
from station_app.shell.refill import Refill
from station_app.shell.screen import Changes, Frame
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Action, Banner, Card, Chip, EmptyState, SectionTitle, text
from station_app.store.database import Database

DESK = "desk/conflicts"
TWICE = "{} mũi có thể là ghi hai lần trên hai máy. Chưa quyết thì chỉ tính một."


class VaccinationPart(Part):
    """Doses at the right are pressed to be corrected; the form takes their place."""

    def __init__(self, frame: Frame, database: Database) -> None:
        super().__init__(frame)
        self._database = database
        self._person, self._wanted = "", ""
        self.series = Refill(SIZES.step)
        self.doses = Refill()
        self.correction = DoseCorrection(frame, database)
        self.correction.closed.connect(self._close_correction)
        write = Action("Ghi mũi tiêm", self._write, "Alt+T", "syringe", "primary")
        self._head = SectionTitle("Thẻ tiêm chủng", write)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.doses)
        column.addWidget(self.correction)
        column.addStretch(1)
        line = QHBoxLayout()
        line.setSpacing(SIZES.room)
        line.addWidget(self.series, 3, Qt.AlignmentFlag.AlignTop)
        line.addWidget(right, 2)
        self.body.addWidget(self._head)
        self.body.addLayout(line)
        self.body.addStretch(1)

    def show_record(self, record: str) -> None:
        self._person = record
        self.correction.hide()
        self._read()

    def resume(self, asked: Mapping[str, str]) -> None:
        self._wanted = asked.get("dose", "")

    def on_changes(self, changes: Changes) -> None:
        if changes.keys() & {"dose", "person"}:
            self._read()

    def _read(self) -> None:
        op = partial(read_card, self._database, self._person)
        self.frame.work.run_latest(f"card-{id(self)}", op, self._show, owner=self)

    def _show(self, card: service.Card | None) -> None:
        if card is None:
            self.series.show_parts(EmptyState("Không đọc được thẻ", "Hồ sơ này không còn trên máy."))
            self.doses.show_parts()
            return
        today = self.frame.clock.today()
        self._head.note.setText(_summary(card.series))
        self.series.show_parts(_grid(card.series, today) if card.series else _no_series())
        self.doses.show_parts(*self._dose_cards(card.doses))
        self.doses.setHidden(self.correction.isVisibleTo(self))
        for dose in card.doses:
            if dose.id == self._wanted:
                self._wanted = ""
                self._correct(dose)

    def _dose_cards(self, doses: Sequence[DoseLine]) -> list[QWidget]:
        if not doses:
            nothing = "Mũi đã tiêm ở nơi khác cũng ghi được: “Ghi mũi tiêm”, rồi “Nhập bù”."
            return [EmptyState("Chưa có mũi nào trong sổ", nothing, icon="syringe")]
        once = sum(not dose.doubles for dose in doses)
        return [
            text(f"{once} mũi đã ghi", "strong"),
            *self._asked(doses),
            *map(self._dose_card, reversed(doses)),
        ]

    def _asked(self, doses: Sequence[DoseLine]) -> list[QWidget]:
        """What may be one dose written twice is counted once until a person has decided."""
        twice = sum(bool(dose.doubles) for dose in doses)
        decide = Action("Quyết", lambda: self.frame.go(f"{DESK}?person={self._person}"))
        return [Banner(TWICE.format(twice), "attention", decide)] if twice else []

    def _dose_card(self, dose: DoseLine) -> Card:
        title, day = words.dose_title(dose), shown_day(dose.given_on)
        made = Card(
            text(f"{day} · {title}", wrap=True),
            text(words.dose_words(dose) or "không ghi lô", "soft", wrap=True),
            *([Chip("ghi hai lần, chờ quyết", "attention")] if dose.doubles else []),
            pressable=True,
            name=f"Sửa mũi {title}, ngày {day}",
        )
        made.column.setSpacing(0)
        made.pressed.connect(partial(self._correct, dose))
        return made

    def _correct(self, dose: DoseLine) -> None:
        self.doses.hide()
        self.correction.begin(dose, self._person)
        self.correction.show()

    def _close_correction(self) -> None:
        self.correction.hide()
        self.doses.show()
        self._read()

    def _write(self) -> None:
        self.frame.go(f"person/{self._person}/dose")


def read_card(database: Database, person: str) -> service.Card | None:
    try:
        return service.antigen_row(database, person, database.clock.today())
    except Refused:
        return None


def _summary(lines: Sequence[SeriesLine]) -> str:
    waiting = words.waiting(lines)
    return f"{waiting} loại cần tiêm" if waiting else "không có mũi nào đến lịch" if lines else ""


def _grid(lines: Sequence[SeriesLine], today: date) -> QWidget:
    card = Card(name="Các loại vắc xin")
    grid = QGridLayout()
    grid.setHorizontalSpacing(SIZES.wide)
    grid.setVerticalSpacing(SIZES.gap)
    grid.setColumnStretch(1, 1)
    for at, line in enumerate(lines):
        state = words.standing(line, today)
        steps = "   ".join(words.step_words(step) for step in line.steps)
        named = QVBoxLayout()
        named.setSpacing(0)
        named.addWidget(text(line.label, wrap=True))
        named.addWidget(text(steps, "soft", wrap=True))
        chip = Chip(state.capitalize(), words.COLOURS[line.state], words.ICONS[line.state])
        grid.addLayout(named, at, 1)
        grid.addWidget(chip, at, 2, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    card.column.addLayout(grid)
    return card


def _no_series() -> QWidget:
    return EmptyState(
        "Không có lịch tiêm nào ở tuổi này",
        "Hoặc chưa biết ngày sinh. Mũi tiêm vẫn ghi được.",
        icon="syringe",
    )


def offers(database: Database) -> tuple[PartOffer, ...]:
    """What vaccination puts on a person's page."""
    return (PartOffer("Tiêm chủng", "doses", lambda frame: VaccinationPart(frame, database)),)
