"""The strip of alerts that other rooms keep in sight while they treat a person."""

from functools import partial

from station_app.health_records.screen.entries import state_of
from station_app.health_records.service import Alerts, alerts_of
from station_app.shell.flow import Flow
from station_app.shell.parts import Part
from station_app.shell.screen import Changes, Frame
from station_app.shell.widgets import Chip
from station_app.store.database import Database

ENTITIES = {"allergy", "condition", "risk_factor"}


class AlertStrip(Part):
    """Allergies first, then conditions and risks; that no allergy is known is said too."""

    def __init__(self, frame: Frame, database: Database, *, may_see_restricted: bool = False) -> None:
        super().__init__(frame)
        self._database, self._may_see = database, may_see_restricted
        self._person = ""
        self._chips: list[Chip] = []
        self.chips = Flow()
        self.chips.setAccessibleName("Cảnh báo")
        self.body.addWidget(self.chips)

    def show_record(self, record: str) -> None:
        if record != self._person:
            self.chips.clear()
        self._person = record
        op = partial(_alerts, self._database, record, self._may_see)
        self.frame.work.run_latest(f"alerts-{id(self)}", op, self._show, owner=self)

    def on_changes(self, changes: Changes) -> None:
        if changes.keys() & ENTITIES and self._person:
            self.show_record(self._person)

    @property
    def said(self) -> list[str]:
        """What the chips say now."""
        return [chip.words.text() for chip in self._chips]

    def _show(self, alerts: Alerts) -> None:
        self._chips = [Chip(f"Dị ứng: {line.said}", state_of(line), "allergy") for line in alerts.allergies]
        if not alerts.allergies:
            self._chips.append(Chip("Chưa ghi dị ứng nào, hỏi lại", "neutral", "allergy"))
        self._chips += [Chip(line.said, "information", "heart") for line in alerts.conditions]
        self._chips += [Chip(line.said, "attention", "warning") for line in alerts.risk_factors]
        if alerts.has_restricted:
            self._chips.append(Chip("Có thông tin hạn chế", "danger", "lock"))
        self.chips.clear()
        for chip in self._chips:
            self.chips.add(chip)
        self.chips.updateGeometry()


def _alerts(database: Database, person: str, may_see_restricted: bool) -> Alerts:
    return alerts_of(database, [person], may_see_restricted=may_see_restricted)[person]
