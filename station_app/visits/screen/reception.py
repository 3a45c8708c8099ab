"""Reception: who has come and why; two fields, then the next one at the door."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QSizePolicy

from station_app.people.service import people_named
from station_app.shell.asking import Asking
from station_app.shell.fields import ReferenceField
from station_app.shell.forms import Form
from station_app.shell.screen import Frame
from station_app.store.database import Database
from station_app.store.drafts import DraftShelf
from station_app.visits import service
from station_app.visits.screen.fields import declared
from station_app.visits.screen.reading import find_people

USUAL: Final = "01"
UNDONE: Final = "nhập nhầm: hoàn tác ngay sau khi tiếp nhận"


class Reception(Form):
    """`received(visit)` is called after each."""

    def __init__(self, frame: Frame, database: Database, received: Callable[[str], object]) -> None:
        super().__init__("Tiếp nhận", scrolls=False, escape="")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._frame, self._database, self._received = frame, database, received
        self.person = ReferenceField(
            "person",
            "Người đến khám",
            partial(find_people, database),
            lambda person: people_named(database, [person]).get(person, ""),
            work=frame.work,
            required=True,
            placeholder="Tên, số thẻ hoặc điện thoại",
        )
        self.add(self.person)
        self.reason = self.add(declared("reason", frame.clock.today))
        self.kind = self.add(declared("visit_type", frame.clock.today))
        self.kind.set_value(USUAL)
        self.entering = Asking(self, frame.work, DraftShelf(database))
        self.entering.save_with(self._receive, self._done)

    def begin(self, person: str | None = None) -> None:
        """Empty, or for the person whose page the nurse comes from."""
        self.clear()
        self.kind.set_value(USUAL)
        if person:
            self.person.set_value(person)
            self.reason.focus()
        # Each has a place of their own: what was typed for one never comes back over another.
        self.entering.begin(f"visits?person={person}" if person else "visits", new=True)

    def _receive(self, values: dict[str, Any], confirmed: bool) -> tuple[str, str]:
        visit = service.receive(
            self._database,
            person=values["person"],
            reason=values["reason"],
            visit_type=values["visit_type"] or USUAL,
            confirmed=confirmed,
        )
        return visit, people_named(self._database, [values["person"]]).get(values["person"], "")

    def _done(self, received: tuple[str, str]) -> None:
        visit, name = received
        undo = partial(service.withdraw_visit, self._database, visit, UNDONE)
        self._frame.notices.undoable(f"Đã tiếp nhận {name}.", lambda: self._frame.work.run(undo))
        self.begin()
        self.person.focus()
        self._received(visit)
