"""The health record part of a person's page: allergies, conditions and risk factors as three lists."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

import resources
from station_app.health_records.screen.entries import KINDS, Kind, Line, detail, state_of
from station_app.health_records.screen.entry_form import EntryForm, stacked
from station_app.health_records.service import ConditionLine, HealthRecord, record
from station_app.shell import icons, theme
from station_app.shell.parts import Part, PartOffer
from station_app.shell.refill import Refill
from station_app.shell.screen import Changes, Frame
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Action, Card, Chip, SectionTitle, column, text
from station_app.store.database import Database


class HealthPart(Part):
    """A line is pressed to be corrected; the form opens beside the lists and Esc closes it."""

    def __init__(self, frame: Frame, database: Database, *, may_see_restricted: bool = False) -> None:
        super().__init__(frame)
        self._database, self._may_see = database, may_see_restricted
        self._person = ""
        self._wanted: tuple[Kind, str] | None = None
        self.lists = {kind.name: Refill(SIZES.step) for kind in KINDS}
        self.forms = {kind.name: EntryForm(kind, frame, database) for kind in KINDS}
        self._titles = {kind.name: self._title(kind) for kind in KINDS}
        left = QVBoxLayout()
        left.setSpacing(SIZES.gap)
        for kind in KINDS:
            left.addWidget(self._titles[kind.name])
            left.addWidget(self.lists[kind.name])
        left.addStretch(1)
        self._forms = stacked(list(self.forms.values()))
        self._forms.hide()
        line = QHBoxLayout()
        line.setSpacing(SIZES.room)
        line.addLayout(left, 5)
        line.addWidget(self._forms, 4)
        self.body.addLayout(line)
        for form in self.forms.values():
            form.closed.connect(self.close_form)

    def show_record(self, record: str) -> None:
        if record != self._person:
            self._hide_forms()
        self._person = record
        self._read()

    def resume(self, asked: Mapping[str, str]) -> None:
        kind = next((one for one in KINDS if one.name == asked.get("form")), None)
        if kind and "record" in asked:
            self._wanted = kind, asked["record"]
        elif kind:
            self.add(kind)

    def on_changes(self, changes: Changes) -> None:
        if changes.keys() & {kind.name for kind in KINDS}:
            self._read()

    def add(self, kind: Kind) -> None:
        """Open the empty form of a kind."""
        self._open()[kind.name].add(self._person)

    def close_form(self) -> None:
        self._hide_forms()
        self._read()

    def _open(self) -> dict[str, EntryForm]:
        for form in self.forms.values():
            form.hide()
        self._forms.show()
        return self.forms

    def _hide_forms(self) -> None:
        self._open()
        self._forms.hide()

    def _correct(self, kind: Kind, line: Line) -> None:
        self._open()[kind.name].correct(self._person, line)

    def _read(self) -> None:
        op = partial(record, self._database, self._person, may_see_restricted=self._may_see)
        self.frame.work.run_latest(f"health-{id(self)}", op, self._show, owner=self)

    def _show(self, found: HealthRecord) -> None:
        for kind in KINDS:
            lines = kind.lines(found)
            rows: list[QWidget] = [self._row(kind, line) for line in lines]
            self.lists[kind.name].show_parts(*(rows or [text(kind.nothing, "soft", wrap=True)]))
            self._titles[kind.name].note.setText(f"{len(lines)}" if lines else "")
            for line in lines:
                if self._wanted == (kind, line.id):
                    self._wanted = None
                    self._correct(kind, line)

    def _row(self, kind: Kind, line: Line) -> Card:
        state = state_of(line)
        card = Card(pressable=True, name=f"Sửa {line.said}")
        words: list[QWidget] = [text(line.said, wrap=True)]
        if said := detail(kind, line):
            words.append(text(said, "soft", wrap=True))
        inside = QHBoxLayout()
        inside.setSpacing(SIZES.pad)
        mark = icons.mark(kind.icon, theme.state_colours(state)[0])
        inside.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        inside.addWidget(column(*words, gap=0), 1)
        if isinstance(line, ConditionLine) and line.restricted:
            inside.addWidget(Chip(f"Hạn chế: {_category(line.restricted)}", "danger", "lock"))
        card.column.addLayout(inside)
        card.pressed.connect(partial(self._correct, kind, line))
        return card

    def _title(self, kind: Kind) -> SectionTitle:
        return SectionTitle(kind.title, Action(kind.add_label, partial(self.add, kind), kind.key, "plus"))


def _category(code: str) -> str:
    named = (one.label for one in resources.codes("restricted_categories") if one.code == code)
    return next(named, code)


def offers(database: Database, *, may_see_restricted: bool = False) -> tuple[PartOffer, ...]:
    """What health records put on a person's page."""
    make = partial(HealthPart, database=database, may_see_restricted=may_see_restricted)
    return (PartOffer("Hồ sơ", "health", make),)
