"""The visits part of a person's page: every visit, the newest first, each opened by Enter."""

from functools import partial

from PySide6.QtWidgets import QWidget

from station_app.shell.parts import Part, PartOffer
from station_app.shell.refill import Refill
from station_app.shell.screen import Changes, Frame
from station_app.shell.widgets import Action, Card, EmptyState, SectionTitle
from station_app.store.database import Database
from station_app.visits import service
from station_app.visits.screen.beside import visit_row
from station_app.visits.service import VisitLine

MOST = 50


class VisitsPart(Part):
    """Restricted visits are there only for who has the right; to everyone else nothing tells of them."""

    def __init__(self, frame: Frame, database: Database, *, may_see_restricted: bool = False) -> None:
        super().__init__(frame)
        self._database, self._may_see = database, may_see_restricted
        self._person = ""
        self._receive = Action("Tiếp nhận khám", self._go_to_reception, "Alt+K", "visit", "primary")
        self._head = SectionTitle("Các lần khám", self._receive)
        self.visits = Refill()
        self.body.addWidget(self._head)
        self.body.addWidget(self.visits)
        self.body.addStretch(1)

    def show_record(self, record: str) -> None:
        self._person = record
        self._read()

    def on_changes(self, changes: Changes) -> None:
        if "visit" in changes:
            self._read()

    def _read(self) -> None:
        database, person, may_see = self._database, self._person, self._may_see

        def read() -> tuple[VisitLine, ...]:
            found = service.visits_of(database, [person], limit=MOST, may_see_restricted=may_see)
            return found[person]

        self.frame.work.run_latest(f"visits-{id(self)}", read, self._show, owner=self)

    def _show(self, visits: tuple[VisitLine, ...]) -> None:
        self._head.note.setText(f"{len(visits)} lần" if visits else "")
        nothing = EmptyState(
            "Chưa khám ở đây lần nào", "Tiếp nhận để ghi lần khám đầu tiên.", self._receive, "visit"
        )
        self.visits.show_parts(*(map(self._card, visits) if visits else [nothing]))

    def _card(self, visit: VisitLine) -> QWidget:
        name = f"Mở lần khám {visit.on:%d/%m/%Y}" if visit.on else "Mở lần khám"
        card = Card(visit_row(visit), pressable=True, name=name)
        card.pressed.connect(partial(self.frame.go, f"visit/{visit.id}"))
        return card

    def _go_to_reception(self) -> None:
        self.frame.go(f"visits?person={self._person}")


def offers(database: Database, *, may_see_restricted: bool = False) -> tuple[PartOffer, ...]:
    """What visits put on a person's page."""
    make = partial(VisitsPart, database=database, may_see_restricted=may_see_restricted)
    return (PartOffer("Khám", "visits", make),)
